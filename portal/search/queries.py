"""What is found: within the reader's reach, names before texts, present before past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    desc,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.meetings.models import Meeting
from portal.meetings.queries import visible_to
from portal.moi.models import Kit, KitAct
from portal.moi.rules import PUBLIC_STAGES
from portal.network.as_of import valid_on
from portal.network.models import Organisation, Person, Post, Team
from portal.policy.decide import Actor, Placed, extent, within_reach
from portal.policy.table import Permission
from portal.search import engine
from portal.search.models import Kind, SearchEntry, kind_in, thing_in
from portal.search.rules import Term

OF_EACH_KIND: Final = 10
PAGE: Final = 50
# The same permission as the page of the thing asks for.
PLACED: Final[Mapping[Kind, tuple[Permission, type[Placed]]]] = {
    Kind.ORGANISATION: (Permission.ORGANISATION_READ, Organisation),
    Kind.TEAM: (Permission.TEAM_READ, Team),
    Kind.PERSON: (Permission.PERSON_READ, Person),
}


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing that was found."""

    entry: SearchEntry
    by_name: bool
    is_past: bool
    posts: Sequence[Post] = ()


@dataclass(frozen=True, kw_only=True)
class Group:
    """What was found of one kind: the first hits or a page of them, and how many in all."""

    kind: Kind
    hits: Sequence[Hit]
    total: int
    number: int = 1

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PAGE))

    @property
    def first_row(self) -> int:
        """The place of the first hit of this page among all, from 1."""
        return (self.number - 1) * PAGE + 1 if self.hits else 0

    @property
    def last_row(self) -> int:
        """The place of the last hit of this page among all, from 1."""
        return self.first_row + len(self.hits) - 1 if self.hits else 0


def find(actor: Actor | None, terms: Sequence[Term], *, on: date) -> Sequence[Group]:
    """Return the first hits of each kind within reach: three statements, whatever is found."""
    asked = Asked(match=engine.match(terms), visible=_visible_to(actor, on), on=on)
    totals = {kind: total for kind, total in _totals(asked).items() if total}
    found = _hits(asked, [_top(asked, kind, OF_EACH_KIND) for kind in totals])
    return [
        Group(kind=kind, hits=_placed(kind, found[kind], on), total=total)
        for kind, total in totals.items()
    ]


def find_of_kind(
    actor: Actor | None, terms: Sequence[Term], kind: Kind, *, on: date, number: int
) -> Group:
    """Return one page of what was found of a kind."""
    asked = Asked(match=engine.match(terms), visible=_visible_to(actor, on), on=on)
    total = _totals(asked).get(kind, 0)
    wanted = [_top(asked, kind, PAGE, skipped=(number - 1) * PAGE)] if total else []
    hits = _placed(kind, _hits(asked, wanted)[kind], on)
    return Group(kind=kind, hits=hits, total=total, number=number)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question, what of each kind its reader may know of, and the day on which they ask."""

    match: engine.Match
    visible: Mapping[Kind, ColumnElement[bool]]
    on: date

    def of_kind(self, kind: Kind) -> ColumnElement[bool]:
        """Return which entries are of a kind and visible, told from their number alone."""
        return and_(kind_in(engine.ROWID) == list(Kind).index(kind), self.visible[kind])


def _totals(asked: Asked) -> Mapping[Kind, int]:
    """Count what was found of each kind: one statement that reads no entry."""
    if not asked.visible:
        return {}
    counts = [func.count().filter(asked.of_kind(kind)) for kind in asked.visible]
    found = db.session.execute(select(*counts).where(asked.match.fits)).one()
    return dict(zip(asked.visible, found, strict=True))


def _top(asked: Asked, kind: Kind, many: int, skipped: int = 0) -> Select[Any]:
    """Select the best entries of a kind: by name first, then what is there today."""
    match = asked.match
    past = and_(SearchEntry.until.is_not(None), SearchEntry.until <= asked.on)
    best = (
        select(
            SearchEntry.id,
            case((match.by_name, 1), else_=0).label("by_name"),
            case((past, 1), else_=0).label("is_past"),
            engine.in_order(SearchEntry.sort_key).label("sorted_by"),
        )
        .join(engine.TERMS, SearchEntry.id == engine.ROWID)
        .where(match.fits, asked.of_kind(kind))
        .order_by(desc("by_name"), "is_past", "sorted_by", SearchEntry.id)
        .limit(many)
        .offset(skipped)
        .subquery()
    )
    return select(best)


def _hits(asked: Asked, tops: Sequence[Select[Any]]) -> Mapping[Kind, list[Hit]]:
    found: dict[Kind, list[Hit]] = {kind: [] for kind in asked.visible}
    if not tops:
        return found
    best = union_all(*tops).subquery()
    rows = db.session.execute(
        select(SearchEntry, best.c.by_name, best.c.is_past)
        .join(best, best.c.id == SearchEntry.id)
        .order_by(best.c.by_name.desc(), best.c.is_past, best.c.sorted_by, best.c.id)
    )
    for entry, by_name, is_past in rows:
        hit = Hit(entry=entry, by_name=bool(by_name), is_past=bool(is_past))
        found[entry.kind].append(hit)
    return found


def _placed(kind: Kind, hits: Sequence[Hit], on: date) -> Sequence[Hit]:
    """Tell of each person what they do today, so that two of one name can be told apart."""
    if kind is not Kind.PERSON or not hits:
        return hits
    posts: dict[int, list[Post]] = {hit.entry.thing_id: [] for hit in hits}
    held = db.session.scalars(
        select(Post)
        .where(Post.person_id.in_(posts), valid_on(Post, on))
        .options(joinedload(Post.organisation), joinedload(Post.team))
        .order_by(Post.id)
    )
    for post in held:
        posts[post.person_id].append(post)
    return [replace(hit, posts=posts[hit.entry.thing_id]) for hit in hits]


def _visible_to(actor: Actor | None, on: date) -> Mapping[Kind, ColumnElement[bool]]:
    """Return for each kind which entries have a page that the reader could open."""
    clauses = {kind: _clause_of(actor, on, kind) for kind in Kind}
    return {kind: clause for kind, clause in clauses.items() if clause is not None}


def _clause_of(actor: Actor | None, on: date, kind: Kind) -> ColumnElement[bool] | None:
    """Return which things of a kind the reader may know of; nothing for none of them."""
    thing_id = thing_in(engine.ROWID)
    if kind is Kind.KIT:
        return thing_id.in_(_public_kits(on))
    if actor is None:
        return None
    if kind is Kind.MEETING:
        known = select(Meeting.id).where(
            within_reach(actor, Permission.MEETING_READ, Meeting), visible_to(actor)
        )
        return thing_id.in_(known)
    permission, model = PLACED[kind]
    where = extent(actor, permission)
    if not where or where.network:
        return true() if where else None
    theirs = select(model.__table__.c.id).where(within_reach(actor, permission, model))
    return thing_id.in_(theirs)


def _public_kits(on: date) -> Select[int]:
    """Return the kits that stand in the library on a day: those in a public stage then."""
    latest = (
        select(KitAct.kind)
        .where(KitAct.kit_id == Kit.id, KitAct.happened_on <= on)
        .order_by(KitAct.happened_on.desc(), KitAct.id.desc())
        .limit(1)
        .correlate(Kit)
        .scalar_subquery()
    )
    return select(Kit.id).where(latest.in_(PUBLIC_STAGES))
