"""Measurements as the pages read them: whom they are about, how ready, how many answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.sql.base import ExecutableOption

from portal.culture.models import (
    Headcount,
    MeasuredOrganisation,
    Measurement,
    PlacedUnit,
)
from portal.db import db
from portal.network.as_of import status_on, valid_on
from portal.network.models import Organisation, Team, Wave
from portal.network.rules import COUNTED
from portal.policy.decide import Actor, within_reach
from portal.policy.table import Permission
from portal.questionnaires.campaign_models import AccessCode, Campaign, CampaignUnit
from portal.questionnaires.models import InstrumentVersion
from portal.taxonomy.sectors import Sector
from portal.web.paging import PAGE_SIZE, Page, offset

P = Permission
INSTRUMENT: Final = "culture"
WHOLE: Final[tuple[ExecutableOption, ...]] = (
    joinedload(Measurement.campaign, innerjoin=True)
    .joinedload(Campaign.version, innerjoin=True)
    .joinedload(InstrumentVersion.instrument, innerjoin=True),
)


def numbered(number: int) -> ColumnElement[bool]:
    """Return the clause that finds a measurement by its number."""
    return Measurement.number == number


def find_measurement(number: int) -> Measurement | None:
    """Return a measurement with its campaign and version, or nothing."""
    return db.session.scalar(select(Measurement).where(numbered(number)).options(*WHOLE))


def find_measurement_of_campaign(campaign_id: int) -> Measurement | None:
    """Return the measurement that a campaign belongs to, or nothing."""
    return db.session.scalar(
        select(Measurement).where(Measurement.campaign_id == campaign_id).options(*WHOLE)
    )


def next_number() -> int:
    """Return the number that the next measurement gets."""
    return (db.session.scalar(select(func.max(Measurement.number))) or 0) + 1


def measurements_for(actor: Actor, number: int) -> Page[Measurement]:
    """Return a page of the measurements within reach, newest first."""
    mine = within_reach(actor, P.CULTURE_READ, Measurement)
    total = db.session.scalar(select(func.count()).select_from(Measurement).where(mine)) or 0
    rows = db.session.scalars(
        select(Measurement)
        .where(mine)
        .options(*WHOLE)
        .order_by(Measurement.number.desc())
        .limit(PAGE_SIZE)
        .offset(offset(number))
    ).all()
    return Page(rows=rows, number=number, total=total)


def organisations_in(
    on: date, *, waves: Sequence[int] = (), sectors: Sequence[Sector] = ()
) -> Sequence[int]:
    """Return the counted organisations of these waves and sectors; of all, where none is named."""
    now = status_on(on)
    return db.session.scalars(
        select(Organisation.id)
        .join(now, now.c.organisation_id == Organisation.id)
        .where(
            now.c.status.in_(COUNTED),
            *([Organisation.wave.has(Wave.number.in_(waves))] if waves else []),
            *([Organisation.sector.in_(sectors)] if sectors else []),
        )
        .order_by(Organisation.id)
    ).all()


def wave_numbers() -> Sequence[int]:
    """Return the waves in which organisations started."""
    return db.session.scalars(select(Wave.number).order_by(Wave.number)).all()


@dataclass(frozen=True)
class Line:
    """One organisation in a measurement: told on, teams, teams counted, people, answers, room."""

    place: MeasuredOrganisation
    teams: int
    counted: int
    units: int
    people: int
    used: int
    printed: int

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


def _lines(campaign_id: int, on: date) -> Select[Any]:
    teams, units, codes = _teams(campaign_id, on), _units(campaign_id), _codes(campaign_id)
    figures = (
        *(teams.c.teams, teams.c.counted),
        *(units.c.units, units.c.people),
        *(codes.c.used, codes.c.printed),
    )
    query = (
        select(MeasuredOrganisation, *(func.coalesce(figure, 0) for figure in figures))
        .join(MeasuredOrganisation.organisation)
        .options(contains_eager(MeasuredOrganisation.organisation))
        .order_by(Organisation.search_name, Organisation.id)
    )
    for part in (teams, units, codes):
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


def _codes(campaign_id: int) -> Subquery:
    return (
        select(
            CampaignUnit.organisation_id,
            func.count().filter(AccessCode.used).label("used"),
            func.count().label("printed"),
        )
        .join(AccessCode, AccessCode.unit_id == CampaignUnit.id)
        .where(CampaignUnit.campaign_id == campaign_id)
        .group_by(CampaignUnit.organisation_id)
        .subquery("culture_codes")
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


def _asked_teams(campaign_id: int, on: date) -> Select[Any]:
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
        )
    )


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


@dataclass(frozen=True)
class UnitLine:
    """A unit with its codes: how many were printed, and how many came back as an answer."""

    unit: CampaignUnit
    printed: int
    used: int

    @property
    def room(self) -> int:
        """How many more codes there are people for, once the unused ones are void."""
        return max(0, self.unit.headcount - self.used)


def unit_lines(campaign_id: int, *where: ColumnElement[bool]) -> Sequence[UnitLine]:
    """Return units of a campaign with their codes, by organisation and team."""
    rows = db.session.execute(
        select(
            CampaignUnit,
            func.count(AccessCode.code_hash),
            func.count(AccessCode.code_hash).filter(AccessCode.used),
        )
        .outerjoin(AccessCode, AccessCode.unit_id == CampaignUnit.id)
        .outerjoin(Team, Team.id == CampaignUnit.team_id)
        .where(CampaignUnit.campaign_id == campaign_id, *where)
        .group_by(CampaignUnit.id, Team.slot)
        .order_by(CampaignUnit.organisation_id, Team.slot, CampaignUnit.id)
        .options(joinedload(CampaignUnit.team), joinedload(CampaignUnit.organisation))
    )
    return [UnitLine(*row) for row in rows.unique()]


def find_unit(
    actor: Actor, permission: Permission, campaign_id: int, unit_id: int
) -> CampaignUnit | None:
    """Return a unit within reach, with its team and organisation; nothing for a foreign one."""
    return db.session.scalar(
        select(CampaignUnit)
        .where(
            CampaignUnit.id == unit_id,
            CampaignUnit.campaign_id == campaign_id,
            within_reach(actor, permission, PlacedUnit),
        )
        .options(joinedload(CampaignUnit.team), joinedload(CampaignUnit.organisation))
    )


def measurements_to_close(today: date) -> Sequence[Measurement]:
    """Return the open measurements whose last day has passed."""
    return _of_campaigns(
        Campaign.opened_on.is_not(None), Campaign.closed_on.is_(None), Campaign.closes_on < today
    )


def measurements_open() -> Sequence[Measurement]:
    """Return the measurements that were opened and not closed."""
    return _of_campaigns(Campaign.opened_on.is_not(None), Campaign.closed_on.is_(None))


def measurements_released(since: date) -> Sequence[Measurement]:
    """Return the measurements of which results came out on or after a day."""
    return _of_campaigns(Campaign.released_on >= since)


def measurements_under_way() -> Sequence[Measurement]:
    """Return the measurements that are not released yet, the oldest first."""
    return _of_campaigns(Campaign.released_on.is_(None))


def _of_campaigns(*where: ColumnElement[bool]) -> Sequence[Measurement]:
    return db.session.scalars(
        select(Measurement)
        .join(Measurement.campaign)
        .where(*where)
        .options(contains_eager(Measurement.campaign))
        .order_by(Measurement.number)
    ).all()


def latest_released(*where: ColumnElement[bool]) -> Measurement | None:
    """Return the newest measurement with results out, or nothing."""
    return db.session.scalar(
        select(Measurement)
        .join(Measurement.campaign)
        .where(Campaign.released_on.is_not(None), or_(*where) if where else Campaign.released)
        .options(*WHOLE)
        .order_by(Measurement.number.desc())
        .limit(1)
    )
