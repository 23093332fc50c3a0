"""Meetings whose hours are now, whatever the clock of the test says."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal.clock import now
from portal.db import db, transaction
from portal.meetings.deputies import Colleague, name_deputy
from portal.meetings.models import Attendance, Invitation, Meeting, MeetingState, Presence
from tests.cast import Member
from tests.meetings.planned import ON, meeting_by

ZONE = ZoneInfo("Europe/Brussels")
BOTH = "https://meet.example.org/14"
LAST = time(23, 59)


def hours_around_now() -> tuple[time, time]:
    """Return hours of one day that hold this moment, with the window of checking in."""
    local = now().astimezone(ZONE).replace(tzinfo=None)
    midnight = datetime.combine(local.date(), time.min)
    begin = max(midnight, local - timedelta(minutes=10))
    end = min(begin + timedelta(hours=2), datetime.combine(local.date(), LAST))
    starts, ends = begin.time().replace(second=0, microsecond=0), end.time().replace(microsecond=0)
    return (time(23, 30), LAST) if starts >= ends else (starts, ends)


def happens_now(meeting_id: int, *, place: str = "") -> None:
    """Let the meeting be today, at this hour."""
    with transaction():
        meeting = meeting_by(meeting_id)
        meeting.local_date, meeting.place = ON, place
        meeting.starts_at, meeting.ends_at = hours_around_now()


def held(meeting_id: int) -> None:
    """Let the meeting be one that took place."""
    with transaction():
        meeting_by(meeting_id).state = MeetingState.HELD


def marks(meeting_id: int) -> dict[int, tuple[Presence, bool, bool, bool]]:
    """Return what is kept of who was there."""
    rows = db.session.scalars(select(Attendance).where(Attendance.meeting_id == meeting_id))
    return {
        row.person_id: (row.presence, row.by_deputy, row.came_late, row.left_early) for row in rows
    }


def there(meeting_id: int, member: Member, presence: Presence, *, by_deputy: bool = False) -> None:
    """Mark somebody, as the project team did before."""
    with transaction():
        db.session.add(
            Attendance(
                meeting_id=meeting_id,
                person_id=member.person_id,
                presence=presence,
                by_deputy=by_deputy,
            )
        )


def sends(meeting_id: int, member: Member, name: str) -> None:
    """Let somebody send a colleague instead."""
    with transaction():
        invitation = db.session.scalars(
            select(Invitation).where(
                Invitation.meeting_id == meeting_id, Invitation.person_id == member.person_id
            )
        ).one()
        name_deputy(invitation, Colleague(name=name, email=None, locale="nl"), on=ON, now=now())


def meeting_of(meeting_id: int) -> Meeting:
    """Return the meeting as it is now."""
    db.session.rollback()
    return meeting_by(meeting_id)
