"""Polls as the pages and the rooms above read them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from portal.db import db
from portal.network.models import Organisation, Person
from portal.policy.decide import Actor, extent
from portal.policy.table import Permission
from portal.polls.models import Asked, Mark, Poll, PollMark, PollOption, PollState
from portal.polls.rules import wants_reminder
from portal.web.paging import PAGE_SIZE, Page, offset

WHOLE: Final[tuple[ExecutableOption, ...]] = (selectinload(Poll.options), joinedload(Poll.meeting))


@dataclass(frozen=True)
class PollLine:
    """One poll in a list, with how many were asked and how many of them marked."""

    poll: Poll
    asked: int
    marked: int


@dataclass(frozen=True)
class Tally:
    """How often each day was marked in which way, out of ``asked`` of whom ``marked`` did."""

    asked: int
    marked: int
    by_option: Mapping[int, Counter[Mark]]

    def count(self, option: PollOption, mark: Mark | str) -> int:
        """Return how many gave a day this mark."""
        return self.by_option.get(option.id, Counter())[Mark(mark)]


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the polls that somebody may know of: all of them to who plans, else one's own."""
    if extent(actor, Permission.MEETING_PLAN):
        return true()
    return Poll.id.in_(select(Asked.poll_id).where(Asked.person_id == actor.person_id))


def is_poll(poll_id: int) -> ColumnElement[bool]:
    """Return the clause that finds one poll by its id."""
    return Poll.id == poll_id


def polls_page(actor: Actor, number: int) -> Page[PollLine]:
    """Return one page of the polls that somebody may know of: what is not over yet first."""
    total = db.session.scalar(select(func.count(Poll.id)).where(visible_to(actor))) or 0
    query = _lines().where(visible_to(actor)).limit(PAGE_SIZE).offset(offset(number))
    return Page(rows=_read(query), number=number, total=total)


def all_polls(actor: Actor) -> Sequence[PollLine]:
    """Return every poll that somebody may know of, for a file."""
    return _read(_lines().where(visible_to(actor)))


def _read(query: Select[*tuple[Any, ...]]) -> list[PollLine]:
    return [PollLine(*row) for row in db.session.execute(query)]


def _lines() -> Select[*tuple[Any, ...]]:
    counts = (
        select(
            Asked.poll_id, func.count().label("asked"), func.count(Asked.marked_on).label("said")
        )
        .group_by(Asked.poll_id)
        .subquery()
    )
    over = Poll.state.in_((PollState.PICKED, PollState.CLOSED))
    return (
        select(Poll, func.coalesce(counts.c.asked, 0), func.coalesce(counts.c.said, 0))
        .outerjoin(counts, counts.c.poll_id == Poll.id)
        .order_by(over, Poll.closes_on.desc(), Poll.id.desc())
        .options(selectinload(Poll.options))
    )


def tally_of(poll_id: int) -> Tally:
    """Return the counts of a poll: two statements, whatever its size."""
    rows = db.session.execute(
        select(PollMark.option_id, PollMark.mark, func.count())
        .join(PollOption, PollOption.id == PollMark.option_id)
        .where(PollOption.poll_id == poll_id)
        .group_by(PollMark.option_id, PollMark.mark)
    )
    by_option: dict[int, Counter[Mark]] = defaultdict(Counter)
    for option_id, mark, many in rows:
        by_option[option_id][mark] = many
    asked, marked = db.session.execute(
        select(func.count(), func.count(Asked.marked_on)).where(Asked.poll_id == poll_id)
    ).one()
    return Tally(asked, marked, by_option)


def people_page(poll_id: int, number: int) -> Page[Asked]:
    """Return one page of who was asked, with their marks: who has not marked yet first."""
    total = db.session.scalar(select(func.count()).where(Asked.poll_id == poll_id)) or 0
    query = _people(poll_id).limit(PAGE_SIZE).offset(offset(number))
    return Page(rows=db.session.scalars(query).all(), number=number, total=total)


def all_people(poll_id: int) -> Sequence[Asked]:
    """Return everybody who was asked, with their marks, for a file."""
    return db.session.scalars(_people(poll_id)).all()


def _people(poll_id: int) -> Select[Asked]:
    return (
        select(Asked)
        .join(Asked.person)
        .join(Asked.organisation)
        .where(Asked.poll_id == poll_id)
        .order_by(Asked.marked_on.is_not(None), Organisation.search_name, Person.search_name)
        .options(
            contains_eager(Asked.person),
            contains_eager(Asked.organisation),
            selectinload(Asked.marks),
        )
    )


def asked_in(poll_id: int, person_id: int) -> Asked | None:
    """Return what a poll asks of a person, with their marks, or nothing."""
    return db.session.scalar(
        select(Asked)
        .where(Asked.poll_id == poll_id, Asked.person_id == person_id)
        .options(selectinload(Asked.marks))
    )


def asked_persons(poll_id: int) -> frozenset[int]:
    """Return who was asked in a poll, by id."""
    return frozenset(db.session.scalars(select(Asked.person_id).where(Asked.poll_id == poll_id)))


def everybody_asked(poll_id: int, *, unmarked: bool = False) -> Sequence[Asked]:
    """Return everybody who was asked, with their person; or only who has not marked yet."""
    query = select(Asked).where(Asked.poll_id == poll_id)
    if unmarked:
        query = query.where(Asked.marked_on.is_(None))
    return db.session.scalars(query.order_by(Asked.id).options(joinedload(Asked.person))).all()


def find_by_form(form_key: str) -> Poll | None:
    """Return the poll that one sent form made, if it came in before."""
    return db.session.scalar(select(Poll).where(Poll.form_key == form_key))


def polls_to_remind(day: date) -> Sequence[Poll]:
    """Return the open polls of which who has not marked may be reminded today, held for it."""
    waiting = db.session.scalars(
        select(Poll)
        .where(Poll.state == PollState.OPEN, Poll.reminded_on.is_(None))
        .order_by(Poll.id)
        .with_for_update(of=Poll)
    )
    return [
        poll
        for poll in waiting
        if poll.opened_on and wants_reminder(poll.opened_on, poll.closes_on, today=day)
    ]


def asks_of(person_id: int) -> Sequence[Asked]:
    """Return in which polls a person was asked, with what they said."""
    return db.session.scalars(
        select(Asked)
        .where(Asked.person_id == person_id)
        .order_by(Asked.id)
        .options(
            joinedload(Asked.poll).selectinload(Poll.options),
            joinedload(Asked.organisation),
            selectinload(Asked.marks),
        )
    ).all()


def asks_of_organisation(organisation_id: int) -> Sequence[Asked]:
    """Return who of an organisation was asked in which poll."""
    return db.session.scalars(
        select(Asked)
        .where(Asked.organisation_id == organisation_id)
        .order_by(Asked.poll_id, Asked.id)
        .options(joinedload(Asked.poll), joinedload(Asked.person))
    ).all()
