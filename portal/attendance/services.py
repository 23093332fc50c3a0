"""The writers of who was there: mark by mark, and all who said yes at once."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from portal.attendance.attesting import is_another, withdraw
from portal.attendance.queries import mark_of
from portal.attendance.rules import NOT_MARKED, Change, Mark, check_guests, is_conflict
from portal.audit.services import record
from portal.db import db
from portal.meetings.models import Answer, Attendance, Invitation, Meeting, Presence, Way
from portal.meetings.rules import check_may_mark_attendance
from portal.meetings.services import judged


def mark_attendance(
    meeting: Meeting, changes: Mapping[int, Change], *, on: date, by: int
) -> Mapping[int, Mark]:
    """Keep what was changed on a page, person by person; strangers are ignored.

    Returns, for whom somebody else marked otherwise in the meantime, what is kept: those rows stay
    as they are until they are sent once more.
    """
    _open(meeting, on)
    rows = _rows(meeting, list(changes))
    clashes: dict[int, Mark] = {}
    for person_id, row in rows.items():
        change, kept = changes[person_id], mark_of(row)
        if change.wanted == change.shown:
            continue
        if is_conflict(change, kept):
            clashes[person_id] = kept
        elif change.wanted != kept:
            write_mark(meeting, person_id, change.wanted, row, on=on)
    _note(meeting, on=on, by=by)
    return clashes


def mark_who_said_yes(meeting: Meeting, organisation_id: int | None, *, on: date, by: int) -> int:
    """Mark all who said yes as present, of one organisation or of all; marks that are there stay.

    Who said to join online was online; a meeting without a place is online for all.
    """
    _open(meeting, on)
    said_yes = select(Invitation.person_id, Invitation.way).where(
        Invitation.meeting_id == meeting.id, Invitation.answer == Answer.YES
    )
    if organisation_id is not None:
        said_yes = said_yes.where(Invitation.organisation_id == organisation_id)
    marked = select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)
    found = db.session.execute(said_yes.where(Invitation.person_id.not_in(marked))).all()
    db.session.add_all(
        Attendance(meeting_id=meeting.id, person_id=person_id, presence=_usual(meeting, way))
        for person_id, way in found
    )
    _note(meeting, on=on, by=by)
    return len(found)


def count_guests(meeting: Meeting, count: int, *, named: int, on: date) -> None:
    """Keep how many guests there were, those with a name among them."""
    _open(meeting, on)
    check_guests(count, named=named)
    meeting.guests = count
    db.session.flush()


def write_mark(
    meeting: Meeting, person_id: int, mark: Mark, row: Attendance | None, *, on: date
) -> None:
    """Let the row of somebody say this mark; the empty mark takes the row away.

    What was attested of another mark is withdrawn.
    """
    if row is not None and is_another(row, mark):
        withdraw(meeting.id, [person_id], on=on)
    if mark == NOT_MARKED or mark.presence is None:
        if row is not None:
            db.session.delete(row)
    else:
        row = row or Attendance(meeting_id=meeting.id, person_id=person_id)
        row.presence, row.by_deputy = mark.presence, mark.by_deputy
        row.came_late, row.left_early = mark.came_late, mark.left_early
        db.session.add(row)
    db.session.flush()


def _usual(meeting: Meeting, way: Way | None) -> Presence:
    online = way is Way.ONLINE or not meeting.place
    return Presence.ONLINE if online else Presence.ON_SITE


def _open(meeting: Meeting, on: date) -> None:
    judged(meeting)
    check_may_mark_attendance(meeting.state, meeting.local_date, today=on)


def _rows(meeting: Meeting, person_ids: Sequence[int]) -> dict[int, Attendance | None]:
    """Return the rows of those who are expected among these people, or None without a row."""
    expected = select(Invitation.person_id).where(
        Invitation.meeting_id == meeting.id, Invitation.person_id.in_(person_ids)
    )
    marked = select(Attendance).where(
        Attendance.meeting_id == meeting.id, Attendance.person_id.in_(person_ids)
    )
    rows = {row.person_id: row for row in db.session.scalars(marked)}
    return {person_id: rows.get(person_id) for person_id in db.session.scalars(expected)}


def _note(meeting: Meeting, *, on: date, by: int | None) -> None:
    db.session.flush()
    record("attendance_marked", by=by, on=on, object_kind="meeting", object_id=meeting.id)
