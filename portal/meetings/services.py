"""What people do with a meeting: plan it, note that it was held, and who was there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final
from uuid import uuid4

from sqlalchemy import select

from portal.audit.services import record
from portal.db import db
from portal.meetings import rules
from portal.meetings.agenda.blocks import Agenda, write_blocks
from portal.meetings.models import (
    Attendance,
    Invitation,
    Meeting,
    MeetingKind,
    MeetingState,
    Presence,
)
from portal.meetings.roster import Participant
from portal.meetings.series import next_number, series_days
from portal.rules import N_, RuleBroken


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """How people get there: a link to join online, a place, or both."""

    join_url: str = ""
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Details:
    """What a workshop or an event has beside its day and place; a reflection moment needs none.

    ``capacity`` counts seats on site. ``lang`` is the language of title and words.
    """

    title: str = ""
    about: str = ""
    lang: str = "nl"
    route: str = ""
    capacity: int | None = None
    takes_teams: bool = False
    respond_by: date | None = None


PLAIN: Final = Details()
NO_BLOCKS: Final[Agenda] = MappingProxyType({})


def judged(meeting: Meeting) -> Meeting:
    """Read the meeting anew and lock it, so that no other writer changes it under the rules."""
    db.session.refresh(meeting, with_for_update={"of": Meeting})
    return meeting


def plan_next(
    slot: rules.Slot,
    where: Whereabouts,
    agenda: Agenda = NO_BLOCKS,
    *,
    number: int,
    on: date,
    by: int,
    details: Details = PLAIN,
) -> Meeting:
    """Plan a draft under ``number``; the same form sent twice gives the same meeting back."""
    known = _numbered(slot.kind, number)
    if known and _is_at(known, slot):
        return known
    if known or number != next_number(slot.kind):
        raise RuleBroken(N_("Somebody planned a meeting in the meantime. Look at the list first."))
    rules.check_may_plan(slot, series_days(), today=on)
    meeting = _new_meeting(slot, where, agenda, number=number, details=details)
    _note("meeting_planned", meeting, on=on, by=by)
    return meeting


def _numbered(kind: MeetingKind, number: int) -> Meeting | None:
    return db.session.scalar(select(Meeting).where(Meeting.kind == kind, Meeting.number == number))


def _is_at(meeting: Meeting, slot: rules.Slot) -> bool:
    return (meeting.local_date, meeting.starts_at) == (slot.day, slot.starts)


def _new_meeting(
    slot: rules.Slot, where: Whereabouts, agenda: Agenda, *, number: int, details: Details = PLAIN
) -> Meeting:
    meeting = Meeting(
        kind=slot.kind,
        number=number,
        local_date=slot.day,
        starts_at=slot.starts,
        ends_at=slot.ends,
        exception_reason=slot.reason,
        join_url=where.join_url,
        place=where.place,
        uid=f"{uuid4()}",
        title=details.title,
        about=details.about,
        lang=details.lang,
        route=details.route,
        capacity=details.capacity,
        takes_teams=details.takes_teams,
        respond_by=details.respond_by,
    )
    db.session.add(meeting)
    write_blocks(meeting, agenda)
    db.session.flush()
    return meeting


def mark_held(meeting: Meeting, *, on: date, by: int) -> None:
    """Note that the meeting took place."""
    rules.check_may_hold(judged(meeting).state, meeting.local_date, today=on)
    meeting.state = MeetingState.HELD
    _note("meeting_held", meeting, on=on, by=by)


def approve_minutes(meeting: Meeting, *, on: date, by: int) -> None:
    """Note that the minutes, kept in a room above, are approved."""
    rules.check_may_step(judged(meeting).state, MeetingState.MINUTES_APPROVED)
    meeting.state = MeetingState.MINUTES_APPROVED
    _note("minutes_approved", meeting, on=on, by=by)


def lock_minutes(meeting: Meeting, *, on: date, by: int) -> None:
    """Note that the approved minutes are locked, and the attendance with them."""
    rules.check_may_step(judged(meeting).state, MeetingState.LOCKED)
    meeting.state = MeetingState.LOCKED
    _note("minutes_locked", meeting, on=on, by=by)


@dataclass(frozen=True, kw_only=True)
class PastMeeting:
    """A meeting that took place before the portal kept it: who was expected, and how it went."""

    slot: rules.Slot
    where: Whereabouts
    agenda: Agenda
    number: int
    expected: Sequence[Participant]
    attendance: Mapping[int, Presence]
    guests: int = 0
    details: Details = PLAIN


def record_past_meeting(past: PastMeeting, *, on: date, by: int) -> Meeting:
    """Keep a meeting that took place, with its attendance; sends no mail.

    The same form sent twice gives the same meeting back.
    """
    known = _numbered(past.slot.kind, past.number)
    if known and _is_at(known, past.slot):
        return known
    days = series_days(but=past.number)
    rules.check_may_record(past.slot, days, is_taken=known is not None, today=on)
    meeting = _new_meeting(
        past.slot, past.where, past.agenda, number=past.number, details=past.details
    )
    for one in past.expected:
        db.session.add(invitation_for(meeting, one, on=past.slot.day))
    for person_id, presence in past.attendance.items():
        db.session.add(Attendance(meeting_id=meeting.id, person_id=person_id, presence=presence))
    meeting.guests = past.guests
    meeting.state = MeetingState.INVITED
    db.session.flush()
    mark_held(meeting, on=on, by=by)
    return meeting


def invitation_for(meeting: Meeting, one: Participant, *, on: date) -> Invitation:
    """Return a fresh invitation in the role and organisation of that day."""
    return Invitation(
        meeting=meeting,
        person=one.person,
        role=one.role,
        organisation=one.organisation,
        invited_on=on,
    )


def _note(event: str, meeting: Meeting, *, on: date, by: int, **detail: int) -> None:
    db.session.flush()
    record(event, by=by, on=on, object_kind="meeting", object_id=str(meeting.id), detail=detail)
