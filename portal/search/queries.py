"""What is found: within the reader's reach, names before texts, present before past."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    false,
    func,
    or_,
    select,
    true,
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
from portal.search.models import Kind, SearchEntry
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
    """Return the first hits of each kind within reach: two statements, whatever is found."""
    found = _ranked(actor, terms, on)
    first = found.c.place <= OF_EACH_KIND
    groups = list(_grouped(_rows(found, first)))
    return _with_posts(groups, on)


def find_of_kind(
    actor: Actor | None, terms: Sequence[Term], kind: Kind, *, on: date, number: int
) -> Group:
    """Return one page of what was found of a kind."""
    found = _ranked(actor, terms, on, kind)
    skipped = (number - 1) * PAGE
    page = found.c.place.between(skipped + 1, skipped + PAGE)
    groups = list(_grouped(_rows(found, page), number=number))
    return next(iter(_with_posts(groups, on)), Group(kind=kind, hits=[], total=0, number=number))


def _ranked(
    actor: Actor | None, terms: Sequence[Term], on: date, kind: Kind | None = None
) -> Subquery:
    """Give each hit its place among those of its kind, and their number."""
    match = engine.match(terms)
    past = and_(SearchEntry.until.is_not(None), SearchEntry.until <= on)
    hits = (
        select(
            SearchEntry.id,
            SearchEntry.kind,
            SearchEntry.sort_key,
            case((match.by_name, 1), else_=0).label("by_name"),
            case((past, 1), else_=0).label("is_past"),
        )
        .join(match.table, match.rowid == SearchEntry.id)
        .where(match.fits, _visible_to(actor, on, [kind] if kind else list(Kind)))
        .subquery("hits")
    )
    order = hits.c.by_name.desc(), hits.c.is_past, engine.in_order(hits.c.sort_key), hits.c.id
    return select(
        hits.c.id,
        hits.c.by_name,
        hits.c.is_past,
        func.row_number().over(partition_by=hits.c.kind, order_by=order).label("place"),
        func.count().over(partition_by=hits.c.kind).label("total"),
    ).subquery("ranked")


def _rows(ranked: Subquery, wanted: ColumnElement[bool]) -> Sequence[tuple[Hit, int]]:
    found = db.session.execute(
        select(SearchEntry, ranked.c.by_name, ranked.c.is_past, ranked.c.total)
        .join(ranked, ranked.c.id == SearchEntry.id)
        .where(wanted)
        .order_by(ranked.c.place)
    )
    return [
        (Hit(entry=entry, by_name=bool(by_name), is_past=bool(is_past)), total)
        for entry, by_name, is_past, total in found
    ]


def _grouped(rows: Sequence[tuple[Hit, int]], number: int = 1) -> Iterator[Group]:
    for kind in Kind:
        mine = [(hit, total) for hit, total in rows if hit.entry.kind is kind]
        if mine:
            hits = [hit for hit, _ in mine]
            yield Group(kind=kind, hits=hits, total=mine[0][1], number=number)


def _with_posts(groups: Sequence[Group], on: date) -> Sequence[Group]:
    """Tell of each person what they do today, so that two of one name can be told apart."""
    return [
        replace(group, hits=_placed(group.hits, on)) if group.kind is Kind.PERSON else group
        for group in groups
    ]


def _placed(hits: Sequence[Hit], on: date) -> Sequence[Hit]:
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


def _visible_to(actor: Actor | None, on: date, kinds: Sequence[Kind]) -> ColumnElement[bool]:
    """Return the entries of these kinds whose page the reader could open."""
    clauses = [
        and_(SearchEntry.kind == kind, clause)
        for kind in kinds
        if (clause := _clause_of(actor, on, kind)) is not None
    ]
    return or_(false(), *clauses)


def _clause_of(actor: Actor | None, on: date, kind: Kind) -> ColumnElement[bool] | None:
    """Return which things of a kind the reader may know of; nothing for none of them."""
    if kind is Kind.KIT:
        return SearchEntry.thing_id.in_(_public_kits(on))
    if actor is None:
        return None
    if kind is Kind.MEETING:
        known = select(Meeting.id).where(
            within_reach(actor, Permission.MEETING_READ, Meeting), visible_to(actor)
        )
        return SearchEntry.thing_id.in_(known)
    permission, model = PLACED[kind]
    where = extent(actor, permission)
    if not where or where.network:
        return true() if where else None
    theirs = select(model.__table__.c.id).where(within_reach(actor, permission, model))
    return SearchEntry.thing_id.in_(theirs)


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
