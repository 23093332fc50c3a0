"""Pages that open a measurement, close it, and release its results."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from portal.asks.queries import load_of
from portal.asks.rules import TooMuch
from portal.asks.services import Why
from portal.clock import today
from portal.culture import preparation, rules, services
from portal.culture.asks import asked_by
from portal.culture.blueprint import bp
from portal.culture.forms import OpenForm, StepForm
from portal.culture.models import Measurement
from portal.culture.reading import found, to_measurement
from portal.db import transaction
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.questionnaires.campaigns.forgetting import forget_order
from portal.rules import RuleBroken, why_not
from portal.web.words import reason

NAMED = 30  # more names than these nobody reads before opening


@bp.get("/culture/<int:number>/open")
@requires(P.CULTURE_MANAGE)
def open_page(number: int) -> ResponseReturnValue:
    """Say how many are asked, and who, before anything is opened."""
    return _open_page(found(P.CULTURE_MANAGE, number), OpenForm())


@bp.post("/culture/<int:number>/open")
@requires(P.CULTURE_MANAGE)
def open_(number: int) -> ResponseReturnValue:
    """Open the measurement to every team that is ready."""
    measurement, form = found(P.CULTURE_MANAGE, number), OpenForm()
    try:
        if form.validate():
            why = Why(reason=form.why.data or "", lang=str(get_locale()))
            with transaction():
                services.open_measurement(
                    measurement, on=today(), by=current_actor().person_id, why=why
                )
            flash(gettext("The measurement is open. Ambassadors get a mail to print the codes."))
            return to_measurement(number)
    except TooMuch as refused:
        form.ask_why(refused)
    except RuleBroken as refused:
        form.refuse(refused)
    return _open_page(measurement, form), 400


def _open_page(measurement: Measurement, form: OpenForm) -> str:
    day, campaign_id = today(), measurement.campaign_id
    ready = preparation.readiness_of(campaign_id, day)
    refused = why_not(
        rules.check_may_open, measurement.campaign, ready.teams, day, people=ready.people
    )
    return render_template(
        "culture/open.html",
        measurement=measurement,
        form=form,
        ready=ready,
        teams=preparation.asked_teams(campaign_id, day, most=NAMED),
        refused=refused,
        load=None if refused else load_of(asked_by(measurement, day)),
    )


@bp.get("/culture/<int:number>/close")
@requires(P.CULTURE_MANAGE)
def close_page(number: int) -> ResponseReturnValue:
    """Say what closing means."""
    measurement = found(P.CULTURE_MANAGE, number)
    refused = why_not(rules.check_may_close, measurement.campaign)
    return _step_page("culture/close.html", measurement, refused)


@bp.post("/culture/<int:number>/close")
@requires(P.CULTURE_MANAGE)
def close(number: int) -> ResponseReturnValue:
    """Close the measurement for good, and forget in which order answers came in."""
    measurement = found(P.CULTURE_MANAGE, number)
    try:
        with transaction():
            services.close_measurement(measurement, on=today(), by=current_actor().person_id)
    except RuleBroken as refused:
        return _refused(number, refused)
    forget_order()
    flash(gettext("The measurement is closed. Release the results when you are ready."))
    return to_measurement(number)


@bp.get("/culture/<int:number>/release")
@requires(P.CULTURE_MANAGE)
def release_page(number: int) -> ResponseReturnValue:
    """Say who sees what, and from which day, once the results are out."""
    measurement = found(P.CULTURE_MANAGE, number)
    refused = why_not(rules.check_may_release, measurement.campaign)
    return _step_page("culture/release.html", measurement, refused)


@bp.post("/culture/<int:number>/release")
@requires(P.CULTURE_MANAGE)
def release(number: int) -> ResponseReturnValue:
    """Write the results once: teams see theirs from today on."""
    measurement = found(P.CULTURE_MANAGE, number)
    try:
        with transaction():
            services.release_measurement(measurement, on=today(), by=current_actor().person_id)
    except RuleBroken as refused:
        return _refused(number, refused)
    flash(gettext("The results are out. Teams are the first to see theirs."))
    return to_measurement(number)


def _step_page(template: str, measurement: Measurement, refused: RuleBroken | None) -> str:
    return render_template(
        template,
        measurement=measurement,
        form=StepForm(formdata=None),
        refused=refused,
        follows=today() + rules.TEAM_FIRST,
    )


def _refused(number: int, refused: RuleBroken) -> ResponseReturnValue:
    flash(reason(refused))
    return redirect(url_for(".show", number=number), code=303)
