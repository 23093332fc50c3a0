"""What is written about seats: who moves up hears of it, and how to give the seat back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from portal.clock import today
from portal.db import db
from portal.meetings.mails import MAILINGS, WRITER, Mailing, is_to_come, order_for
from portal.meetings.models import Invitation, Meeting, MeetingState
from portal.meetings.places.models import Place, TeamRegistration
from portal.meetings.places.queries import Where, has_seat, standing_of_team
from portal.network.models import Person
from portal.outbox.letters import compose
from portal.outbox.services import queue_letters
from portal.outbox.writing import Order, Parameters, Written, let_write

TEAMS: Final = "meeting_teams"


def _still_comes(invitation: Invitation, parameters: Parameters) -> bool:
    there_is_room = invitation.meeting.capacity is None or has_seat(invitation)
    return is_to_come(invitation, parameters) and there_is_room


MOVED_UP: Final = Mailing(name="place", goes=_still_comes)


def tell_who_moved_up(
    meeting: Meeting, places: Sequence[Place], *, on: date, now: datetime
) -> None:
    """Write to each who waited that there is a place; a team hears it by who registered it."""
    if not places or meeting.local_date < on:
        return
    people = [one.invitation_id for one in places if one.invitation_id]
    invitations = db.session.scalars(
        select(Invitation)
        .where(Invitation.id.in_(people))
        .order_by(Invitation.id)
        .options(joinedload(Invitation.person), joinedload(Invitation.meeting))
    ).all()
    once = now.isoformat()
    orders = [order_for(MOVED_UP, one, once=once) for one in invitations if one.person.email]
    queue_letters(WRITER, orders, due_at=now)
    teams = [one.registration_id for one in places if one.registration_id]
    _tell(TeamRegistration.id.in_(teams), what="place", once=once, now=now)


def tell_teams_of_change(meeting: Meeting, *, now: datetime) -> None:
    """Write to who registered a team that the day or the place changed, or that it is off."""
    which = TeamRegistration.meeting_id == meeting.id
    _tell(which, what="change", once=str(meeting.sequence), now=now)


def _tell(which: ColumnElement[bool], *, what: str, once: str, now: datetime) -> None:
    registered = db.session.execute(
        select(TeamRegistration, Person)
        .join(Person, TeamRegistration.registered_by_id == Person.id)
        .where(which, Person.email.is_not(None))
        .order_by(TeamRegistration.id)
    )
    orders = [
        Order(
            dedupe_key=f"meeting/{team.meeting_id}/team-{what}/{once}/{team.team_id}",
            recipient=person.email or "",
            locale=person.locale,
            parameters={"registration": team.id, "person": person.id, "what": what},
        )
        for team, person in registered
    ]
    queue_letters(TEAMS, orders, due_at=now)


def _write(parameters: Parameters, locale: str) -> Written | None:
    """Write to who registered a team; nothing when the team withdrew, or the day is past."""
    team = db.session.scalar(
        select(TeamRegistration)
        .where(
            TeamRegistration.id == parameters["registration"],
            TeamRegistration.registered_by_id == parameters["person"],
        )
        .options(
            joinedload(TeamRegistration.meeting),
            joinedload(TeamRegistration.team),
            joinedload(TeamRegistration.registered_by),
        )
    )
    if team is None or team.meeting.local_date < today() or not _holds(team, parameters["what"]):
        return None
    letter = compose(
        f"meetings/mail/team_{parameters['what']}",
        locale=locale,
        meeting=team.meeting,
        registration=team,
        person=team.registered_by,
    )
    return Written(letter=letter)


def _holds(team: TeamRegistration, what: str) -> bool:
    if what == "change":
        return True
    standing = standing_of_team(team.id)
    there_is_room = team.meeting.capacity is None or (
        standing is not None and standing.where is Where.IN
    )
    return there_is_room and team.meeting.state is MeetingState.INVITED


def init_app(app: Flask) -> None:
    """Write the letters about seats when they leave."""
    MAILINGS[MOVED_UP.name] = MOVED_UP
    let_write(app, TEAMS, _write, kind=_l("About a meeting"))
