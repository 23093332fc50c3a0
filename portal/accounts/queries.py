"""Accounts, sessions and links, read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts import rules
from portal.accounts.models import Link, LinkPurpose, User, UserSession
from portal.accounts.second_step.queries import with_second_step
from portal.db import db
from portal.network.as_of import valid_on
from portal.network.models import Person, Post
from portal.policy.decide import Actor, PostHeld
from portal.rules import RuleBroken


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Who comes back with an open session."""

    session_id: int
    seen_at: datetime
    expires_at: datetime
    has_second_step: bool
    user: User = field(repr=False)
    actor: Actor


# Asked at every request of who is signed in: built once, bound each time.
_VISIT = (
    select(
        User,
        UserSession.id,
        UserSession.seen_at,
        UserSession.expires_at,
        with_second_step(User.id),
        Person.name,
        Person.locale,
        Post.role,
        Post.organisation_id,
        Post.team_id,
    )
    .join(UserSession, UserSession.account_id == User.id)
    .join(Person, Person.id == User.person_id)
    .outerjoin(
        Post,
        and_(Post.person_id == Person.id, valid_on(Post, bindparam("on"))),
    )
    .where(
        UserSession.key_hash == bindparam("key_hash"),
        UserSession.expires_at > bindparam("now"),
        UserSession.seen_at >= bindparam("awake"),
        User.active,
    )
)


def find_visit(key: str, *, now: datetime, on: date) -> Visit | None:
    """Return who holds this session key, with the posts held on that day; one statement."""
    bound = {
        "key_hash": rules.fingerprint(key),
        "now": now,
        "awake": rules.oldest_awake(now),
        "on": on,
    }
    rows = db.session.execute(_VISIT, bound).all()
    if not rows:
        return None
    user, session_id, seen_at, expires_at, has_second_step, name, locale = rows[0][:7]
    posts = (
        PostHeld(role=role, organisation_id=organisation_id, team_id=team_id)
        for *_, role, organisation_id, team_id in rows
        if role is not None
    )
    return Visit(
        session_id=session_id,
        seen_at=seen_at,
        expires_at=expires_at,
        has_second_step=has_second_step,
        user=user,
        actor=Actor(person_id=user.person_id, name=name, locale=locale, posts=frozenset(posts)),
    )


def find_account(address: str) -> User | None:
    """Return the open account whose person has this address, if any."""
    query = select(User).join(User.person).where(Person.email == address, User.active)
    return db.session.scalar(query.options(contains_eager(User.person)))


def find_standing(person_id: int, *, now: datetime) -> tuple[User | None, datetime | None]:
    """Return a person's account, open or closed, and when they were invited, if they still are."""
    invited = and_(
        Link.account_id == User.id,
        Link.purpose == LinkPurpose.INVITATION,
        Link.expires_at > now,
    )
    query = select(User, Link.made_at).outerjoin(Link, invited).where(User.person_id == person_id)
    row = db.session.execute(query).first()
    return (row[0], row[1]) if row else (None, None)


def find_link(token: str, *, now: datetime) -> Link | None:
    """Return the link that still works, with its account and person; looking does not use it."""
    mine = Link.token_hash == rules.fingerprint(token), Link.expires_at > now, User.active
    query = select(Link).join(Link.account).join(User.person).where(*mine)
    to_person = contains_eager(Link.account).contains_eager(User.person)
    return db.session.scalar(query.options(to_person))


def get_link(token: str, *, now: datetime) -> Link:
    """Return the link that still works; raise ``RuleBroken`` for one that does not."""
    link = find_link(token, now=now)
    if link is None:
        raise RuleBroken(rules.LINK_IS_OVER)
    return link


def sessions_of(person_id: int, *, now: datetime) -> Sequence[UserSession]:
    """Return a person's own open sessions, newest first."""
    query = select(UserSession).join(User, User.id == UserSession.account_id)
    awake = UserSession.expires_at > now, UserSession.seen_at >= rules.oldest_awake(now)
    mine = query.where(User.person_id == person_id, *awake)
    return db.session.scalars(mine.order_by(UserSession.id.desc())).all()


def posts_of(person_id: int, *, on: date) -> Sequence[Post]:
    """Return the posts that a person holds on a day, with their places, oldest first."""
    query = select(Post).where(Post.person_id == person_id, valid_on(Post, on))
    places = joinedload(Post.organisation), joinedload(Post.team)
    return db.session.scalars(query.options(*places).order_by(Post.valid_from, Post.id)).all()


def get_person(person_id: int) -> Person:
    """Return a person who is known to be there."""
    return db.session.get_one(Person, person_id)
