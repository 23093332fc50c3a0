"""The writers of the loop: a finding told, decided on, changed, announced, rated again.

Each step takes ``by=`` and ``on=``, so that what happened before can be told too; ``based_on`` is
the revision that the coordinator saw, and nothing is compared without it.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update

from portal.adjustments import rules
from portal.adjustments.models import AdjustmentStep, Finding, Helped, Source, StepKind
from portal.audit.services import record
from portal.db import db
from portal.meetings.models import TOOK_PLACE, Meeting, MeetingKind
from portal.web.stale import check_not_stale


@dataclass(frozen=True, kw_only=True)
class Told:
    """A finding in the words of the project team, and what it was read from."""

    words: str
    lang: str = "nl"
    source: Source = Source.FREE
    meeting_id: int | None = None
    campaign_id: int | None = None
    item_code: str = ""
    cfir: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """The words of a step, in which language, and on which revision of the finding."""

    words: str
    lang: str = "nl"
    based_on: int | None = None


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What changed: a version of the plan, a meeting, a kit as people call it, or only words."""

    plan_id: int | None = None
    meeting_id: int | None = None
    kit_version: str = ""


@dataclass(frozen=True, kw_only=True)
class Rating:
    """What rating again showed: whether it helped, and from which figures, if there are any.

    ``item_code`` and ``meeting_id`` name the question and the meeting of the later evaluation;
    without them the words say why there is no figure.
    """

    helped: Helped
    item_code: str = ""
    meeting_id: int | None = None


def tell_finding(told: Told, *, by: int | None, on: date) -> Finding:
    """Keep a finding; its loop stands open until somebody decides."""
    finding = Finding(
        words=told.words,
        lang=told.lang,
        source=told.source,
        meeting_id=told.meeting_id,
        campaign_id=told.campaign_id,
        item_code=told.item_code,
        cfir=told.cfir,
        told_on=on,
        told_by_id=by,
    )
    db.session.add(finding)
    db.session.flush()
    _note("finding_told", finding, by=by, on=on)
    return finding


def change_words(finding: Finding, said: Said, *, by: int | None, on: date) -> None:
    """Put the words of a finding right, as long as it was not announced."""
    rules.check_may_edit(_lock(finding, said.based_on))
    finding.words, finding.lang = said.words, said.lang
    finding.revision += 1
    db.session.flush()
    _note("finding_changed", finding, by=by, on=on)


def decide(
    finding: Finding, verdict: StepKind, reason: Said, *, by: int | None, on: date
) -> AdjustmentStep:
    """Adopt, adapt or decline what a finding asks for, with the reason."""
    rules.check_may_decide(_lock(finding, reason.based_on))
    rules.check_is_decision(verdict)
    return _take(finding, AdjustmentStep(kind=verdict), reason, by=by, on=on)


def change(
    finding: Finding, said: Said, what: Changed | None = None, *, by: int | None, on: date
) -> AdjustmentStep:
    """Tell what changed; a finding may change several things before it is announced."""
    rules.check_may_change(_lock(finding, said.based_on))
    what = what or Changed()
    taken = AdjustmentStep(
        kind=StepKind.CHANGED,
        plan_id=what.plan_id,
        meeting_id=what.meeting_id,
        kit_version=what.kit_version,
    )
    return _take(finding, taken, said, by=by, on=on)


def announce(
    finding: Finding, said: Said, *, by: int | None, on: date, meeting_id: int | None = None
) -> AdjustmentStep:
    """Tell participants what was done, or why not: at a meeting, or by mail where none is given."""
    last = _lock(finding, said.based_on)
    rules.check_may_announce(last)
    taken = AdjustmentStep(kind=rules.announcing(last), meeting_id=meeting_id)
    return _take(finding, taken, said, by=by, on=on)


def rerate(
    finding: Finding, said: Said, rating: Rating, *, by: int | None, on: date
) -> AdjustmentStep:
    """Say two meetings later what the figures, or what was heard, mean; this closes the loop."""
    last = _lock(finding, said.based_on)
    rules.check_may_rerate(last, _announced_on(finding.id), _held(on))
    taken = AdjustmentStep(
        kind=StepKind.RERATED,
        helped=rating.helped,
        item_code=rating.item_code,
        meeting_id=rating.meeting_id,
    )
    return _take(finding, taken, said, by=by, on=on)


def reopen(finding: Finding, reason: Said, *, by: int | None, on: date) -> AdjustmentStep:
    """Open a loop again, with the reason; what was done before stays readable."""
    rules.check_may_reopen(_lock(finding, reason.based_on))
    return _take(finding, AdjustmentStep(kind=StepKind.REOPENED), reason, by=by, on=on)


def publish(finding: Finding, *, by: int | None, on: date) -> None:
    """Let anybody read what was said and what was done about it."""
    rules.check_may_publish(_lock(finding))
    if finding.public_on is None:
        finding.public_on = on
        _turn(finding, "finding_published", by=by, on=on)


def take_back(finding: Finding, *, by: int | None, on: date) -> None:
    """Show a finding to participants alone again."""
    _lock(finding)
    if finding.public_on is not None:
        finding.public_on = None
        _turn(finding, "finding_taken_back", by=by, on=on)


def forget_person(person_id: int) -> None:
    """Take a person's name off what they told and decided: both are the project team's."""
    told = update(Finding).where(Finding.told_by_id == person_id)
    db.session.execute(told.values(told_by_id=None))
    taken = update(AdjustmentStep).where(AdjustmentStep.by_person_id == person_id)
    db.session.execute(taken.values(by_person_id=None))


def _turn(finding: Finding, event: str, *, by: int | None, on: date) -> None:
    finding.revision += 1
    db.session.flush()
    _note(event, finding, by=by, on=on)


def _take(
    finding: Finding, taken: AdjustmentStep, said: Said, *, by: int | None, on: date
) -> AdjustmentStep:
    """Add a step to a finding that is locked."""
    taken.finding, taken.words, taken.lang = finding, said.words, said.lang
    taken.happened_on, taken.by_person_id = on, by
    finding.revision += 1
    db.session.add(taken)
    db.session.flush()
    db.session.expire(finding, ["steps"])
    _note("finding_moved", finding, by=by, on=on, step=taken.kind.value)
    return taken


def _lock(finding: Finding, based_on: int | None = None) -> StepKind | None:
    """Hold a finding until the end of the act, read it anew, and return its last step.

    Raises ``Stale`` where somebody took a step since ``based_on``: what they did goes first.
    """
    wanted = select(Finding).where(Finding.id == finding.id).with_for_update()
    db.session.scalars(wanted, execution_options={"populate_existing": True}).one()
    check_not_stale(finding, based_on)
    last = (
        select(AdjustmentStep.kind)
        .where(AdjustmentStep.finding_id == finding.id)
        .order_by(AdjustmentStep.id.desc())
        .limit(1)
    )
    return db.session.scalar(last)


def _announced_on(finding_id: int) -> date | None:
    return db.session.scalar(
        select(func.max(AdjustmentStep.happened_on)).where(
            AdjustmentStep.finding_id == finding_id, AdjustmentStep.kind == StepKind.ANNOUNCED
        )
    )


def _held(on: date) -> list[date]:
    return list(
        db.session.scalars(
            select(Meeting.local_date).where(
                Meeting.kind == MeetingKind.REFLECTION,
                Meeting.state.in_(TOOK_PLACE),
                Meeting.local_date <= on,
            )
        )
    )


def _note(event: str, finding: Finding, *, by: int | None, on: date, **detail: str) -> None:
    record(event, by=by, on=on, object_kind="finding", object_id=finding.id, detail=detail)
