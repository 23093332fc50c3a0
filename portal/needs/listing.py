"""Lists of needs: each with its last step, since when it is known, and how many teams share it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    Select,
    Subquery,
    case,
    func,
    or_,
    select,
    type_coerce,
    union,
)
from sqlalchemy.orm import aliased, contains_eager

from portal.db import db
from portal.needs import rules
from portal.needs.models import Need, NeedConstruct, NeedStep, State, StepKind
from portal.needs.standing import constructs_on, counted_on, shares_on, standing_on
from portal.network.models import folded
from portal.taxonomy.model import Construct, known_constructs
from portal.taxonomy.sectors import Sector
from portal.web.paging import PAGE_SIZE, Page, offset

ANSWERED: Final = (StepKind.KIT, StepKind.REASON)


@dataclass(frozen=True, kw_only=True)
class NeedLine:
    """One need in a list: its last step, since when it is known, and how many teams share it.

    ``teams`` is of ``counted`` teams; ``beside`` are others that share it: they follow along, or
    their organisation pauses.
    """

    need: Need
    step: NeedStep | None
    since: date
    teams: int
    sectors: int
    beside: int
    counted: int
    about: frozenset[str] = field(default_factory=frozenset)

    @property
    def state(self) -> State:
        """What the need is on the day of the list."""
        return rules.state_after(self.step.kind if self.step else None)

    @property
    def constructs(self) -> Sequence[Construct]:
        """The constructs it is about, its own and those of what was merged into it."""
        return known_constructs(self.about)


@dataclass(frozen=True, kw_only=True)
class NeedFilters:
    """What the list is narrowed to; nothing asked is everything that was not merged."""

    construct: str = ""
    sector: Sector | None = None
    state: State | None = None
    text: str = ""


def open_by_support(as_of: date, *, most: int | None = None) -> Sequence[NeedLine]:
    """Return the needs without an answer on that day, most shared first, then the oldest.

    ``most`` is how many at most. What they are about is not asked.
    """
    standing = standing_on(as_of)
    wanted = _lines(as_of, standing).where(_waits(standing)).limit(most)
    return _lines_in(db.session.execute(wanted).all())


def needs_page(as_of: date, filters: NeedFilters, *, number: int) -> Page[NeedLine]:
    """Return one page of the list, and how many needs meet the filters in all."""
    standing = standing_on(as_of)
    asked = _asked(as_of, standing, filters)
    counted = (
        select(func.count(Need.id)).join(standing, standing.c.need_id == Need.id).where(*asked)
    )
    wanted = _lines(as_of, standing).where(*asked).offset(offset(number)).limit(PAGE_SIZE)
    rows = _read(wanted, standing)
    return Page(rows=rows, number=number, total=db.session.scalar(counted) or 0)


def all_needs(as_of: date, filters: NeedFilters) -> Sequence[NeedLine]:
    """Return every need that meets the filters, for a file."""
    standing = standing_on(as_of)
    return _read(_lines(as_of, standing).where(*_asked(as_of, standing, filters)), standing)


def line_of(need_id: int, as_of: date) -> NeedLine:
    """Return one need that was told by that day as a list shows it, with its counts."""
    standing = standing_on(as_of)
    return _read(_lines(as_of, standing).where(Need.id == need_id), standing)[0]


def lines_of(need_ids: Sequence[int], as_of: date) -> Sequence[NeedLine]:
    """Return a few needs as a list shows them, in the order that was given."""
    if not need_ids:
        return []
    standing = standing_on(as_of)
    found = _read(_lines(as_of, standing).where(Need.id.in_(need_ids)), standing)
    return sorted(found, key=lambda line: need_ids.index(line.need.id))


def lines_where(as_of: date, *where: ColumnElement[bool]) -> Sequence[NeedLine]:
    """Return the needs that meet these clauses, whatever became of them.

    A short list does not say what they are about, so that is not asked.
    """
    standing = standing_on(as_of)
    return _lines_in(db.session.execute(_lines(as_of, standing).where(*where)).all())


def _lines(as_of: date, standing: Subquery) -> Select[*tuple[Any, ...]]:
    """Return needs with their last step and their counts, without an answer first."""
    shared, since = _shared(as_of, standing), _since(standing)
    teams = func.coalesce(shared.c.teams, 0)
    known = func.coalesce(since.c.since, Need.told_on)
    return (
        select(
            Need,
            NeedStep,
            type_coerce(known, Date),
            teams,
            func.coalesce(shared.c.sectors, 0),
            func.coalesce(shared.c.beside, 0),
            select(func.count()).select_from(counted_on(as_of)).scalar_subquery(),
        )
        .join(standing, standing.c.need_id == Need.id)
        .outerjoin(NeedStep, NeedStep.id == standing.c.step_id)
        .outerjoin(shared, shared.c.root_id == Need.id)
        .outerjoin(since, since.c.root_id == Need.id)
        .outerjoin(Need.organisation)
        .options(contains_eager(Need.organisation))
        .order_by(case((_waits(standing), 0), else_=1), teams.desc(), known, Need.id)
    )


def _shared(as_of: date, standing: Subquery) -> Subquery:
    """Count for each need the teams and the sectors that share it, and the teams beside them."""
    shares = shares_on(as_of, standing)
    counted = func.count(case((shares.c.counts, shares.c.team_id)).distinct())
    return (
        select(
            shares.c.root_id,
            counted.label("teams"),
            func.count(case((shares.c.counts, shares.c.sector)).distinct()).label("sectors"),
            (func.count(shares.c.team_id.distinct()) - counted).label("beside"),
        )
        .group_by(shares.c.root_id)
        .subquery("shared")
    )


def _since(standing: Subquery) -> Subquery:
    """Find for each need the day on which it, or one merged into it, was told first."""
    told = aliased(Need)
    return (
        select(standing.c.root_id, func.min(told.told_on).label("since"))
        .join(told, told.id == standing.c.need_id)
        .group_by(standing.c.root_id)
        .subquery("since")
    )


def _waits(standing: Subquery) -> ColumnElement[bool]:
    """Return the clause that keeps what has no answer and was not merged."""
    return or_(standing.c.kind.is_(None), standing.c.kind.not_in((*ANSWERED, StepKind.MERGED)))


def _asked(as_of: date, standing: Subquery, filters: NeedFilters) -> list[ColumnElement[bool]]:
    asked = [_in_state(standing, filters.state)]
    if filters.construct:
        about = constructs_on(standing)
        theirs = select(about.c.root_id).where(about.c.construct == filters.construct)
        own = Need.serves.any(NeedConstruct.construct == filters.construct)
        asked.append(or_(Need.id.in_(theirs), own))
    if filters.sector:
        shares = shares_on(as_of, standing)
        theirs = select(shares.c.root_id).where(shares.c.sector == filters.sector)
        asked.append(or_(Need.id.in_(theirs), Need.organisation.has(sector=filters.sector)))
    if filters.text:
        said = aliased(Need)
        theirs = select(standing.c.root_id).join(said, said.id == standing.c.need_id)
        says = said.folded.contains(folded(filters.text), autoescape=True)
        own = Need.folded.contains(folded(filters.text), autoescape=True)
        asked.append(or_(Need.id.in_(theirs.where(says)), own))
    return asked


def _in_state(standing: Subquery, state: State | None) -> ColumnElement[bool]:
    kind = standing.c.kind
    if state is None:
        return or_(kind.is_(None), kind != StepKind.MERGED)
    if state is State.OPEN:
        return or_(kind.is_(None), kind.in_((StepKind.REOPENED, StepKind.PARTED)))
    return kind.in_([step for step in StepKind if rules.state_after(step) is state])


def _read(wanted: Select[*tuple[Any, ...]], standing: Subquery) -> list[NeedLine]:
    rows = db.session.execute(wanted).all()
    return _lines_in(rows, _about([row[0].id for row in rows], standing))


def _lines_in(
    rows: Iterable[Row[*tuple[Any, ...]]], about: Mapping[int, Iterable[str]] = MappingProxyType({})
) -> list[NeedLine]:
    return [
        NeedLine(
            need=need,
            step=step,
            since=since,
            teams=teams,
            sectors=sectors,
            beside=beside,
            counted=counted,
            about=frozenset(about.get(need.id, ())),
        )
        for need, step, since, teams, sectors, beside, counted in rows
    ]


def _about(need_ids: Collection[int], standing: Subquery) -> Mapping[int, list[str]]:
    """Return the constructs of needs and of all that was merged into them; own ones when merged."""
    if not need_ids:
        return {}
    about = constructs_on(standing)
    found = select(about.c.root_id, about.c.construct).where(about.c.root_id.in_(need_ids))
    own = select(NeedConstruct.need_id, NeedConstruct.construct)
    keys: dict[int, list[str]] = {}
    for need_id, key in db.session.execute(
        union(found, own.where(NeedConstruct.need_id.in_(need_ids)))
    ):
        keys.setdefault(need_id, []).append(key)
    return keys
