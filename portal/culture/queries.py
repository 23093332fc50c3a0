"""Measurements as the pages read them: whom they are about, how ready, how many answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    bindparam,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.sql.base import ExecutableOption

from portal.culture.models import (
    Headcount,
    MeasuredOrganisation,
    Measurement,
    PlacedUnit,
)
from portal.db import db
from portal.network.as_of import status_on
from portal.network.models import Organisation, Team, Wave
from portal.network.rules import COUNTED
from portal.policy.decide import Actor, extent, within_reach
from portal.policy.table import Permission
from portal.questionnaires.campaigns.models import AccessCode, Campaign, CampaignUnit
from portal.questionnaires.campaigns.response_models import Response
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.taxonomy.sectors import Sector
from portal.web.paging import PAGE_SIZE, Page, offset

P = Permission
INSTRUMENT: Final = "culture"
WHOLE: Final[tuple[ExecutableOption, ...]] = (
    joinedload(Measurement.campaign, innerjoin=True)
    .joinedload(Campaign.version, innerjoin=True)
    .joinedload(InstrumentVersion.instrument, innerjoin=True),
)

WITH_ORGANISATION: Final = (joinedload(MeasuredOrganisation.organisation, innerjoin=True),)


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
class UnitLine:
    """A unit with its codes, how many were printed and used, and how many answers it has."""

    unit: CampaignUnit
    printed: int
    used: int
    answers: int

    @property
    def room(self) -> int:
        """How many more codes there are people for, once the unused ones are void."""
        return max(0, self.unit.headcount - self.used)


def unit_lines(campaign_id: int, *where: ColumnElement[bool]) -> Sequence[UnitLine]:
    """Return units of a campaign with their codes, by organisation and team.

    An answer that was taken back still counts as one: no number goes down to tell that.
    """
    rows = db.session.execute(
        select(
            CampaignUnit,
            func.count(AccessCode.code_hash),
            func.count(AccessCode.code_hash).filter(AccessCode.used),
            answers_in(CampaignUnit.id == Response.unit_id),
        )
        .outerjoin(AccessCode, AccessCode.unit_id == CampaignUnit.id)
        .outerjoin(Team, Team.id == CampaignUnit.team_id)
        .where(CampaignUnit.campaign_id == campaign_id, *where)
        .group_by(CampaignUnit.id, Team.slot)
        .order_by(CampaignUnit.organisation_id, Team.slot, CampaignUnit.id)
        .options(joinedload(CampaignUnit.team), joinedload(CampaignUnit.organisation))
    )
    return [
        UnitLine(unit, printed, used, max(used, answers))
        for unit, printed, used, answers in rows.unique()
    ]


def answers_in(where: ColumnElement[bool]) -> ScalarSelect[int]:
    """Return how many answers a unit of the outer query has."""
    counted = select(func.count()).select_from(Response).where(where)
    return counted.correlate(CampaignUnit).scalar_subquery()


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


def latest_released(on: date) -> Measurement | None:
    """Return the newest measurement of which results were out on a day, or nothing."""
    return db.session.scalar(
        select(Measurement)
        .join(Measurement.campaign)
        .where(Campaign.released_on <= on)
        .options(*WHOLE)
        .order_by(Measurement.number.desc())
        .limit(1)
    )


def measurements_near(actor: Actor, since: date) -> Sequence[Measurement]:
    """Return the measurements within reach that are under way, or have results since a day."""
    return db.session.scalars(
        select(Measurement)
        .join(Measurement.campaign)
        .where(
            within_reach(actor, P.CULTURE_READ, Measurement),
            or_(Campaign.released_on.is_(None), Campaign.released_on >= since),
        )
        .options(contains_eager(Measurement.campaign))
        .order_by(Measurement.number)
    ).all()


def get_unit(unit_id: int) -> CampaignUnit | None:
    """Return a unit with its team and organisation, for who holds one of its codes."""
    return db.session.scalar(
        select(CampaignUnit)
        .where(CampaignUnit.id == unit_id)
        .options(joinedload(CampaignUnit.team), joinedload(CampaignUnit.organisation))
    )


@dataclass(frozen=True)
class Total:
    """How many teams and people a measurement asks, and how many of them answered."""

    units: int = 0
    people: int = 0
    answers: int = 0


def totals_of(campaign_ids: Sequence[int]) -> Mapping[int, Total]:
    """Return whom these campaigns ask and how many answered, in two statements."""
    units = db.session.execute(
        select(
            Campaign.id,
            func.count(CampaignUnit.id),
            func.coalesce(func.sum(CampaignUnit.headcount), 0) + Campaign.people_apart,
        )
        .outerjoin(CampaignUnit, CampaignUnit.campaign_id == Campaign.id)
        .where(Campaign.id.in_(campaign_ids))
        .group_by(Campaign.id)
    )
    asked = {campaign: (many, people) for campaign, many, people in units}
    answers: dict[int, int] = {}
    for campaign, many in db.session.execute(_answered(campaign_ids)):
        answers[campaign] = max(many, answers.get(campaign, 0))
    return {one: Total(*many, answers.get(one, 0)) for one, many in asked.items()}


def _answered(campaign_ids: Sequence[int]) -> CompoundSelect[*tuple[Any, ...]]:
    """Return how many answers, and how many used codes: the more of the two tells of no return."""
    return union_all(
        select(Response.campaign_id, func.count())
        .where(Response.campaign_id.in_(campaign_ids))
        .group_by(Response.campaign_id),
        select(AccessCode.campaign_id, func.count())
        .where(AccessCode.campaign_id.in_(campaign_ids), AccessCode.used)
        .group_by(AccessCode.campaign_id),
    )


def own_units(actor: Actor, campaign_ids: Sequence[int]) -> Sequence[CampaignUnit]:
    """Return the units of own teams and organisations; none for who reads the whole network."""
    if extent(actor, P.CULTURE_READ).network:
        return []
    return db.session.scalars(
        select(CampaignUnit)
        .outerjoin(Team, Team.id == CampaignUnit.team_id)
        .where(
            CampaignUnit.campaign_id.in_(campaign_ids),
            within_reach(actor, P.CULTURE_READ, PlacedUnit),
        )
        .options(contains_eager(CampaignUnit.team), joinedload(CampaignUnit.organisation))
        .order_by(CampaignUnit.campaign_id, CampaignUnit.organisation_id, Team.slot)
    ).all()


def versions_back(version: InstrumentVersion) -> Sequence[InstrumentVersion]:
    """Return a version, the one that it may be compared with, and so on back: one line of them."""
    if version.comparable_with_id is None:
        return [version]
    same = InstrumentVersion.instrument_id == version.instrument_id
    kept = {one.id: one for one in db.session.scalars(select(InstrumentVersion).where(same))}
    line = [version]
    while (older := line[-1].comparable_with_id) is not None:
        line.append(kept[older])
    return line


class Earlier(NamedTuple):
    """A released measurement before another: where its snapshots are, and what it asked when."""

    campaign_id: int
    number: int
    version_id: int
    opens_on: date
    released_on: date
    simulated: bool


def find_earlier(measurement: Measurement, versions: Sequence[InstrumentVersion]) -> Earlier | None:
    """Return the released measurement before this one that asked one of these versions, if any."""
    known = {"number": measurement.number, "versions": [one.id for one in versions]}
    row = db.session.execute(_earlier(), known).first()
    return Earlier(*row) if row else None


@cache
def _earlier() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Measurement.campaign_id,
            Measurement.number,
            Campaign.version_id,
            Campaign.opens_on,
            Campaign.released_on,
            Campaign.simulated,
        )
        .join(Campaign, Campaign.id == Measurement.campaign_id)
        .where(
            Measurement.number < bindparam("number"),
            Campaign.released_on.is_not(None),
            Campaign.version_id.in_(bindparam("versions", expanding=True)),
        )
        .order_by(Measurement.number.desc())
        .limit(1)
    )


def find_unit_of_team(campaign_id: int, team_id: int) -> int | None:
    """Return the unit in which a team stood alone in a campaign, or nothing."""
    return db.session.scalar(
        select(CampaignUnit.id).where(
            CampaignUnit.campaign_id == campaign_id, CampaignUnit.team_id == team_id
        )
    )


def newest_of(actor: Actor, organisation_id: int) -> Sequence[Measurement]:
    """Return the two newest measurements that are about an organisation within reach."""
    about = MeasuredOrganisation.campaign_id == Measurement.campaign_id
    return db.session.scalars(
        select(Measurement)
        .join(MeasuredOrganisation, about)
        .join(Measurement.campaign)
        .where(
            MeasuredOrganisation.organisation_id == organisation_id,
            within_reach(actor, P.CULTURE_READ, MeasuredOrganisation),
        )
        .options(contains_eager(Measurement.campaign))
        .order_by(Measurement.number.desc())
        .limit(2)
    ).all()


def headcounts_by(person_id: int) -> Sequence[Headcount]:
    """Return what a person said of the size of teams."""
    return db.session.scalars(
        select(Headcount)
        .where(Headcount.told_by_id == person_id)
        .options(joinedload(Headcount.team))
        .order_by(Headcount.campaign_id, Headcount.team_id)
    ).all()


def headcounts_of(organisation_id: int) -> Sequence[tuple[int, str, int, date]]:
    """Return measurement, team, people and day of what was said of an organisation's teams."""
    rows = db.session.execute(
        select(Measurement.number, Team.name, Headcount.people, Headcount.told_on)
        .join(Headcount, Headcount.campaign_id == Measurement.campaign_id)
        .join(Team, Team.id == Headcount.team_id)
        .where(Team.organisation_id == organisation_id)
        .order_by(Measurement.number, Team.slot, Team.id)
    )
    return [(number, team, people, told_on) for number, team, people, told_on in rows]
