"""Meetings and invitations as the pages and the rooms above read them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select, true
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.sql.base import ExecutableOption

from portal.db import db
from portal.meetings.models import (
    PLANNED,
    TOOK_PLACE,
    Answer,
    Attendance,
    Invitation,
    Meeting,
    MeetingBlock,
    MeetingState,
    Presence,
)
from portal.moi.models import KitVersion
from portal.network.models import Organisation, Person
from portal.policy.decide import Actor, extent
from portal.policy.table import Permission

_BLOCKS: Final = (
    joinedload(Meeting.blocks).joinedload(MeetingBlock.kit_version).joinedload(KitVersion.kit)
)
WITH_EVERYTHING: Final[tuple[ExecutableOption, ...]] = (
    _BLOCKS,
    joinedload(Meeting.replaced_by),
)


@dataclass(frozen=True)
class MeetingLine:
    """One meeting in a list, with what was answered and who was there."""

    meeting: Meeting
    invited: int
    yes: int
    maybe: int
    no: int
    present: int

    @property
    def unanswered(self) -> int:
        """Return how many have not answered yet."""
        return self.invited - self.yes - self.maybe - self.no

    @property
    def answers(self) -> dict[str, int]:
        """Return how many said ``yes``, ``maybe``, ``no``, and how many nothing yet (``none``)."""
        return {"yes": self.yes, "maybe": self.maybe, "no": self.no, "none": self.unanswered}


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the meetings that somebody may know of: drafts are of those who plan."""
    if extent(actor, Permission.MEETING_PLAN):
        return true()
    return Meeting.state != MeetingState.DRAFT


def is_meeting(meeting_id: int) -> ColumnElement[bool]:
    """Return the clause that finds one meeting by its id."""
    return Meeting.id == meeting_id


def lines_for(actor: Actor) -> Sequence[MeetingLine]:
    """Return every meeting the actor may know of, newest first, with its counts: one statement."""
    return [MeetingLine(*row) for row in db.session.execute(_lines().where(visible_to(actor)))]


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    """Build the statement once: building it costs more than running it."""
    said = [func.count().filter(Invitation.answer == answer) for answer in Answer]
    asked = (
        select(Invitation.meeting_id, func.count(), *said)
        .group_by(Invitation.meeting_id)
        .subquery(name="asked")
    )
    there = (
        select(Attendance.meeting_id, func.count())
        .where(Attendance.presence.in_([Presence.ON_SITE, Presence.ONLINE]))
        .group_by(Attendance.meeting_id)
        .subquery(name="there")
    )
    counts = [*list(asked.c)[1:], list(there.c)[1]]
    return (
        select(Meeting, *(func.coalesce(count, 0) for count in counts))
        .outerjoin(asked, asked.c.meeting_id == Meeting.id)
        .outerjoin(there, there.c.meeting_id == Meeting.id)
        .order_by(Meeting.local_date.desc(), Meeting.id.desc())
    )


def find_next_meeting(today: date) -> Meeting | None:
    """Return the first meeting from ``today`` on to which people are invited, or nothing."""
    return db.session.scalar(
        select(Meeting)
        .where(Meeting.state == MeetingState.INVITED, Meeting.local_date >= today)
        .order_by(Meeting.local_date)
        .limit(1)
    )


def day_of_last_held(today: date) -> ScalarSelect[date]:
    """Select the day of the last meeting up to and including ``today`` that took place."""
    return (
        select(func.max(Meeting.local_date))
        .where(Meeting.state.in_(TOOK_PLACE), Meeting.local_date <= today)
        .scalar_subquery()
    )


def held_meetings() -> Sequence[Meeting]:
    """Return the meetings that took place, newest first."""
    return db.session.scalars(
        select(Meeting).where(Meeting.state.in_(TOOK_PLACE)).order_by(Meeting.local_date.desc())
    ).all()


def expected_participants(meeting: Meeting) -> Sequence[Invitation]:
    """Return everybody who is expected, with person and organisation, ordered by organisation."""
    return db.session.scalars(
        select(Invitation)
        .join(Invitation.person)
        .join(Invitation.organisation)
        .where(Invitation.meeting_id == meeting.id)
        .order_by(Organisation.search_name, Person.name)
        .options(contains_eager(Invitation.person), contains_eager(Invitation.organisation))
    ).all()


def presence_counts(meeting: Meeting) -> Counter[Presence]:
    """Return how many were there in which way; who is not marked is in none of them."""
    found = db.session.execute(
        select(Attendance.presence, func.count().label("many"))
        .where(Attendance.meeting_id == meeting.id)
        .group_by(Attendance.presence)
    )
    return Counter({row.presence: row.many for row in found})


def attendance_of(meeting: Meeting) -> dict[int, Presence]:
    """Return how each person was there, by person; who is not in it is not filled in yet."""
    rows = db.session.execute(
        select(Attendance.person_id, Attendance.presence).where(Attendance.meeting_id == meeting.id)
    )
    return {row.person_id: row.presence for row in rows}


def kits_shown(*, but: int = 0) -> set[int]:
    """Return the kits that are the inspiration of a meeting, in any version, by id; ``but`` one's.

    A meeting that was cancelled showed nothing.
    """
    shown = (
        select(KitVersion.kit_id)
        .join(MeetingBlock)
        .join(Meeting, Meeting.id == MeetingBlock.meeting_id)
        .where(Meeting.state != MeetingState.CANCELLED, Meeting.id != but)
    )
    return set(db.session.scalars(shown.distinct()))


def next_of(lines: Sequence[MeetingLine], today: date) -> MeetingLine | None:
    """Return the line of the first meeting to come to which people are invited, or nothing."""
    coming = [
        line
        for line in lines
        if line.meeting.state is MeetingState.INVITED and line.meeting.local_date >= today
    ]
    return min(coming, key=lambda line: line.meeting.local_date, default=None)


def replacements_for(meeting: Meeting) -> Sequence[Meeting]:
    """Return the planned meetings of the same kind that could replace this one."""
    return db.session.scalars(
        select(Meeting)
        .where(Meeting.kind == meeting.kind, Meeting.state.in_(PLANNED), Meeting.id != meeting.id)
        .order_by(Meeting.local_date)
    ).all()
