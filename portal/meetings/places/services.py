"""The line for the seats of a meeting: join, leave, move up; one at a time under the meeting."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.meetings.deputies import Deputy
from portal.meetings.models import Answer, Invitation, Meeting, MeetingState, Way
from portal.meetings.places import letters, rules
from portal.meetings.places.models import Place, TeamRegistration
from portal.meetings.places.queries import room_of
from portal.meetings.services import judged

_DEPUTISED: Final = select(Deputy.invitation_id).where(
    Deputy.withdrawn_on.is_(None), Deputy.cannot_on.is_(None)
)


def take_turn(meeting_id: int) -> None:
    """Lock the row of the meeting: who changes answers or seats does so one after the other.

    Take it before any other lock: whoever locks an invitation first could wait for who waits.
    """
    db.session.execute(select(Meeting.id).where(Meeting.id == meeting_id).with_for_update())


def on_answer(invitation: Invitation, *, on: date, now: datetime) -> None:
    """Give who says yes a seat or the next place in line; take it back from who does not come.

    Who comes instead has the same place. A seat that comes free goes to who waits first; nothing
    happens at a meeting without a capacity.
    """
    db.session.flush()
    meeting = judged(invitation.meeting)
    place = _place_at(Place.invitation_id == invitation.id)
    comes = rules.wants_seat(invitation.answer, invitation.way) or _sends_deputy(invitation.id)
    wanted = meeting.capacity is not None and comes
    if wanted and place is None:
        join(meeting, Place(invitation_id=invitation.id, people=1))
    elif place is not None and not wanted:
        give_back(meeting, place, on=on, now=now)


def leave(invitation: Invitation, *, on: date, now: datetime) -> None:
    """Give back what somebody has, before their invitation goes."""
    db.session.flush()
    place = _place_at(Place.invitation_id == invitation.id)
    if place is not None:
        give_back(judged(invitation.meeting), place, on=on, now=now)


def ask_again(meeting: Meeting, *, on: date, now: datetime) -> None:
    """Empty the seats of who has to answer anew; teams keep theirs, and who waits moves up."""
    db.session.flush()
    unanswered = select(Invitation.id).where(
        Invitation.meeting_id == meeting.id,
        or_(Invitation.answer.is_(None), Invitation.answer != Answer.YES),
        Invitation.id.not_in(_DEPUTISED),
    )
    for place in db.session.scalars(select(Place).where(Place.invitation_id.in_(unanswered))).all():
        db.session.delete(place)
    db.session.flush()
    move_up(meeting, on=on, now=now)


def resize(meeting: Meeting, capacity: int | None, *, on: date, now: datetime) -> None:
    """Give a meeting another number of seats: more let people in, too few are refused.

    The first number it gets seats everybody who comes already; without one all who wait are in.
    """
    judged(meeting)
    comers = [] if meeting.capacity is not None or capacity is None else _comers(meeting)
    taken, largest = _wanted(meeting, comers)
    rules.check_may_resize(capacity, taken=taken, largest=largest)
    if capacity is None:
        _let_all_in(meeting, on=on, now=now)
    meeting.capacity = capacity
    db.session.flush()
    for comer in comers:
        join(meeting, comer)
    move_up(meeting, on=on, now=now)


def _wanted(meeting: Meeting, comers: Sequence[Place]) -> tuple[int, int]:
    """Return how many seats are taken, or wanted by who comes already, and the largest wish."""
    if comers:
        return sum(one.people for one in comers), 1
    room = room_of(meeting)
    largest = select(func.max(Place.people)).where(Place.meeting_id == meeting.id)
    return (room.taken if room else 0), db.session.scalar(largest) or 1


def _comers(meeting: Meeting) -> list[Place]:
    """Return a place for each who comes to a room that had no number of seats, first come first."""
    answers = db.session.scalars(
        select(Invitation)
        .where(
            Invitation.meeting_id == meeting.id,
            or_(
                and_(Invitation.answer == Answer.YES, Invitation.way.is_distinct_from(Way.ONLINE)),
                Invitation.id.in_(_DEPUTISED),
            ),
        )
        .order_by(Invitation.answered_on, Invitation.id)
    ).all()
    teams = db.session.scalars(
        select(TeamRegistration)
        .where(TeamRegistration.meeting_id == meeting.id, TeamRegistration.way == Way.ON_SITE)
        .order_by(TeamRegistration.id)
    ).all()
    return [
        *(Place(registration_id=team.id, people=team.people) for team in teams),
        *(Place(invitation_id=one.id, people=1) for one in answers),
    ]


def _let_all_in(meeting: Meeting, *, on: date, now: datetime) -> None:
    places = db.session.scalars(select(Place).where(Place.meeting_id == meeting.id)).all()
    letters.tell_who_moved_up(meeting, [one for one in places if not one.seated], on=on, now=now)
    for place in places:
        db.session.delete(place)
    db.session.flush()


def join(meeting: Meeting, place: Place) -> None:
    """Put who asks for seats at the end of the line, or on the seats when nobody waits."""
    room = room_of(meeting)
    place.meeting_id = meeting.id
    place.position = next_position(meeting)
    place.seated = room is None or rules.gets_seat(
        place.people, free=room.free, waiting=room.waiting
    )
    db.session.add(place)
    db.session.flush()


def next_position(meeting: Meeting) -> int:
    """Return the end of the line; only under the lock of the meeting."""
    last = select(func.max(Place.position)).where(Place.meeting_id == meeting.id)
    return (db.session.scalar(last) or 0) + 1


def give_back(meeting: Meeting, place: Place, *, on: date, now: datetime) -> None:
    """Free the seats, or the place in line, and let who waits first move up."""
    db.session.delete(place)
    db.session.flush()
    move_up(meeting, on=on, now=now)


def move_up(meeting: Meeting, *, on: date, now: datetime) -> None:
    """Let who waits first have the seats that are free, and write to them."""
    room = room_of(meeting)
    if room is None or not room.waiting or meeting.state is not MeetingState.INVITED:
        return
    line = db.session.scalars(
        select(Place)
        .where(Place.meeting_id == meeting.id, Place.seated.is_(False))
        .order_by(Place.position)
        .options(joinedload(Place.registration))
    ).all()
    lucky = [line[index] for index in rules.who_moves_up(room.free, [one.people for one in line])]
    for place in lucky:
        place.seated = True
        db.session.flush()  # in the order of the line: the database refuses who passes another
    letters.tell_who_moved_up(meeting, lucky, on=on, now=now)


def tell_teams(meeting: Meeting, *, now: datetime) -> None:
    """Let who registered a team know that the meeting moved or is cancelled."""
    letters.tell_teams_of_change(meeting, now=now)


def _sends_deputy(invitation_id: int) -> bool:
    mine = _DEPUTISED.where(Deputy.invitation_id == invitation_id)
    return db.session.scalar(mine) is not None


def _place_at(which: ColumnElement[bool]) -> Place | None:
    return db.session.scalar(select(Place).where(which))
