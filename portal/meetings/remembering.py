"""What meetings add when two rows become one person, one is forgotten, or asks for their data."""

from typing import Any

from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from portal.clock import now, today
from portal.db import db
from portal.meetings.choosing import TakenOff
from portal.meetings.deputies import Deputy, deputy_of
from portal.meetings.messages import Message
from portal.meetings.models import Attendance, Invitation, Meeting
from portal.meetings.places import services as places
from portal.web.hooks import Act, on


def merge(*, kept_id: int, gone_id: int) -> None:
    """Leave one invitation to a meeting to which both were invited: an answer is not lost."""
    mine = select(Invitation).where(Invitation.person_id == kept_id)
    kept = {one.meeting_id: one for one in db.session.scalars(mine)}
    theirs = select(Invitation).where(
        Invitation.person_id == gone_id, Invitation.meeting_id.in_(kept)
    )
    for other in db.session.scalars(theirs).all():
        one = kept[other.meeting_id]
        if one.answer is None:
            one.answer, one.answered_on = other.answer, other.answered_on
        _join_deputies(one, other)
        places.leave(other, on=today(), now=now())
        db.session.delete(other)
    db.session.flush()
    _join_taken_off(kept_id, gone_id)


def _join_deputies(kept: Invitation, gone: Invitation) -> None:
    """Leave one deputy standing: of the person that stays, or else of the other."""
    theirs = Deputy.invitation_id == gone.id
    if deputy_of(kept.id) is not None:
        db.session.execute(delete(Deputy).where(theirs))
    db.session.execute(update(Deputy).where(theirs).values(invitation_id=kept.id))


def _join_taken_off(kept_id: int, gone_id: int) -> None:
    mine = select(TakenOff.meeting_id).where(TakenOff.person_id == kept_id)
    both = TakenOff.person_id == gone_id, TakenOff.meeting_id.in_(mine)
    db.session.execute(delete(TakenOff).where(*both))


def forget(*, person_id: int) -> None:
    """Forget who went instead of an erased person, and who wrote the messages that they sent."""
    theirs = select(Invitation.id).where(Invitation.person_id == person_id)
    db.session.execute(delete(Deputy).where(Deputy.invitation_id.in_(theirs)))
    db.session.execute(delete(TakenOff).where(TakenOff.person_id == person_id))
    sent = update(Message).where(Message.sent_by_id == person_id)
    db.session.execute(sent.values(sent_by_id=None))


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return to which meetings somebody was invited, what they answered, and whether they came."""
    invited = (
        select(Invitation)
        .where(Invitation.person_id == person_id)
        .options(joinedload(Invitation.meeting), joinedload(Invitation.organisation))
        .order_by(Invitation.id)
    )
    attended = (
        select(Meeting.local_date, Attendance.presence)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .where(Attendance.person_id == person_id)
        .order_by(Meeting.local_date)
    )
    named = (
        select(Deputy.name, Deputy.named_on, Meeting.local_date)
        .join(Deputy.invitation)
        .join(Invitation.meeting)
        .where(Invitation.person_id == person_id)
        .order_by(Deputy.id)
    )
    return {
        "meeting_deputies": [
            {"name": name, "named_on": on.isoformat(), "meeting_on": day.isoformat()}
            for name, on, day in db.session.execute(named)
        ],
        "meeting_messages": [
            {"sent_at": one.sent_at.isoformat(), "subject": one.subject, "words": one.words}
            for one in db.session.scalars(
                select(Message).where(Message.sent_by_id == person_id).order_by(Message.id)
            )
        ],
        "meeting_invitations": [_invitation(one) for one in db.session.scalars(invited)],
        "attendance": [
            {"on": day.isoformat(), "presence": presence.value}
            for day, presence in db.session.execute(attended)
        ],
    }


def _invitation(one: Invitation) -> dict[str, str | None]:
    return {
        "meeting_on": one.meeting.local_date.isoformat(),
        "role": one.role.value,
        "organisation": one.organisation.name,
        "invited_on": one.invited_on.isoformat(),
        "answer": one.answer.value if one.answer else None,
        "way": one.way.value if one.way else None,
        "answered_on": one.answered_on.isoformat() if one.answered_on else None,
    }


def init_app(app: Flask) -> None:
    """Take part in the acts of the room that keeps people."""
    on(app, Act.MERGE, merge)
    on(app, Act.ERASE, forget)
    on(app, Act.PERSON_DATA, person_data)
