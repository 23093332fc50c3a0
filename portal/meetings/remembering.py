"""What meetings add when two rows become one person, one is forgotten, or asks for their data."""

from typing import Any

from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.meetings.models import AnswerLink, Attendance, Invitation, Meeting
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
        links = update(AnswerLink).where(AnswerLink.invitation_id == other.id)
        db.session.execute(links.values(invitation_id=one.id))
        db.session.delete(other)
    db.session.flush()


def forget(*, person_id: int) -> None:
    """Let the links in a forgotten person's mails open nothing any more."""
    theirs = select(Invitation.id).where(Invitation.person_id == person_id)
    db.session.execute(delete(AnswerLink).where(AnswerLink.invitation_id.in_(theirs)))


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
    return {
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
        "answered_on": one.answered_on.isoformat() if one.answered_on else None,
    }


def init_app(app: Flask) -> None:
    """Take part in the acts of the room that keeps people."""
    on(app, Act.MERGE, merge)
    on(app, Act.ERASE, forget)
    on(app, Act.PERSON_DATA, person_data)
