"""Meetings whose hours are now, whatever the clock of the machine says."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal.clock import now
from portal.db import db, transaction
from portal.meetings.deputies import Colleague, name_deputy
from portal.meetings.models import Attendance, Invitation, Meeting, MeetingState, Presence
from tests.cast import Member
from tests.meetings.planned import ON, meeting_by

BOTH = "https://meet.example.org/14"
EARLIER, LATER = timedelta(minutes=10), timedelta(minutes=110)


def where_it_is_noon() -> str:
    """Return a zone in which this moment falls in the hour after noon: far from every midnight."""
    ahead = 12 - now().hour
    return f"Etc/GMT{-ahead:+d}"  # POSIX counts the other way


def let_it_happen(meeting: Meeting, *, on: date) -> None:
    """Let the meeting be on this day, at hours that hold this moment on the clock of its place."""
    meeting.zone, meeting.local_date = where_it_is_noon(), on
    local = now().astimezone(ZoneInfo(meeting.zone)).replace(second=0, microsecond=0)
    meeting.starts_at, meeting.ends_at = (local - EARLIER).time(), (local + LATER).time()


def happens_now(meeting_id: int, *, place: str = "") -> None:
    """Let the meeting be today, at this hour."""
    with transaction():
        meeting = meeting_by(meeting_id)
        meeting.place = place
        let_it_happen(meeting, on=ON)


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
