"""Teams that come along: register with a number of people, change it, withdraw."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.audit.services import record
from portal.db import db
from portal.meetings.models import Meeting, Way
from portal.meetings.places import rules
from portal.meetings.places.models import Place, TeamRegistration
from portal.meetings.places.queries import room_of
from portal.meetings.places.services import give_back, join, move_up, next_position
from portal.meetings.services import judged
from portal.web.stale import check_not_stale


@dataclass(frozen=True, kw_only=True)
class Party:
    """How many people of a team come, and how."""

    people: int
    way: Way


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When somebody does something: the day, the time on the clock at the meeting, and who."""

    on: date
    now: datetime
    local_now: datetime
    by: int


def register(
    meeting: Meeting, team_id: int, party: Party, moment: Moment, *, based_on: int | None = None
) -> TeamRegistration:
    """Register a team, or change what it said; the same said twice is said once.

    ``based_on`` is the revision that was shown, 0 for none.
    """
    _check(meeting, moment)
    there = registration_of(meeting.id, team_id)
    if there and (there.people, there.way) == (party.people, party.way):
        return there
    if party.way is Way.ON_SITE:
        rules.check_fits_the_room(party.people, meeting.capacity)
    if there is None:
        there = TeamRegistration(meeting_id=meeting.id, team_id=team_id, revision=0)
        db.session.add(there)
    elif based_on is not None:
        check_not_stale(there, based_on)
    _seat(meeting, there, party, moment)
    _note("team_registered", meeting, moment, team=team_id)
    return there


def _seat(meeting: Meeting, team: TeamRegistration, party: Party, moment: Moment) -> None:
    team.people, team.way = party.people, party.way
    team.revision += 1
    team.registered_on, team.registered_by_id = moment.on, moment.by
    db.session.flush()
    place = db.session.scalar(select(Place).where(Place.registration_id == team.id))
    wanted = meeting.capacity is not None and party.way is Way.ON_SITE
    if place is not None and wanted:
        _resize(meeting, place, party.people, moment)
    elif place is not None:
        give_back(meeting, place, on=moment.on, now=moment.now)
    elif wanted:
        join(meeting, Place(registration_id=team.id, people=party.people))


def _resize(meeting: Meeting, place: Place, people: int, moment: Moment) -> None:
    """Fewer people keep their place; more ask for free seats, or wait at the end of the line."""
    room = room_of(meeting)
    extra = people - place.people
    if extra > 0 and place.seated and room:
        rules.check_may_grow(extra, free=room.free, waiting=room.waiting)
    elif extra > 0:
        place.position = next_position(meeting)
    place.people = people
    db.session.flush()
    move_up(meeting, on=moment.on, now=moment.now)


def withdraw(meeting: Meeting, team_id: int, moment: Moment) -> None:
    """Take a team off the list, with its seats; a second press changes nothing."""
    _check(meeting, moment)
    there = registration_of(meeting.id, team_id)
    if there is None:
        return
    db.session.delete(there)
    db.session.flush()
    move_up(meeting, on=moment.on, now=moment.now)
    _note("team_withdrawn", meeting, moment, team=team_id)


def registration_of(meeting_id: int, team_id: int) -> TeamRegistration | None:
    """Return what a team said about a meeting, if anything."""
    return db.session.scalar(
        select(TeamRegistration).where(
            TeamRegistration.meeting_id == meeting_id, TeamRegistration.team_id == team_id
        )
    )


def _check(meeting: Meeting, moment: Moment) -> None:
    judged(meeting)
    when = meeting.state, meeting.local_date, meeting.starts_at, moment.local_now
    rules.check_may_register(*when, takes_teams=meeting.takes_teams)


def _note(event: str, meeting: Meeting, moment: Moment, **detail: int) -> None:
    record(
        event,
        by=moment.by,
        on=moment.on,
        object_kind="meeting",
        object_id=str(meeting.id),
        detail=detail,
    )
