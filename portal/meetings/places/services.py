"""The line for the seats of a meeting: join, leave, move up; one at a time under the meeting."""

from datetime import date, datetime

from sqlalchemy import func, select

from portal.db import db
from portal.meetings.models import Invitation, Meeting
from portal.meetings.places import rules
from portal.meetings.places.models import Place
from portal.meetings.places.queries import room_of
from portal.meetings.services import judged


def take_turn(meeting_id: int) -> None:
    """Lock the row of the meeting: who changes answers or seats does so one after the other.

    Take it before any other lock: whoever locks an invitation first could wait for who waits.
    """
    db.session.execute(select(Meeting.id).where(Meeting.id == meeting_id).with_for_update())


def on_answer(invitation: Invitation, *, on: date, now: datetime) -> None:
    """Give who says yes a seat or the next place in line; take it back from who does not come.

    Does nothing at a meeting without a capacity. The seat that comes free goes to who waits first.
    """
    db.session.flush()
    meeting = judged(invitation.meeting)
    place = db.session.scalar(select(Place).where(Place.invitation_id == invitation.id))
    wanted = meeting.capacity is not None and rules.wants_seat(invitation.answer, invitation.way)
    if wanted and place is None:
        _join(meeting, Place(invitation_id=invitation.id, people=1))
    elif place is not None and not wanted:
        _leave(meeting, place, on=on, now=now)


def _join(meeting: Meeting, place: Place) -> None:
    room = room_of(meeting)
    place.meeting_id = meeting.id
    place.position = _next_position(meeting)
    place.seated = room is None or rules.gets_seat(
        place.people, free=room.free, waiting=room.waiting
    )
    db.session.add(place)
    db.session.flush()


def _next_position(meeting: Meeting) -> int:
    last = select(func.max(Place.position)).where(Place.meeting_id == meeting.id)
    return (db.session.scalar(last) or 0) + 1


def _leave(meeting: Meeting, place: Place, *, on: date, now: datetime) -> None:
    db.session.delete(place)
    db.session.flush()
    move_up(meeting, on=on, now=now)


def move_up(meeting: Meeting, *, on: date, now: datetime) -> list[Place]:  # noqa: ARG001 -- the letter wants them
    """Let who waits first have the seats that are free; return who moved up."""
    room = room_of(meeting)
    if room is None or not room.waiting:
        return []
    line = db.session.scalars(
        select(Place)
        .where(Place.meeting_id == meeting.id, Place.seated.is_(False))
        .order_by(Place.position)
    ).all()
    lucky = [line[index] for index in rules.who_moves_up(room.free, [one.people for one in line])]
    for place in lucky:
        place.seated = True
        db.session.flush()  # in the order of the line: the database refuses who passes another
    return lucky
