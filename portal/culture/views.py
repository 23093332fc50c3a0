"""The list of measurements, the page of one, and what this room adds to the pages of others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.clock import today
from portal.culture import (
    board,
    files,
    letters,
    paper,
    preparation,
    preparing,
    queries,
    results,
    rules,
    running,
)
from portal.culture.asks import asks_between
from portal.culture.blueprint import bp
from portal.culture.hosting import CultureHost
from portal.culture.models import Measurement
from portal.culture.psychometrics import views as psychometrics
from portal.culture.reading import (
    found,
    organisations_of,
    reader_at,
    reads_network,
    unit_name,
)
from portal.culture.remembering import register_acts
from portal.culture.validation import views as validation
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

ALSO_HERE = (
    board,
    files,
    paper,
    preparing,
    psychometrics,
    results,
    running,
)  # their pages stand on the same blueprint


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


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a measurement stands for a reader of one place: since when its results are read."""

    measurement: Measurement
    stage: rules.Stage
    since: date | None
    unit_id: int | None = None


def _standings(
    organisation_id: int, kind: PlaceKind, team_id: int | None = None
) -> Sequence[Standing]:
    """Return the newest measurement of a place, and the one before until the newest is read."""
    actor = actor_or_none()
    if actor is None or not can(P.CULTURE_READ):
        return []
    reader = reader_at(actor, team_id=team_id, organisation_id=organisation_id)
    told: list[Standing] = []
    for measurement in queries.newest_of(actor, organisation_id):
        told.append(_standing(measurement, kind, reader, team_id))
        if rules.is_visible(measurement.campaign.released_on, kind, reader, today()):
            break
    return told


def _standing(
    measurement: Measurement, kind: PlaceKind, reader: rules.Reader, team_id: int | None
) -> Standing:
    released, campaign_id = measurement.campaign.released_on, measurement.campaign_id
    asks_unit = released is not None and team_id is not None
    return Standing(
        measurement=measurement,
        stage=rules.stage_of(measurement.campaign),
        since=rules.visible_from(released, kind, reader),
        unit_id=queries.find_unit_of_team(campaign_id, team_id or 0) if asks_unit else None,
    )


def _on_organisation(*, organisation: Organisation, **_: object) -> Markup | None:
    """Tell on an organisation's page where its measurements stand, to who may read them."""
    lines = _standings(organisation.id, PlaceKind.ORGANISATION)
    if not lines:
        return None
    return section(
        "culture/organisation_panel.html", lines=lines, organisation=organisation, on=today()
    )


def _on_team(*, team: Team, **_: object) -> Markup | None:
    """Tell on a team's page where its measurements stand, to who may read them."""
    lines = _standings(team.organisation_id, PlaceKind.UNIT, team.id)
    return section("culture/team_panel.html", lines=lines, on=today()) if lines else None


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
