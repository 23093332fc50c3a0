"""The list of measurements, the page of one, and what this room adds to the pages of others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.clock import today
from portal.culture import (  # noqa: F401 -- their pages stand on the same blueprint
    board,
    files,
    letters,
    paper,
    preparation,
    preparing,
    psychometrics,
    queries,
    results,
    rules,
    running,
    validation,
)
from portal.culture.asks import asks_between
from portal.culture.blueprint import bp
from portal.culture.hosting import CultureHost
from portal.culture.models import Measurement
from portal.culture.reading import (
    found,
    organisations_of,
    reader_at,
    reads_network,
    unit_name,
)
from portal.culture.remembering import register_acts
from portal.network.models import Organisation, Team
from portal.policy.decide import Actor
from portal.policy.guard import actor_or_none, can, current_actor, requires
from portal.policy.table import P
from portal.questionnaires.campaigns.models import CampaignUnit
from portal.questionnaires.filling import hosts
from portal.questionnaires.kinds import InstrumentKind
from portal.questionnaires.results.shapes import PlaceKind
from portal.taxonomy.sectors import Sector, setting_label
from portal.web.hooks import Act, on, panel, section
from portal.web.paging import Page, page_number


@dataclass(frozen=True, kw_only=True)
class Line:
    """A measurement in a list: its stage, whom it asks, and the reader's own units in it."""

    measurement: Measurement
    stage: rules.Stage
    total: queries.Total
    units: Sequence[CampaignUnit]

    @property
    def follows(self) -> date | None:
        """Return the day on which organisations see results too, once there are any."""
        released_on = self.measurement.campaign.released_on
        return released_on + rules.TEAM_FIRST if released_on else None


@bp.get("/culture/")
@requires(P.CULTURE_READ)
def index() -> ResponseReturnValue:
    """List the measurements, newest first, with the next step for who manages them."""
    actor = current_actor()
    page = queries.measurements_for(actor, page_number(request.args.get("page")))
    return render_template(
        "culture/index.html",
        page=page,
        lines=_lines(actor, page.rows),
        on=today(),
        unit_name=unit_name,
        organisations_of=organisations_of,
    )


def _lines(actor: Actor, measurements: Sequence[Measurement]) -> Sequence[Line]:
    """Return the lines of some measurements, in two statements however many there are."""
    ids = [one.campaign_id for one in measurements]
    totals, units = queries.totals_of(ids), queries.own_units(actor, ids)
    return [
        Line(
            measurement=one,
            stage=rules.stage_of(one.campaign),
            total=totals.get(one.campaign_id, queries.Total()),
            units=[unit for unit in units if unit.campaign_id == one.campaign_id],
        )
        for one in measurements
    ]


@bp.get("/culture/<int:number>/")
@requires(P.CULTURE_READ)
def show(number: int) -> ResponseReturnValue:
    """Show where a measurement stands: what is to be done, and the ways to its results."""
    actor, measurement = current_actor(), found(P.CULTURE_READ, number)
    return render_template(
        "culture/show.html",
        line=_lines(actor, [measurement])[0],
        measurement=measurement,
        ready=_readiness(measurement),
        page=_places(actor, measurement),
        unit_name=unit_name,
        organisations_of=organisations_of,
        sectors=[(one.value, setting_label(one)) for one in Sector] if reads_network() else [],
        on=today(),
    )


def _readiness(measurement: Measurement) -> preparation.Readiness | None:
    """Return what an opening today would ask, for who may open it."""
    if not can(P.CULTURE_MANAGE):
        return None
    return preparation.readiness_of(measurement.campaign_id, today())


def _places(actor: Actor, measurement: Measurement) -> Page[preparation.Line] | None:
    """Return a page of the organisations in it, for who prepares them."""
    if not can(P.CULTURE_CODES):
        return None
    number = page_number(request.args.get("page"))
    return preparation.organisation_lines(actor, measurement, number, today())


def _on_organisation(*, organisation: Organisation, **_: object) -> Markup | None:
    """Tell on an organisation's page where its newest measurement stands, to who may read it."""
    actor = actor_or_none()
    if actor is None or not can(P.CULTURE_READ):
        return None
    measurement = queries.find_newest_of(actor, organisation.id)
    if measurement is None:
        return None
    reader = reader_at(actor, organisation_id=organisation.id)
    released = measurement.campaign.released_on
    return section(
        "culture/organisation_panel.html",
        measurement=measurement,
        stage=rules.stage_of(measurement.campaign),
        organisation=organisation,
        since=rules.visible_from(released, PlaceKind.ORGANISATION, reader),
        on=today(),
    )


def _on_team(*, team: Team, **_: object) -> Markup | None:
    """Tell on a team's page where its newest measurement stands, to who may read it."""
    actor = actor_or_none()
    if actor is None or not can(P.CULTURE_READ):
        return None
    measurement = queries.find_newest_of(actor, team.organisation_id)
    if measurement is None:
        return None
    released = measurement.campaign.released_on
    reader = reader_at(actor, team_id=team.id, organisation_id=team.organisation_id)
    return section(
        "culture/team_panel.html",
        measurement=measurement,
        stage=rules.stage_of(measurement.campaign),
        unit_id=queries.find_unit_of_team(measurement.campaign_id, team.id) if released else None,
        since=rules.visible_from(released, PlaceKind.UNIT, reader),
        on=today(),
    )


def init_app(app: Flask) -> None:
    """Serve the pages of this room, and tell of them on the pages of organisations and teams."""
    app.register_blueprint(bp)
    hosts.register(app, InstrumentKind.CULTURE, CultureHost())
    letters.init_app(app)
    register_acts(app)
    validation.register_acts(app)
    panel(app, "organisation", _on_organisation)
    panel(app, "team", _on_team)
    on(app, Act.ASKS, asks_between)
