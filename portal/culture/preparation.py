"""How ready a measurement is: organisations with their teams, people and informed staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, Subquery, and_, func, select, union_all
from sqlalchemy.orm import contains_eager

from portal.culture.models import Headcount, MeasuredOrganisation, Measurement
from portal.db import db
from portal.network.as_of import status_on, valid_on
from portal.network.models import Organisation, Team
from portal.network.rules import COUNTED
from portal.policy.decide import Actor, within_reach
from portal.policy.table import P
from portal.questionnaires.campaigns.models import AccessCode, CampaignUnit
from portal.questionnaires.campaigns.response_models import Response
from portal.taxonomy.sectors import Sector
from portal.web.paging import PAGE_SIZE, Page, offset


@dataclass(frozen=True)
class Line:
    """One organisation in a measurement: teams, those counted, groups, people, answers.

    ``apart`` is how many people there answer for the network only.
    """

    place: MeasuredOrganisation
    teams: int
    counted: int
    units: int
    people: int
    answers: int
    apart: int

    @property
    def is_ready(self) -> bool:
        """Tell whether it would be asked if the measurement opened now."""
        return self.place.informed_on is not None and self.counted > 0


def organisation_lines(actor: Actor, measurement: Measurement, number: int, on: date) -> Page[Line]:
    """Return a page of the organisations within reach to prepare, by name, in two statements."""
    mine = (
        MeasuredOrganisation.campaign_id == measurement.campaign_id,
        within_reach(actor, P.CULTURE_CODES, MeasuredOrganisation),
    )
    total = db.session.scalar(select(func.count()).select_from(MeasuredOrganisation).where(*mine))
    rows = db.session.execute(
        _lines(measurement.campaign_id, on).where(*mine).limit(PAGE_SIZE).offset(offset(number))
    )
    return Page(rows=[Line(*row) for row in rows], number=number, total=total or 0)


def every_organisation(actor: Actor, measurement: Measurement, on: date) -> Sequence[Line]:
    """Return all organisations within reach to prepare, by name, in one statement."""
    mine = within_reach(actor, P.CULTURE_CODES, MeasuredOrganisation)
    rows = _lines(measurement.campaign_id, on).where(
        MeasuredOrganisation.campaign_id == measurement.campaign_id, mine
    )
    return [Line(*row) for row in db.session.execute(rows)]


def _lines(campaign_id: int, on: date) -> Select[*tuple[Any, ...]]:
    teams, units, answers = _teams(campaign_id, on), _units(campaign_id), _answers(campaign_id)
    apart = _apart(campaign_id)
    figures = (
        *(teams.c.teams, teams.c.counted),
        *(units.c.units, units.c.people),
        answers.c.answers,
        apart.c.apart,
    )
    query: Select[*tuple[Any, ...]] = (
        select(MeasuredOrganisation, *(func.coalesce(figure, 0) for figure in figures))
        .join(MeasuredOrganisation.organisation)
        .options(contains_eager(MeasuredOrganisation.organisation))
        .order_by(Organisation.search_name, Organisation.id)
    )
    for part in (teams, units, answers, apart):
        same: Any = part.c.organisation_id == MeasuredOrganisation.organisation_id
        query = query.outerjoin(part, same)
    return query


def _teams(campaign_id: int, on: date) -> Subquery:
    told = and_(Headcount.team_id == Team.id, Headcount.campaign_id == campaign_id)
    return (
        select(
            Team.organisation_id,
            func.count().label("teams"),
            func.count(Headcount.team_id).label("counted"),
        )
        .outerjoin(Headcount, told)
        .where(valid_on(Team, on), Team.slot.is_not(None))
        .group_by(Team.organisation_id)
        .subquery("culture_teams")
    )


def _units(campaign_id: int) -> Subquery:
    return (
        select(
            CampaignUnit.organisation_id,
            func.count().label("units"),
            func.sum(CampaignUnit.headcount).label("people"),
        )
        .where(CampaignUnit.campaign_id == campaign_id)
        .group_by(CampaignUnit.organisation_id)
        .subquery("culture_units")
    )


def _apart(campaign_id: int) -> Subquery:
    return (
        select(Team.organisation_id, func.sum(Headcount.people).label("apart"))
        .join(Headcount, Headcount.team_id == Team.id)
        .where(Headcount.campaign_id == campaign_id, Headcount.apart)
        .group_by(Team.organisation_id)
        .subquery("culture_apart")
    )


def _answers(campaign_id: int) -> Subquery:
    """Return how many answered by organisation; what was taken back still counts as one."""
    by_place = select(CampaignUnit.organisation_id, func.count().label("answers"))
    here = CampaignUnit.campaign_id == campaign_id
    either = union_all(
        by_place.join(Response, Response.unit_id == CampaignUnit.id)
        .where(here)
        .group_by(CampaignUnit.organisation_id),
        by_place.join(AccessCode, AccessCode.unit_id == CampaignUnit.id)
        .where(here, AccessCode.used)
        .group_by(CampaignUnit.organisation_id),
    ).subquery()
    return (
        select(either.c.organisation_id, func.max(either.c.answers).label("answers"))
        .group_by(either.c.organisation_id)
        .subquery("culture_answers")
    )


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """How far a plan is: organisations in it, with informed staff, and those that can open.

    ``teams`` and ``people`` are those that would be asked.
    """

    organisations: int
    informed: int
    ready: int
    teams: int
    people: int


def readiness_of(campaign_id: int, on: date) -> Readiness:
    """Count what an opening on this day would ask, in two statements."""
    mine = MeasuredOrganisation.campaign_id == campaign_id
    all_, informed = db.session.execute(
        select(func.count(), func.count(MeasuredOrganisation.informed_on)).where(mine)
    ).one()
    asked = _asked_teams(campaign_id, on).subquery()
    ready, teams, people = db.session.execute(
        select(
            func.count(asked.c.organisation_id.distinct()),
            func.count(),
            func.coalesce(func.sum(asked.c.people), 0),
        ).select_from(asked)
    ).one()
    return Readiness(organisations=all_, informed=informed, ready=ready, teams=teams, people=people)


@dataclass(frozen=True)
class AskedTeam:
    """A team that an opening would ask."""

    organisation_id: int
    team_id: int
    sector: Sector
    people: int
    team: str
    organisation: str
    informed_on: date


def asked_teams(campaign_id: int, on: date, *, most: int | None = None) -> Sequence[AskedTeam]:
    """Return the teams that an opening on this day would ask, by organisation."""
    query = _asked_teams(campaign_id, on).order_by(Organisation.search_name, Team.slot, Team.id)
    rows = db.session.execute(query.limit(most) if most else query)
    return [AskedTeam(*row) for row in rows]


def _asked_teams(campaign_id: int, on: date) -> Select[*tuple[Any, ...]]:
    """Return the teams that are counted and told, of organisations still in the network."""
    now = status_on(on)
    return (
        select(
            Team.organisation_id,
            Team.id,
            Organisation.sector,
            Headcount.people,
            Team.name,
            Organisation.name.label("organisation"),
            MeasuredOrganisation.informed_on,
        )
        .select_from(Headcount)
        .join(Team, Team.id == Headcount.team_id)
        .join(Organisation, Organisation.id == Team.organisation_id)
        .join(now, now.c.organisation_id == Team.organisation_id)
        .join(
            MeasuredOrganisation,
            and_(
                MeasuredOrganisation.campaign_id == Headcount.campaign_id,
                MeasuredOrganisation.organisation_id == Team.organisation_id,
            ),
        )
        .where(
            Headcount.campaign_id == campaign_id,
            MeasuredOrganisation.informed_on <= on,
            valid_on(Team, on),
            now.c.status.in_(COUNTED),
        )
    )


@dataclass(frozen=True, kw_only=True)
class Apart:
    """The teams of an organisation that stand in no unit of an opened measurement."""

    teams: Sequence[str] = ()
    people: int = 0


def apart_in(campaign_id: int, organisation_id: int) -> Apart:
    """Return which teams of an organisation answer for the network only, and how many people."""
    rows = db.session.execute(
        select(Team.name, Headcount.people)
        .join(Headcount, Headcount.team_id == Team.id)
        .where(
            Headcount.campaign_id == campaign_id,
            Headcount.apart,
            Team.organisation_id == organisation_id,
        )
        .order_by(Team.slot, Team.id)
    ).all()
    return Apart(teams=[name for name, _ in rows], people=sum(people for _, people in rows))


@dataclass(frozen=True)
class TeamToCount:
    """A team of an organisation, and how many people it was said to have."""

    team: Team
    people: int | None


def teams_to_count(campaign_id: int, organisation_id: int, on: date) -> Sequence[TeamToCount]:
    """Return the counted teams of an organisation on a day, with what was said of their size."""
    told = and_(Headcount.team_id == Team.id, Headcount.campaign_id == campaign_id)
    rows = db.session.execute(
        select(Team, Headcount.people)
        .outerjoin(Headcount, told)
        .where(Team.organisation_id == organisation_id, valid_on(Team, on), Team.slot.is_not(None))
        .order_by(Team.slot, Team.id)
    )
    return [TeamToCount(*row) for row in rows]
