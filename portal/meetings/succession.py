"""When an ambassador is followed by another, so are the invitations to meetings to come."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.clock import now, today
from portal.db import db
from portal.meetings import deputies, farewells, mails
from portal.meetings.inviting import let_go
from portal.meetings.models import Invitation, Meeting, MeetingState
from portal.meetings.places import services as places
from portal.meetings.words import title_of
from portal.network.models import Person
from portal.policy.table import Role
from portal.web.words import short_day


def moving(*, organisation_id: int, before_id: int, on: date, **_told: object) -> list[str]:
    """Say which invitations would go to the successor."""
    return [
        gettext(
            "The invitation to %(meeting)s, on %(day)s, goes to the successor.",
            meeting=title_of(invitation.meeting),
            day=short_day(invitation.meeting.local_date),
        )
        for invitation in _to_come(organisation_id, before_id, on)
    ]


def move_invitations(
    *, organisation_id: int, before_id: int, successor_id: int, on: date, **_told: object
) -> int:
    """Let the successor have the invitations to what is still to come, and write to them.

    The answer of who stops goes, with their link and their deputy; the meeting leaves their
    calendar. Who is invited already in another role stays so. Returns how many invitations went.
    """
    invitations = _to_come(organisation_id, before_id, on)
    successor = db.session.get_one(Person, successor_id)
    for invitation in invitations:
        places.take_turn(invitation.meeting_id)
        farewells.say_farewell(farewells.PASSED_ON, invitation, now=now())
        deputies.withdraw_deputy(invitation, on=today(), now=now())
        _forget_answer(invitation)
        if _is_invited(invitation.meeting_id, successor_id):
            let_go(invitation)
        else:
            _pass_on(invitation, successor)
    return len(invitations)


def _forget_answer(invitation: Invitation) -> None:
    invitation.answer = invitation.answered_on = invitation.way = invitation.replied_at = None
    places.on_answer(invitation, on=today(), now=now())


def _pass_on(invitation: Invitation, successor: Person) -> None:
    invitation.person = successor
    invitation.invited_on = today()
    invitation.nudged_for = invitation.reminded_for = None
    db.session.flush()
    mails.post(mails.INVITATION, [invitation], due_at=now(), once=today())


def _is_invited(meeting_id: int, person_id: int) -> bool:
    theirs = Invitation.meeting_id == meeting_id, Invitation.person_id == person_id
    return db.session.scalar(select(Invitation.id).where(*theirs)) is not None


def _to_come(organisation_id: int, person_id: int, on: date) -> Sequence[Invitation]:
    """Return what somebody is invited to as ambassador there, from that day or today on."""
    return db.session.scalars(
        select(Invitation)
        .join(Invitation.meeting)
        .where(
            Invitation.person_id == person_id,
            Invitation.organisation_id == organisation_id,
            Invitation.role == Role.AMBASSADOR,
            Meeting.state == MeetingState.INVITED,
            Meeting.local_date >= max(on, today()),
        )
        .order_by(Meeting.local_date)
        .options(joinedload(Invitation.meeting), joinedload(Invitation.person))
    ).all()
