"""What seats add when two rows become one person, one is forgotten, or asks for their data."""

from typing import Any

from flask import Flask
from flask_babel import gettext
from sqlalchemy import select, update
from sqlalchemy.orm import aliased, joinedload

from portal.clock import now, today
from portal.db import db
from portal.meetings.models import Invitation, Meeting
from portal.meetings.places.models import Place, TeamRegistration
from portal.meetings.places.queries import Where, standing_of
from portal.meetings.places.services import leave
from portal.meetings.words import label_of
from portal.policy.decide import extent
from portal.policy.guard import actor_or_none
from portal.policy.table import P
from portal.tables.files import Cell, Column, Kind, Table
from portal.web.hooks import Act, on


def merge(*, kept_id: int, gone_id: int) -> None:
    """Keep the seat of who had answered: the room of meetings settles the invitations after it."""
    for kept, gone in _invited_twice(kept_id, gone_id):
        has_seat = select(Place.id).where(Place.invitation_id == kept.id)
        if kept.answer is None and db.session.scalar(has_seat) is None:
            theirs = update(Place).where(Place.invitation_id == gone.id)
            db.session.execute(theirs.values(invitation_id=kept.id))
        else:
            leave(gone, on=today(), now=now())
    mine = update(TeamRegistration).where(TeamRegistration.registered_by_id == gone_id)
    db.session.execute(mine.values(registered_by_id=kept_id))


def _invited_twice(kept_id: int, gone_id: int) -> list[tuple[Invitation, Invitation]]:
    kept, gone = aliased(Invitation), aliased(Invitation)
    found = db.session.execute(
        select(kept, gone)
        .join(gone, gone.meeting_id == kept.meeting_id)
        .where(kept.person_id == kept_id, gone.person_id == gone_id)
        .order_by(kept.meeting_id)
    )
    return [(one, other) for one, other in found]


def forget(*, person_id: int) -> None:
    """Take a forgotten person's name off the teams that they registered."""
    mine = update(TeamRegistration).where(TeamRegistration.registered_by_id == person_id)
    db.session.execute(mine.values(registered_by_id=None))


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return for which meetings somebody has a seat or waits, and which teams they registered."""
    seats = db.session.scalars(
        select(Invitation)
        .join(Place, Place.invitation_id == Invitation.id)
        .where(Invitation.person_id == person_id)
        .options(joinedload(Invitation.meeting))
        .order_by(Invitation.id)
    ).all()
    teams = db.session.scalars(
        select(TeamRegistration)
        .where(TeamRegistration.registered_by_id == person_id)
        .options(joinedload(TeamRegistration.meeting), joinedload(TeamRegistration.team))
        .order_by(TeamRegistration.id)
    )
    return {
        "seats": [_seat(one) for one in seats],
        "registered_teams": [
            {
                "meeting_on": one.meeting.local_date.isoformat(),
                "team": one.team.name,
                "people": one.people,
                "way": one.way.value,
                "registered_on": one.registered_on.isoformat(),
            }
            for one in teams
        ],
    }


def _seat(invitation: Invitation) -> dict[str, Any]:
    standing = standing_of(invitation)
    is_in = standing is not None and standing.where is Where.IN
    return {
        "meeting_on": invitation.meeting.local_date.isoformat(),
        "has_seat": is_in,
        "waiting_as": standing.rank if standing and not is_in else None,
    }


def organisation_data(*, organisation_id: int) -> list[Table]:
    """Return which teams of an organisation come along where, to who may register them."""
    actor = actor_or_none()
    reach = extent(actor, P.TEAM_REGISTER) if actor else None
    if reach is None or not (reach.network or organisation_id in reach.organisations):
        return []
    registered = db.session.scalars(
        select(TeamRegistration)
        .join(TeamRegistration.meeting)
        .where(TeamRegistration.team.has(organisation_id=organisation_id))
        .order_by(Meeting.local_date, TeamRegistration.id)
        .options(joinedload(TeamRegistration.meeting), joinedload(TeamRegistration.team))
    ).all()
    columns = [
        Column(key="meeting_on", label=gettext("Date"), kind=Kind.DATE),
        Column(key="team", label=gettext("Team")),
        Column(key="people", label=gettext("People"), kind=Kind.NUMBER),
        Column(key="way", label=gettext("How they come")),
    ]
    rows: list[dict[str, Cell]] = [
        {
            "meeting_on": one.meeting.local_date,
            "team": one.team.name,
            "people": one.people,
            "way": label_of(one.way),
        }
        for one in registered
    ]
    return [Table(name="registered-teams", columns=columns, rows=rows)]


def init_app(app: Flask) -> None:
    """Take part in the acts of the room that keeps people, before the invitations themselves."""
    on(app, Act.MERGE, merge)
    on(app, Act.ERASE, forget)
    on(app, Act.PERSON_DATA, person_data)
    on(app, Act.ORGANISATION_DATA, organisation_data)
