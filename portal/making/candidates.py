"""Who may be asked to write along, by whom.

The project team may ask everybody who may propose a kit. Others may ask who works in their own
organisation, and the ambassadors elsewhere, who are there to be asked: nobody else's name is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Select, func, or_, select, true

from portal.accounts.models import User
from portal.db import db
from portal.making.models import DraftAuthor
from portal.network.as_of import valid_on
from portal.network.models import Organisation, Person, Post, folded
from portal.policy.decide import Actor
from portal.policy.table import TABLE, P, Reach, Role

MOST_FOUND: Final = 20
LONGEST_KEY: Final = 9
_WRITING: Final = [role for role, reach in TABLE[P.DRAFT_WRITE].items() if reach > Reach.NONE]
_TO_BE_ASKED: Final = (Role.AMBASSADOR, Role.ACTING_AMBASSADOR)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who may be asked, and where they work."""

    person_id: int
    name: str
    place: str


def found_by(actor: Actor, draft_id: int, words: str, day: date) -> Sequence[Candidate]:
    """Return the first twenty whose name or organisation holds each of the words, by name."""
    query = _within(actor, day).where(~_writes(draft_id))
    for word in folded(words).split():
        held = Person.search_name.contains(word, autoescape=True)
        query = query.where(or_(held, Organisation.search_name.contains(word, autoescape=True)))
    rows = db.session.execute(query.order_by(Person.search_name, Person.id).limit(MOST_FOUND))
    return [Candidate(person_id=key, name=name, place=place) for key, name, place in rows]


def find_candidate(actor: Actor, key: str, day: date) -> Candidate | None:
    """Return the one with this id as a form sends it, if who asks may ask them."""
    if not (key.isdecimal() and len(key) <= LONGEST_KEY):
        return None
    row = db.session.execute(_within(actor, day).where(Person.id == int(key))).first()
    return Candidate(person_id=row[0], name=row[1], place=row[2]) if row else None


def _writes(draft_id: int) -> ColumnElement[bool]:
    here = select(DraftAuthor.person_id).where(DraftAuthor.draft_id == draft_id)
    return Person.id.in_(here)


def _within(actor: Actor, day: date) -> Select[int, str, str]:
    return (
        select(Person.id, Person.name, func.coalesce(func.min(Organisation.name), ""))
        .join(Post, Post.person_id == Person.id)
        .join(User, User.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Post.organisation_id)
        .where(User.active, valid_on(Post, day), Post.role.in_(_WRITING), _may_ask(actor))
        .group_by(Person.id, Person.name, Person.search_name)
    )


def _may_ask(actor: Actor) -> ColumnElement[bool]:
    if actor.holds(Role.COORDINATOR):
        return true()
    own = {post.organisation_id for post in actor.posts if post.organisation_id}
    return or_(Post.organisation_id.in_(sorted(own)), Post.role.in_(_TO_BE_ASKED))
