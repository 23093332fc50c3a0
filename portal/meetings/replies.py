"""Who is invited and what they said, counted by the database and read page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.meetings.deputies import Deputy
from portal.meetings.models import Answer, Invitation, Meeting, Way
from portal.meetings.places.models import Place
from portal.network.models import Organisation, Person, folded
from portal.policy.table import Role
from portal.web.paging import PAGE_SIZE, Page, offset

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Answers:
    """How many people are invited to a meeting and said what, in all and by role."""

    by_role: Mapping[Role, Counts]

    @property
    def counts(self) -> Counts:
        """Return how many said ``yes``, ``maybe``, ``no``, and how many nothing yet (``none``)."""
        keys = [*(answer.value for answer in Answer), "none"]
        return {key: sum(counts[key] for counts in self.by_role.values()) for key in keys}

    @property
    def invited(self) -> int:
        """Return how many are invited: the denominator of every count."""
        return sum(self.counts.values())


def counts_of(meeting: Meeting) -> Answers:
    """Return the counts of a meeting in one statement, whatever its size."""
    return answers_with(meeting, person_id=0)[0]


def answers_with(meeting: Meeting, *, person_id: int) -> tuple[Answers, Invitation | None]:
    """Return the counts, and with the same statement what one person said; None: not invited.

    The invitation is a copy to read: to change it, ask for it anew.
    """
    mine = Invitation.person_id == person_id
    found = db.session.execute(
        select(
            Invitation.role,
            func.max(Invitation.id).filter(mine),
            func.max(Invitation.answer).filter(mine),
            func.max(Invitation.way).filter(mine),
            *_counted(),
        )
        .where(Invitation.meeting_id == meeting.id)
        .group_by(Invitation.role)
    ).all()
    by_role = {row[0]: _named(row[4:]) for row in found}
    answers = Answers({role: by_role[role] for role in Role if role in by_role})
    own = next((row for row in found if row[1] is not None), None)
    if own is None:
        return answers, None
    _role, id_, answer, way = own[:4]
    known = {"id": id_, "meeting_id": meeting.id, "person_id": person_id}
    return answers, Invitation(**known, answer=answer, way=way)


def _counted() -> list[ColumnElement[int]]:
    said = [func.count().filter(Invitation.answer == answer) for answer in Answer]
    return [*said, func.count().filter(Invitation.answer.is_(None))]


def _named(row: Sequence[int]) -> Counts:
    return dict(zip([*(answer.value for answer in Answer), "none"], row, strict=True))


def invitation_on(meeting_id: int, invitation_id: int) -> Invitation | None:
    """Return an invitation on the list of a meeting with its person, or nothing."""
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id, Invitation.meeting_id == meeting_id)
        .options(joinedload(Invitation.person), joinedload(Invitation.organisation))
    )


class Said(StrEnum):
    """What a list of answers may be narrowed to."""

    NONE = "none"
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the coordinator looks for in the list of who is invited."""

    said: Said | None = None
    words: str = ""


@dataclass(frozen=True)
class ReplyLine:
    """One invited person, what they said, and who goes instead."""

    invitation_id: int
    person_id: int
    name: str
    organisation: str
    role: Role
    answer: Answer | None
    way: Way | None
    deputy: str | None
    seated: bool | None

    @property
    def waits(self) -> bool:
        """Tell whether they are on the waiting list."""
        return self.seated is False


def page_of_replies(meeting: Meeting, wanted: Wanted, number: int) -> Page[ReplyLine]:
    """Return a page of who is invited, by organisation and name, with how many there are."""
    query = _lines(meeting, wanted).add_columns(func.count().over())
    found = db.session.execute(query.limit(PAGE_SIZE).offset(offset(number))).all()
    rows = [ReplyLine(*row[:-1]) for row in found]
    return Page(rows=rows, number=number, total=found[0][-1] if found else 0)


def every_reply(meeting: Meeting) -> Sequence[ReplyLine]:
    """Return all of them, for a file."""
    return [ReplyLine(*row) for row in db.session.execute(_lines(meeting, Wanted()))]


def _lines(meeting: Meeting, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Invitation.id,
            Invitation.person_id,
            Person.name,
            Organisation.name,
            Invitation.role,
            Invitation.answer,
            Invitation.way,
            Deputy.name,
            Place.seated,
        )
        .join(Invitation.person)
        .join(Invitation.organisation)
        .outerjoin(
            Deputy,
            (Deputy.invitation_id == Invitation.id)
            & Deputy.withdrawn_on.is_(None)
            & Deputy.cannot_on.is_(None),
        )
        .outerjoin(Place, Place.invitation_id == Invitation.id)
        .where(Invitation.meeting_id == meeting.id, _said(wanted.said), _named_like(wanted.words))
        .order_by(Organisation.search_name, Person.search_name, Invitation.id)
    )


def _said(said: Said | None) -> ColumnElement[bool]:
    if said is None:
        return true()
    if said is Said.NONE:
        return Invitation.answer.is_(None)
    return Invitation.answer == Answer(said.value)


def _named_like(words: str) -> ColumnElement[bool]:
    if not words:
        return true()
    part = folded(words)
    return or_(
        Person.search_name.contains(part, autoescape=True),
        Organisation.search_name.contains(part, autoescape=True),
    )


@dataclass(frozen=True)
class OrganisationLine:
    """An organisation, how many of its people are invited and what they said."""

    organisation_id: int
    slug: str
    name: str
    counts: Counts

    @property
    def invited(self) -> int:
        """Return how many of its people are invited."""
        return sum(self.counts.values())


def page_of_organisations(meeting: Meeting, number: int) -> Page[OrganisationLine]:
    """Return a page of the organisations that are invited, those that wait to answer first."""
    unanswered = func.count().filter(Invitation.answer.is_(None))
    found = db.session.execute(
        select(
            Organisation.id, Organisation.slug, Organisation.name, *_counted(), func.count().over()
        )
        .join(Invitation, Invitation.organisation_id == Organisation.id)
        .where(Invitation.meeting_id == meeting.id)
        .group_by(Organisation.id, Organisation.slug, Organisation.name, Organisation.search_name)
        .order_by((unanswered == 0), Organisation.search_name)
        .limit(PAGE_SIZE)
        .offset(offset(number))
    ).all()
    rows = [
        OrganisationLine(id_, slug, name, _named(counts))
        for id_, slug, name, *counts, _total in found
    ]
    return Page(rows=rows, number=number, total=found[0][-1] if found else 0)
