"""Who an action is for: found by the name that is typed, of a person or an organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import or_, select

from portal.db import db
from portal.meetings.models import Attendance, Invitation, Meeting, Presence
from portal.network.as_of import valid_on
from portal.network.models import Organisation, Person, Post, folded
from portal.rules import N_, RuleBroken
from portal.support.models import Side

MOST_OFFERED: Final = 300


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose an action is: the project team's, an organisation's, or a person's."""

    side: Side
    organisation_id: int | None = None
    person_id: int | None = None


PROJECT_TEAM: Final = Owner(side=Side.PROJECT_TEAM)


def owner_called(name: str, day: date) -> Owner:
    """Return who is called so on ``day``; a person may be told apart by “name (organisation)”.

    Raises ``RuleBroken`` when nobody is, or more than one.
    """
    if not name.strip():
        return PROJECT_TEAM
    wanted = folded(name.strip())
    found = [*_organisations(wanted, day), *_people(wanted, day)]
    if not found:
        raise RuleBroken(
            N_("Nobody here is called “%(name)s”. Write the name as it stands in the network."),
            name=name.strip(),
        )
    if len(found) > 1:
        raise RuleBroken(
            N_("More than one is called “%(name)s”. Add the organisation: name (organisation)."),
            name=name.strip(),
        )
    return found[0]


def _organisations(wanted: str, day: date) -> Sequence[Owner]:
    staffed = select(Post.organisation_id).where(valid_on(Post, day))
    ids = db.session.scalars(
        select(Organisation.id).where(
            Organisation.search_name == wanted, Organisation.id.in_(staffed)
        )
    )
    return [Owner(side=Side.ORGANISATION, organisation_id=one) for one in ids]


def _people(wanted: str, day: date) -> Sequence[Owner]:
    """Return who holds a post under this name, once a place."""
    bare, _, place = wanted.removesuffix(")").partition(" (")
    rows = db.session.execute(
        select(Person.id, Post.organisation_id, Organisation.search_name)
        .join(Post, Post.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Post.organisation_id)
        .where(valid_on(Post, day), or_(Person.search_name == wanted, Person.search_name == bare))
        .distinct()
        .order_by(Person.id)
    )
    return [
        Owner(
            side=Side.ORGANISATION if organisation_id else Side.PROJECT_TEAM,
            organisation_id=organisation_id,
            person_id=person_id,
        )
        for person_id, organisation_id, at in rows
        if not place or at == place
    ]


def names_to_offer(meeting: Meeting) -> Sequence[str]:
    """Return names that an action may be for: who was there, and the organisations expected."""
    there = select(Attendance.person_id).where(
        Attendance.meeting_id == meeting.id,
        Attendance.presence.in_([Presence.ON_SITE, Presence.ONLINE]),
    )
    expected = select(Invitation.person_id, Invitation.organisation_id).where(
        Invitation.meeting_id == meeting.id
    )
    places = db.session.scalars(
        select(Organisation.name)
        .where(Organisation.id.in_(expected.with_only_columns(Invitation.organisation_id)))
        .order_by(Organisation.search_name)
        .limit(MOST_OFFERED)
    ).all()
    people = db.session.execute(
        select(Person.name, Organisation.name)
        .select_from(Invitation)
        .join(Invitation.person)
        .join(Invitation.organisation)
        .where(Invitation.meeting_id == meeting.id, Invitation.person_id.in_(there))
        .order_by(Person.search_name)
        .limit(MOST_OFFERED)
    )
    return [*places, *(f"{name} ({place})" for name, place in people)]
