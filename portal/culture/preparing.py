"""Pages that make a measurement ready: plan it, count people, say when staff was informed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.culture import preparation, queries, rules, services
from portal.culture.blueprint import bp
from portal.culture.forms import PlanForm, PrepareForm, prepare_form
from portal.culture.models import MeasuredOrganisation, Measurement
from portal.culture.reading import preparable, to_measurement
from portal.db import transaction
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.questionnaires.campaigns.models import CampaignUnit
from portal.rules import RuleBroken
from portal.taxonomy.sectors import Sector
from portal.web.stale import saved, status_of


@bp.get("/culture/plan")
@requires(P.CULTURE_MANAGE)
def plan() -> ResponseReturnValue:
    """Ask for the days of a new measurement, and whom it is about."""
    return _plan_page(PlanForm().offer(queries.wave_numbers()))


@bp.post("/culture/plan")
@requires(P.CULTURE_MANAGE)
def save_plan() -> ResponseReturnValue:
    """Plan the measurement; nobody is asked anything yet."""
    form = PlanForm().offer(queries.wave_numbers())
    if not form.validate():
        return _plan_page(form), 400
    try:
        with transaction():
            number = _planned(form)
    except RuleBroken as refused:
        form.refuse(refused)
        return _plan_page(form), 400
    flash(
        gettext("Measurement %(number)s is planned. Nobody is asked anything yet.", number=number)
    )
    return to_measurement(number)


def _planned(form: PlanForm) -> int:
    if form.opens_on.data is None or form.closes_on.data is None:
        raise ValueError("The form was not checked")
    wanted = services.MeasurementPlan(
        number=queries.next_number(),
        opens_on=form.opens_on.data,
        closes_on=form.closes_on.data,
        contact=form.contact.data or "",
        waves=[int(one) for one in form.waves.data or ()],
        sectors=[Sector(one) for one in form.sectors.data or ()],
        k_score=form.k_score.data or 0,
        k_comment=form.k_comment.data or 0,
    )
    return services.plan_measurement(wanted, on=today(), by=current_actor().person_id).number


def _plan_page(form: PlanForm) -> str:
    return render_template("culture/plan.html", form=form, number=queries.next_number())


@bp.get("/culture/<int:number>/organisations/<slug>/")
@requires(P.CULTURE_CODES)
def prepare(number: int, slug: str) -> ResponseReturnValue:
    """Show one organisation: to fill in before the opening, to print codes after it."""
    measurement, place = preparable(number, slug)
    return _prepare_page(measurement, place, _form_of(measurement, place, sent=False))


@bp.post("/culture/<int:number>/organisations/<slug>/")
@requires(P.CULTURE_CODES)
def save_prepared(number: int, slug: str) -> ResponseReturnValue:
    """Keep how many people work in each team, and when staff was informed."""
    measurement, place = preparable(number, slug)
    form = _form_of(measurement, place, sent=True)
    if saved(
        form,
        lambda: _keep(measurement, place, form),
        current=lambda: _form_of(measurement, place, sent=False),
    ):
        flash(gettext("Kept. You can change it until the measurement opens."))
        return redirect(url_for(".prepare", number=number, slug=slug), code=303)
    return _prepare_page(measurement, place, form), status_of(form)


def _keep(measurement: Measurement, place: MeasuredOrganisation, form: PrepareForm) -> None:
    told = services.Told(
        based_on=form.based_on, informed_on=form.informed_on.data, people=form.people()
    )
    services.prepare(place, measurement, told, on=today(), by=current_actor().person_id)


def _form_of(measurement: Measurement, place: MeasuredOrganisation, *, sent: bool) -> PrepareForm:
    teams = preparation.teams_to_count(measurement.campaign_id, place.organisation_id, today())
    return prepare_form(teams, informed_on=place.informed_on, revision=place.revision, sent=sent)


def _prepare_page(measurement: Measurement, place: MeasuredOrganisation, form: PrepareForm) -> str:
    is_opened = measurement.campaign.opened_on is not None
    mine = CampaignUnit.organisation_id == place.organisation_id
    return render_template(
        "culture/prepare.html",
        measurement=measurement,
        stage=rules.stage_of(measurement.campaign),
        organisation=place.organisation,
        place=place,
        form=form,
        lines=queries.unit_lines(measurement.campaign_id, mine) if is_opened else [],
        apart=preparation.apart_in(measurement.campaign_id, place.organisation_id),
        is_open=measurement.campaign.is_open(today()),
        may_change=request.method == "POST" or not is_opened,
    )
