"""How many of the counted teams used which kit: counts with their denominator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    distinct,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import contains_eager

from portal.adoption.models import GROUPS, KitUse
from portal.db import db
from portal.moi.models import FacetKind, KitFacet
from portal.network.as_of import status_on, valid_on
from portal.network.models import Organisation, Team
from portal.network.rules import IN_DENOMINATOR
from portal.policy.decide import Actor, within_reach
from portal.policy.table import Permission
from portal.taxonomy.sectors import Sector
from portal.web.paging import PAGE_SIZE, Page, offset

Clauses = Sequence[ColumnElement[bool]]


def counted_teams(as_of: date) -> int:
    """Return of how many teams every count is: those of active and sustaining organisations."""
    return db.session.scalar(counted(as_of).with_only_columns(func.count(Team.id))) or 0


def teams_using_by_construct(as_of: date) -> Mapping[str, int]:
    """Return how many counted teams used a version that serves each construct, by its key.

    A construct that nobody used a kit for is left out. One statement.
    """
    now = _rows_of_counted(as_of)
    found = db.session.execute(
        select(KitFacet.value, func.count(distinct(now.c.team_id)))
        .select_from(KitUse)
        .join(now, now.c.row_id == KitUse.team_id)
        .join(KitFacet, KitFacet.version_id == KitUse.version_id)
        .where(KitFacet.kind == FacetKind.CONSTRUCT, told(), KitUse.used_on <= as_of)
        .group_by(KitFacet.value)
    )
    return dict(found.all())


def counted(as_of: date) -> Select[*tuple[Any, ...]]:
    """Return the counted teams of a day, joined to their organisation."""
    now = status_on(as_of)
    return (
        select(Team)
        .join(Organisation, Organisation.id == Team.organisation_id)
        .join(now, now.c.organisation_id == Team.organisation_id)
        .where(now.c.status.in_(IN_DENOMINATOR), Team.slot.is_not(None), valid_on(Team, as_of))
    )


def told() -> ColumnElement[bool]:
    """Return the clause that leaves out what was taken back."""
    return KitUse.taken_back_on.is_(None)


class By(StrEnum):
    """What the uses are counted by."""

    KIT = "kit"
    SECTOR = "sector"
    ORGANISATION = "organisation"
    TEAM = "team"


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What the uses of one kit, sector, organisation or team come to.

    ``used`` is of ``teams`` counted teams; ``minutes`` and ``people`` are of the uses that told
    them, which ``with_minutes`` and ``with_people`` count.
    """

    used: int = 0
    uses: int = 0
    minutes: int = 0
    with_minutes: int = 0
    people: int = 0
    with_people: int = 0


@dataclass(frozen=True, kw_only=True)
class Group:
    """One line of the counts: of a team its own uses, of the others also of how many teams."""

    key: Any
    sums: Sums
    teams: int = 0
    thing: Organisation | Team | None = None


def teams_within(actor: Actor, as_of: date, sector: Sector | None) -> int:
    """Return how many counted teams lie within reach, of one sector if that is asked."""
    wanted = _counted_within(actor, as_of, sector).with_only_columns(func.count(Team.id))
    return db.session.scalar(wanted) or 0


def sums_in_all(actor: Actor, as_of: date, clauses: Clauses) -> Sums:
    """Return what all uses within reach come to."""
    return _sums(actor, as_of, clauses, None).get(None, Sums())


def sums_by_kit(actor: Actor, as_of: date, clauses: Clauses) -> Mapping[int, Sums]:
    """Return what the uses of each kit come to, by the id of the kit."""
    return _sums(actor, as_of, clauses, KitUse.kit_id)


def by_sector(actor: Actor, as_of: date, clauses: Clauses) -> Sequence[Group]:
    """Return what the uses of each sector come to, in the order of the sectors."""
    teams = dict(
        db.session.execute(
            _counted_within(actor, as_of, None)
            .with_only_columns(Organisation.sector, func.count(Team.id))
            .group_by(Organisation.sector)
        ).all()
    )
    sums = _sums(actor, as_of, clauses, Organisation.sector)
    return [
        Group(key=sector, sums=sums.get(sector, Sums()), teams=teams[sector])
        for sector in Sector
        if sector in teams
    ]


def by_organisation(
    actor: Actor, as_of: date, clauses: Clauses, *, sector: Sector | None, number: int | None
) -> Page[Group]:
    """Return what the uses of each organisation with counted teams come to, by name.

    One page of it, or all of it without a number.
    """
    homes = (
        _counted_within(actor, as_of, sector)
        .with_only_columns(Organisation, func.count(Team.id))
        .group_by(Organisation.id)
        .order_by(Organisation.search_name)
    )
    found, total = _paged(homes, number)
    here = Organisation.id.in_([home.id for home, _ in found])
    sums = _sums(actor, as_of, [*clauses, here], Organisation.id)
    rows = [
        Group(key=home.id, sums=sums.get(home.id, Sums()), teams=teams, thing=home)
        for home, teams in found
    ]
    return Page(rows=rows, number=number or 1, total=total)


def by_team(actor: Actor, as_of: date, clauses: Clauses, *, number: int | None) -> Page[Group]:
    """Return what the uses of each team that told one come to, by organisation."""
    teams = (
        select(Team, func.count(KitUse.id))
        .join(KitUse, KitUse.team_id == Team.id)
        .join(Team.organisation)
        .where(within_reach(actor, Permission.USE_READ, Team), told(), *clauses)
        .group_by(Team.id, Organisation.id)
        .order_by(Organisation.search_name, Team.slot.is_(None), Team.slot, Team.id)
        .options(contains_eager(Team.organisation))
        .add_columns(Organisation)
    )
    found, total = _paged(teams, number)
    here = KitUse.team_id.in_([row[0].id for row in found])
    sums = _sums(actor, as_of, [*clauses, here], KitUse.team_id)
    rows = [Group(key=team.id, sums=sums.get(team.id, Sums()), thing=team) for team, *_ in found]
    return Page(rows=rows, number=number or 1, total=total)


def teams_using(kit_id: int, as_of: date) -> tuple[int, int]:
    """Return how many of how many counted teams used any version of a kit: one statement."""
    now = _rows_of_counted(as_of)
    using = (
        select(func.count(distinct(now.c.team_id)))
        .select_from(KitUse)
        .join(now, now.c.row_id == KitUse.team_id)
        .where(KitUse.kit_id == kit_id, told(), KitUse.used_on <= as_of)
    )
    teams_in_all = counted(as_of).with_only_columns(func.count(Team.id))
    used, teams = db.session.execute(
        select(using.scalar_subquery(), teams_in_all.scalar_subquery())
    ).one()
    return used, teams


def _counted_within(actor: Actor, as_of: date, sector: Sector | None) -> Select[*tuple[Any, ...]]:
    wanted = counted(as_of).where(within_reach(actor, Permission.USE_READ, Team))
    return wanted.where(Organisation.sector == sector) if sector else wanted


def _paged(wanted: Select[*tuple[Any, ...]], number: int | None) -> tuple[Sequence[Any], int]:
    """Return one page and how many rows there are in all; without a number every row."""
    if number is None:
        rows = db.session.execute(wanted).all()
        return rows, len(rows)
    counted_rows = select(func.count()).select_from(wanted.order_by(None).subquery())
    total = db.session.scalar(counted_rows) or 0
    return db.session.execute(wanted.offset(offset(number)).limit(PAGE_SIZE)).all(), total


def _rows_of_counted(as_of: date) -> Subquery:
    """Return ``row_id, team_id``: under which rows each counted team stands or stood.

    Two rows joined by equality, since no database joins thousands of teams by an OR in time.
    """
    now = counted(as_of)
    before = now.where(Team.continues_id.is_not(None))
    return union_all(
        now.with_only_columns(Team.id.label("row_id"), Team.id.label("team_id")),
        before.with_only_columns(Team.continues_id.label("row_id"), Team.id.label("team_id")),
    ).subquery("counted_row")


def _sums(
    actor: Actor,
    as_of: date,
    clauses: Clauses,
    key: ColumnElement[Any] | Any,  # noqa: ANN401 -- a mapped column, or nothing
) -> dict[Any, Sums]:
    """Return what the uses within reach come to for each key, in one statement."""
    now = _rows_of_counted(as_of)
    groups = [getattr(KitUse, group) for group in GROUPS]
    people = sum((func.coalesce(group, 0) for group in groups), start=literal(0))
    tells_people = or_(*(group.is_not(None) for group in groups))
    wanted = (
        select(
            null() if key is None else key,
            func.count(distinct(now.c.team_id)),
            func.count(KitUse.id),
            func.coalesce(func.sum(KitUse.minutes), 0),
            func.count(KitUse.minutes),
            func.coalesce(func.sum(people), 0),
            func.count(KitUse.id).filter(tells_people),
        )
        .select_from(KitUse)
        .join(Team, Team.id == KitUse.team_id)
        .join(Organisation, Organisation.id == Team.organisation_id)
        .outerjoin(now, now.c.row_id == KitUse.team_id)
        .where(within_reach(actor, Permission.USE_READ, KitUse), told(), *clauses)
    )
    found = db.session.execute(wanted if key is None else wanted.group_by(key))
    return {row[0]: _read(row[1:]) for row in found}


def _read(counts: Sequence[Any]) -> Sums:
    used, uses, minutes, with_minutes, people, with_people = map(int, counts)
    return Sums(
        used=used,
        uses=uses,
        minutes=minutes,
        with_minutes=with_minutes,
        people=people,
        with_people=with_people,
    )
