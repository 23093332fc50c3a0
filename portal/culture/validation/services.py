"""Keep what is known about the validation of a version; nothing that was said is lost."""

from datetime import date

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal.audit.services import record
from portal.culture.validation.models import Validation, ValidationStep
from portal.culture.validation.queries import newest_of, open_steps
from portal.culture.validation.rules import StepPlan, check_may_claim, check_step
from portal.db import db
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import Maturity
from portal.web.stale import Stale


def keep_step(
    version_id: int, step: Validation, plan: StepPlan, *, based_on: int, by: int, on: date
) -> ValidationStep:
    """Add what is known about a step now; Stale when somebody said more meanwhile."""
    check_step(step, plan, today=on)
    newest = newest_of(version_id).get(step)
    if based_on != (newest.revision if newest else 0):
        raise Stale
    row = ValidationStep(
        version_id=version_id,
        step=step,
        revision=based_on + 1,
        state=plan.state,
        people=plan.people,
        figure=plan.figure,
        source=plan.source,
        done_on=plan.done_on,
        kept_on=on,
        kept_by_id=by,
    )
    db.session.add(row)
    _flush()
    detail: dict[str, str | int] = {"step": step.value, "state": plan.state.value}
    kind = "instrument_version"
    record("validation_kept", by=by, on=on, object_kind=kind, object_id=version_id, detail=detail)
    return row


def check_claim(definition: Definition, earlier: InstrumentVersion | None) -> None:
    """Refuse to publish as validated what is built on a version with open steps."""
    if definition.maturity is Maturity.VALIDATED:
        check_may_claim(open_steps(earlier))


def _flush() -> None:
    """Write; two who write at once are told as one after the other."""
    try:
        db.session.flush()
    except IntegrityError:
        raise Stale from None


def forget_person(person_id: int) -> None:
    """Take the name of an erased person off what they kept."""
    _rename(person_id, None)


def merge_people(*, kept_id: int, gone_id: int) -> None:
    """Put what two rows of one person kept under one."""
    _rename(gone_id, kept_id)


def _rename(person_id: int, to: int | None) -> None:
    theirs = update(ValidationStep).where(ValidationStep.kept_by_id == person_id)
    db.session.execute(theirs.values(kept_by_id=to).execution_options(synchronize_session=False))
