"""The list of organisations on a day: its filters, its lines, and the counts above it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from typing import Any, Final, TypeVarTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    func,
    select,
)
from sqlalchemy.orm import aliased

from portal.db import db
from portal.network.as_of import ANY_DAY, status_on, valid_on
from portal.network.models import (
    Organisation,
    Person,
    Plan,
    Post,
    Province,
    Status,
    Team,
    Wave,
    folded,
)
from portal.network.rules import COUNTED, IN_DENOMINATOR
from portal.policy.decide import Actor, within_reach
from portal.policy.table import Permission, Role
from portal.taxonomy.sectors import CareContext, Sector

PAGE: Final = 100
MOST_SHAPES: Final = 256
Columns = TypeVarTuple("Columns")
SORTS: Final = ("name", "sector", "wave", "province", "status")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the reader asks of the list; without a status it shows those that count."""

    as_of: date
    sector: Sector | None = None
    wave: int | None = None
    province: Province | None = None
    status: Status | None = None
    words: str = ""
    sort: str = "name"
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Which filters a list has, not their values: lists of one shape share a statement."""

    asked: frozenset[str]
    words: int
    sort: str


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation in the list, as it is on the day."""

    slug: str
    name: str
    sector: Sector
    province: Province
    wave: int
    status: Status
    ambassador: str | None
    primary_contact: str | None
    oncology: int
    non_oncology: int

    @property
    def counts(self) -> bool:
        """Tell whether it is one of the organisations that are counted."""
        return self.status in COUNTED


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of lines, and how many lines there are in all."""

    lines: Sequence[Line]
    total: int
    number: int = 1

    @property
    def has_next(self) -> bool:
        """Tell whether a page follows."""
        return self.number * PAGE < self.total


def page_of_organisations(actor: Actor, filters: Filters) -> Page:
    """Return one page of the organisations within the actor's reach: one statement."""
    shown = _within(actor, _lines(_shape_of(filters)).limit(PAGE).offset(bindparam("skipped")))
    skipped = (filters.page - 1) * PAGE
    rows = db.session.execute(shown, {**_values(filters), "skipped": skipped}).all()
    return Page(
        lines=[Line(*row[:-1]) for row in rows],
        total=rows[0].total if rows else 0,
        number=filters.page,
    )


def all_organisations(actor: Actor, filters: Filters) -> Sequence[Line]:
    """Return every line of the list, for a file: one statement."""
    shown = _within(actor, _lines(_shape_of(filters)))
    return [Line(*row[:-1]) for row in db.session.execute(shown, _values(filters))]


def _within(actor: Actor, query: Select[*Columns]) -> Select[*Columns]:
    return query.where(within_reach(actor, Permission.ORGANISATION_READ, Organisation))


def _shape_of(filters: Filters) -> Shape:
    asked = {
        "sector": filters.sector,
        "wave": filters.wave,
        "province": filters.province,
        "status": filters.status,
    }
    return Shape(
        asked=frozenset(key for key, value in asked.items() if value is not None),
        words=len(_words(filters)),
        sort=filters.sort,
    )


def _values(filters: Filters) -> Mapping[str, object]:
    """Return what the placeholders of the statement stand for; those it has not are left alone."""
    values: dict[str, object] = {"as_of": filters.as_of}
    for key in _shape_of(filters).asked:
        values[key] = getattr(filters, key)
    return values | {f"word_{place}": word for place, word in enumerate(_words(filters))}


def _words(filters: Filters) -> Sequence[str]:
    """Return what the name must contain, as patterns in which no sign is special."""
    escaped = folded(filters.words).translate({ord(sign): f"/{sign}" for sign in "/%_"})
    return [f"%{word}%" for word in escaped.split()]


@lru_cache(maxsize=MOST_SHAPES)
def _lines(shape: Shape) -> Select[Any]:
    """Build the statement of a list once for each shape; to build it costs more than to run it."""
    now = status_on(ANY_DAY)
    ambassador, contact = aliased(Person), aliased(Person)
    teams = _teams_by_organisation()
    query = (
        select(
            Organisation.slug,
            Organisation.name,
            Organisation.sector,
            Organisation.province,
            Wave.number.label("wave"),
            now.c.status,
            ambassador.name.label("ambassador"),
            contact.name.label("primary_contact"),
            func.coalesce(teams.c.oncology, 0).label("oncology"),
            func.coalesce(teams.c.non_oncology, 0).label("non_oncology"),
            func.count().over().label("total"),
        )
        .join(now, now.c.organisation_id == Organisation.id)
        .join(Organisation.wave)
        .outerjoin(teams, teams.c.organisation_id == Organisation.id)
    )
    for person, role in ((ambassador, Role.AMBASSADOR), (contact, Role.PRIMARY_CONTACT)):
        query = _with_holder(query, person, role)
    return query.where(*_asked(shape, now)).order_by(*_order(shape.sort, now))


def _with_holder(query: Select[Any], person: Any, role: Role) -> Select[Any]:  # noqa: ANN401 -- an alias of Person
    """Join the one person who holds the role on the day; the database allows no second."""
    post = aliased(Post)
    here = and_(post.organisation_id == Organisation.id, post.role == role, valid_on(post, ANY_DAY))
    return query.outerjoin(post, here).outerjoin(person, person.id == post.person_id)


def _teams_by_organisation() -> Subquery:
    """Count the teams in the three places; followers have no place and are not counted."""
    return (
        select(
            Team.organisation_id,
            _count_of(CareContext.ONCOLOGY).label("oncology"),
            _count_of(CareContext.NON_ONCOLOGY).label("non_oncology"),
        )
        .where(Team.slot.is_not(None), valid_on(Team, ANY_DAY))
        .group_by(Team.organisation_id)
        .subquery("teams_on_day")
    )


def _count_of(context: CareContext) -> ColumnElement[int]:
    return func.count().filter(Team.care_context == context)


def _asked(shape: Shape, now: Subquery) -> Sequence[ColumnElement[bool]]:
    columns: Mapping[str, Any] = {
        "sector": Organisation.sector,
        "wave": Wave.number,
        "province": Organisation.province,
        "status": now.c.status,
    }
    asked = [columns[key] == bindparam(key) for key in sorted(shape.asked)]
    if "status" not in shape.asked:
        asked.append(now.c.status.in_(COUNTED))
    names: list[BindParameter[str]] = [bindparam(f"word_{at}") for at in range(shape.words)]
    return [*asked, *(Organisation.search_name.like(name, escape="/") for name in names)]


def _order(sort: str, now: Subquery) -> Sequence[ColumnElement[Any]]:
    by_name = (Organisation.search_name.expression, Organisation.id.expression)
    orders: Mapping[str, Callable[[], ColumnElement[Any]]] = {
        "sector": lambda: _in_order(Organisation.sector, Sector),
        "wave": lambda: Wave.number.expression,
        "province": lambda: _in_order(Organisation.province, Province),
        "status": lambda: _in_order(now.c.status, Status),
    }
    return (orders[sort](), *by_name) if sort in orders else by_name


def _in_order(column: Any, keys: type[StrEnum]) -> ColumnElement[int]:  # noqa: ANN401 -- a column of either table
    """Sort by the order in which the keys are written down, not by their letters."""
    return case({key: number for number, key in enumerate(keys)}, value=column)


@dataclass(frozen=True)
class Group:
    """How many organisations and teams of one sector, wave and status there are on a day."""

    sector: Sector
    wave: int
    status: Status
    organisations: int
    oncology: int
    non_oncology: int


@dataclass(frozen=True)
class Summary:
    """The counts of a day, over the organisations that count and that the reader may see."""

    groups: Sequence[Group] = field(default_factory=list)

    @cached_property
    def organisations(self) -> int:
        """How many organisations count."""
        return sum(group.organisations for group in self.groups)

    @cached_property
    def denominator(self) -> int:
        """How many of them percentages are taken of: active and sustaining ones."""
        return sum(g.organisations for g in self.groups if g.status in IN_DENOMINATOR)

    @cached_property
    def oncology(self) -> int:
        """How many oncology teams they have."""
        return sum(group.oncology for group in self.groups)

    @cached_property
    def non_oncology(self) -> int:
        """How many other teams they have."""
        return sum(group.non_oncology for group in self.groups)

    @property
    def teams(self) -> int:
        """How many teams they have in all."""
        return self.oncology + self.non_oncology

    @cached_property
    def by_status(self) -> Mapping[Status, int]:
        """How many organisations have each status."""
        counts: Counter[Status] = Counter()
        for group in self.groups:
            counts[group.status] += group.organisations
        return counts

    @cached_property
    def by_wave(self) -> Mapping[int, int]:
        """How many organisations each wave has, by its number, in order."""
        counts: Counter[int] = Counter()
        for group in self.groups:
            counts[group.wave] += group.organisations
        return dict(sorted(counts.items()))

    def of(self, sector: Sector, wave: int) -> int:
        """How many organisations one sector has in one wave."""
        return sum(g.organisations for g in self.groups if (g.sector, g.wave) == (sector, wave))


def summary_of(
    actor: Actor, as_of: date, permission: Permission = Permission.ORGANISATION_READ
) -> Summary:
    """Count what lies within the actor's reach on a day: one statement, whatever its size."""
    counted = _groups().where(within_reach(actor, permission, Organisation))
    found = db.session.execute(counted, {"as_of": as_of})
    return Summary([Group(*row) for row in found])


@cache
def _groups() -> Select[Any]:
    now = status_on(ANY_DAY)
    teams = _teams_by_organisation()
    return (
        select(
            Organisation.sector,
            Wave.number,
            now.c.status,
            func.count(),
            _sum(teams.c.oncology),
            _sum(teams.c.non_oncology),
        )
        .join(now, now.c.organisation_id == Organisation.id)
        .join(Organisation.wave)
        .outerjoin(teams, teams.c.organisation_id == Organisation.id)
        .where(now.c.status.in_(COUNTED))
        .group_by(Organisation.sector, Wave.number, now.c.status)
    )


def _sum(counts: ColumnElement[int]) -> ColumnElement[int]:
    """Add up counts to a whole number: PostgreSQL gives a decimal for a sum of large integers."""
    return cast(func.coalesce(func.sum(counts), 0), Integer)


def paused_organisations(actor: Actor, as_of: date) -> Sequence[tuple[str, str]]:
    """Return address and name of the organisations that pause on a day, by name."""
    found = db.session.execute(_within(actor, _paused()), {"as_of": as_of})
    return [(slug, name) for slug, name in found]


@cache
def _paused() -> Select[str, str]:
    now = status_on(ANY_DAY)
    return (
        select(Organisation.slug, Organisation.name)
        .join(now, now.c.organisation_id == Organisation.id)
        .where(now.c.status == Status.PAUSED)
        .order_by(Organisation.search_name)
    )


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What the network was planned to be: its waves, and the plan that holds on a day."""

    waves: Sequence[int]
    plan: Plan | None


def frame_on(as_of: date) -> Frame:
    """Return the numbers of all waves and the plan in force, if there was one: one statement."""
    found = db.session.execute(_waves_and_plan(), {"as_of": as_of}).all()
    return Frame(waves=[number for number, _ in found], plan=found[0][1] if found else None)


@cache
def _waves_and_plan() -> Select[int, Plan]:
    latest = (
        select(Plan.id)
        .where(Plan.valid_from <= ANY_DAY)
        .order_by(Plan.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(Wave.number, Plan).outerjoin(Plan, Plan.id == latest).order_by(Wave.number)
