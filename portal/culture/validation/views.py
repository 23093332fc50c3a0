"""The path of validation of each version: read by researchers, kept by who writes instruments."""

from http import HTTPStatus

from flask import Flask, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.culture.blueprint import bp
from portal.culture.validation import queries, services
from portal.culture.validation.forms import StepForm
from portal.culture.validation.models import Validation
from portal.culture.validation.rules import missing_steps
from portal.culture.validation.words import STATES, STEPS
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.questionnaires.instruments import claims
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import InstrumentKind
from portal.web.hooks import Act, on
from portal.web.stale import saved, status_of

STEP = f"<any({', '.join(step.value for step in Validation)}):step>"
PATH = f"/culture/validation/<int:version_id>/{STEP}"


@bp.get("/culture/validation")
@requires(P.INSTRUMENT_READ)
def validation() -> ResponseReturnValue:
    """Show for each version which steps are done, and what is missing."""
    paths = []
    for version in queries.versions():
        history = queries.history_of(version.id)
        newest = {step: rows[0] for step, rows in history.items() if rows}
        paths.append((version, history, missing_steps(newest)))
    return render_template("culture/validation.html", paths=paths, steps=STEPS, states=STATES)


@bp.get(PATH)
@requires(P.INSTRUMENT_WRITE)
def validation_step(version_id: int, step: str) -> ResponseReturnValue:
    """Ask how far a step is and what it showed."""
    version, which = _version(version_id), Validation(step)
    return _page(version, which, _now(version, which))


@bp.post(PATH)
@requires(P.INSTRUMENT_WRITE)
def keep_validation_step(version_id: int, step: str) -> ResponseReturnValue:
    """Keep what is known about a step; what was said before stays."""
    version, which, form = _version(version_id), Validation(step), StepForm()
    if saved(form, lambda: _keep(version, which, form), current=lambda: _now(version, which)):
        flash(gettext("Kept. What was said before stays in the history."))
        return redirect(url_for(".validation"), code=303)
    return _page(version, which, form), status_of(form)


def _keep(version: InstrumentVersion, step: Validation, form: StepForm) -> None:
    by, on_ = current_actor().person_id, today()
    plan, based_on = form.plan(), form.based_on
    services.keep_step(version.id, step, plan, based_on=based_on, by=by, on=on_)


def _now(version: InstrumentVersion, step: Validation) -> StepForm:
    return StepForm.of(queries.newest_of(version.id).get(step))


def _version(version_id: int) -> InstrumentVersion:
    return queries.find_version(version_id) or abort(HTTPStatus.NOT_FOUND)


def _page(version: InstrumentVersion, step: Validation, form: StepForm) -> str:
    title, asks = STEPS[step]
    return render_template(
        "culture/validation_step.html",
        version=version,
        step=step,
        title=title,
        asks=asks,
        form=form,
    )


def _forget(*, person_id: int) -> None:
    services.forget_person(person_id)


def _merge(*, kept_id: int, gone_id: int) -> None:
    services.merge_people(kept_id=kept_id, gone_id=gone_id)


def _person_data(*, person_id: int) -> dict[str, object]:
    return {
        "culture_validation_steps": [
            {
                "version": version.number,
                "step": row.step.value,
                "state": row.state.value,
                "kept_on": row.kept_on.isoformat(),
            }
            for row, version in queries.steps_kept_by(person_id)
        ]
    }


def register_acts(app: Flask) -> None:
    """Take part when a person is forgotten, joined or told what is kept, and when one publishes."""
    on(app, Act.ERASE, _forget)
    on(app, Act.MERGE, _merge)
    on(app, Act.PERSON_DATA, _person_data)
    claims.let_check(InstrumentKind.CULTURE, services.check_claim)
    app.jinja_env.globals["is_pilot"] = queries.is_pilot
