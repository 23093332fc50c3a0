"""The list of people within reach: who they are, what they do today, whether they can sign in."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    Exists,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import joinedload

from portal.accounts.models import Link, LinkPurpose, User
from portal.accounts.oidc.queries import has_way_in
from portal.db import db
from portal.network.as_of import valid_on
from portal.network.models import Organisation, Person, Post, Wave, folded
from portal.outbox.models import OutboxMail
from portal.people.models import ForgottenPerson, WantedInvitation
from portal.people.rules import Standing
from portal.policy.decide import Actor, within_reach
from portal.policy.table import Permission, Role
from portal.taxonomy.sectors import Sector
from portal.web.paging import PAGE_SIZE, Page, offset

WITHOUT_POST: Final = "none"
Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the reader asks of the list; ``role`` may also be ``WITHOUT_POST``."""

    on: date
    now: datetime
    words: str = ""
    role: str = ""
    organisation: str = ""
    sector: Sector | None = None
    wave: int | None = None
    state: Standing | None = None
    round_id: int | None = None
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class Line:
    """One person: what they do on the day, and how far their account is, to who may invite them."""

    id: int
    name: str
    email: str | None
    standing: Standing | None
    since: datetime | None
    posts: Sequence[Post]


def people_for(actor: Actor, filters: Filters) -> Page[Line]:
    """Return one page of the people within reach, by name: three statements, whatever its size."""
    wanted = _people(actor, filters)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    shown = wanted.limit(PAGE_SIZE).offset(offset(filters.page))
    rows = db.session.execute(shown).all()
    posts = _posts_of([row.id for row in rows], filters.on)
    return Page(rows=_lines(rows, posts), number=filters.page, total=total)


def all_people_for(actor: Actor, filters: Filters) -> Sequence[Line]:
    """Return everybody in the list, for a file: two statements."""
    wanted = _people(actor, filters)
    rows = db.session.execute(wanted).all()
    ids = select(wanted.order_by(None).subquery().c.id)
    return _lines(rows, _posts_where(Post.person_id.in_(ids), filters.on))


def _lines(rows: Sequence[Any], posts: Mapping[int, Sequence[Post]]) -> Sequence[Line]:
    return [
        Line(
            id=row.id,
            name=row.name,
            email=row.email,
            standing=Standing(row.standing) if row.standing else None,
            since=row.since,
            posts=posts.get(row.id, ()),
        )
        for row in rows
    ]


def _people(actor: Actor, filters: Filters) -> Select[Any]:
    may_invite = within_reach(actor, Permission.PERSON_INVITE, Person)
    query = (
        select(
            Person.id,
            Person.name,
            Person.email,
            case((may_invite, standing()), else_=null()).label("standing"),
            Link.made_at.label("since"),
        )
        .where(within_reach(actor, Permission.PERSON_READ, Person), *asked(filters))
        .order_by(Person.search_name, Person.id)
    )
    if filters.state is not None:
        query = query.where(may_invite, standing() == filters.state)
    return with_account(query, filters.now)


def with_account(query: Select[*Columns], now: datetime) -> Select[*Columns]:
    """Join the account of each person, and the invitation that still works, where there are."""
    invited = and_(
        Link.account_id == User.id,
        Link.purpose == LinkPurpose.INVITATION,
        Link.expires_at > now,
    )
    return query.outerjoin(User, User.person_id == Person.id).outerjoin(Link, invited)


def standing() -> ColumnElement[str]:
    """Return how far each person is, of a query with their account joined."""
    return case(
        (and_(User.id.is_not(None), User.active.is_(False)), literal(Standing.CLOSED.value)),
        (has_way_in(), literal(Standing.ACTIVE.value)),
        (Person.email.is_(None), literal(Standing.NO_ADDRESS.value)),
        (bounced(), literal(Standing.BOUNCED.value)),
        (Link.id.is_not(None), literal(Standing.INVITED.value)),
        (User.id.is_not(None), literal(Standing.LAPSED.value)),
        else_=literal(Standing.NO_ACCOUNT.value),
    )


def bounced() -> Exists:
    """Tell of each person whether a mail came back from their address, and nobody looked yet."""
    return exists().where(OutboxMail.recipient == Person.email, OutboxMail.bounced)


def asked(filters: Filters) -> Sequence[ColumnElement[bool]]:
    """Return the filters as conditions on people; who was forgotten is in no list."""
    conditions: list[ColumnElement[bool]] = [
        ~exists().where(ForgottenPerson.person_id == Person.id),
        *(_has(word) for word in folded(filters.words).split()),
    ]
    if filters.round_id is not None:
        place = WantedInvitation.round_id == filters.round_id
        conditions.append(exists().where(WantedInvitation.person_id == Person.id, place))
    if filters.role == WITHOUT_POST:
        conditions.append(~_holding(filters.on))
    elif at_place := _at_place(filters):
        conditions.append(_holding(filters.on, *at_place))
    return conditions


def _has(word: str) -> ColumnElement[bool]:
    return or_(
        Person.search_name.contains(word, autoescape=True),
        Person.email.contains(word, autoescape=True),
    )


def _holding(day: date, *place: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return who holds a post on the day, at an organisation like this when one is asked for."""
    posts = select(Post.person_id).where(valid_on(Post, day))
    if place:
        posts = posts.outerjoin(Organisation, Organisation.id == Post.organisation_id)
        posts = posts.outerjoin(Wave, Wave.id == Organisation.wave_id).where(*place)
    return Person.id.in_(posts)


def holding_any(day: date) -> ColumnElement[bool]:
    """Return who holds a post on the day."""
    return _holding(day)


def _at_place(filters: Filters) -> list[ColumnElement[bool]]:
    place: list[ColumnElement[bool]] = [
        Organisation.search_name.contains(word, autoescape=True)
        for word in folded(filters.organisation).split()
    ]
    if filters.role:
        place.append(Post.role == Role(filters.role))
    if filters.sector is not None:
        place.append(Organisation.sector == filters.sector)
    if filters.wave is not None:
        place.append(Wave.number == filters.wave)
    return place


def _posts_of(person_ids: Collection[int], day: date) -> Mapping[int, Sequence[Post]]:
    return _posts_where(Post.person_id.in_(person_ids), day) if person_ids else {}


def _posts_where(who: ColumnElement[bool], day: date) -> Mapping[int, Sequence[Post]]:
    query = select(Post).where(who, valid_on(Post, day)).order_by(Post.valid_from, Post.id)
    found: dict[int, list[Post]] = defaultdict(list)
    for post in db.session.scalars(
        query.options(joinedload(Post.organisation), joinedload(Post.team))
    ):
        found[post.person_id].append(post)
    return found
