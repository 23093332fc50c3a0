"""Messages to who is invited: kept with the meeting, and sent to a part of its list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from flask import Flask
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, func, select, true
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from portal.audit.services import record
from portal.db import Model, db
from portal.meetings.mails import MAILINGS, Mailing, post
from portal.meetings.models import Answer, Invitation, Meeting
from portal.meetings.places.models import Place
from portal.network.models import Person
from portal.outbox.letters import Letter, compose
from portal.outbox.quiet import after_quiet_hours
from portal.outbox.writing import Parameters

LONGEST_SUBJECT: Final = 150
LONGEST_MESSAGE: Final = 5_000
TWICE: Final = timedelta(minutes=10)


class Audience(StrEnum):
    """Which part of the list gets a message."""

    ALL = "all"
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    UNANSWERED = "unanswered"
    WAITING = "waiting"


class Message(Model):
    """What was written to who is invited, to which part of the list, and to how many."""

    __tablename__ = "meeting_message"
    __table_args__ = (
        CheckConstraint(
            f"subject <> '' AND length(subject) <= {LONGEST_SUBJECT}", name="message_has_subject"
        ),
        CheckConstraint(
            f"words <> '' AND length(words) <= {LONGEST_MESSAGE}", name="message_says_something"
        ),
        CheckConstraint("lang IN ('nl', 'en')", name="message_in_our_languages"),
        CheckConstraint("many >= 0", name="message_counts_its_readers"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    audience: Mapped[Audience]
    subject: Mapped[str]
    words: Mapped[str]
    lang: Mapped[str]
    many: Mapped[int]
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    meeting: Mapped[Meeting] = relationship()
    sent_by: Mapped[Person | None] = relationship()


def messages_of(meeting_id: int) -> Sequence[Message]:
    """Return what was written to who is invited, newest first."""
    return db.session.scalars(
        select(Message)
        .where(Message.meeting_id == meeting_id)
        .order_by(Message.id.desc())
        .options(joinedload(Message.sent_by))
    ).all()


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A message that is not sent yet: to whom, and what it says in which language."""

    audience: Audience
    subject: str
    words: str
    lang: str


def how_many(meeting: Meeting) -> Mapping[Audience, int]:
    """Return how many people each part of the list reaches, in one statement."""
    counts = [func.count().filter(_of(audience)) for audience in Audience]
    reached = Invitation.meeting_id == meeting.id, Person.email.is_not(None)
    row = db.session.execute(
        select(*counts).select_from(Invitation).join(Invitation.person).where(*reached)
    ).one()
    return dict(zip(Audience, row, strict=True))


def send_message(meeting: Meeting, draft: Draft, *, now: datetime, by: int) -> Message:
    """Keep a message and queue it to its part of the list, after the quiet hours.

    The same words sent again on the same list at once are one message.
    """
    last = db.session.scalar(
        select(Message).where(Message.meeting_id == meeting.id).order_by(Message.id.desc()).limit(1)
    )
    if last is not None and now - last.sent_at < TWICE and _says(last) == draft:
        return last
    people = db.session.scalars(
        select(Invitation)
        .join(Invitation.person)
        .where(*_wanted(meeting, draft.audience))
        .order_by(Invitation.id)
        .options(contains_eager(Invitation.person))
    ).all()
    message = keep_message(meeting, draft, many=len(people), at=now, by=by)
    due_at = after_quiet_hours(now, meeting.zone)
    post(MESSAGE, people, due_at=due_at, once=message.id, message=message.id)
    meeting_id = str(meeting.id)
    record(
        "meeting_message_sent",
        by=by,
        at=now,
        object_kind="meeting",
        object_id=meeting_id,
        detail={"message": message.id, "readers": len(people)},
    )
    return message


def keep_message(meeting: Meeting, draft: Draft, *, many: int, at: datetime, by: int) -> Message:
    """Keep with a meeting what was written, to how many; this sends nothing."""
    message = Message(
        meeting_id=meeting.id,
        audience=draft.audience,
        subject=draft.subject,
        words=draft.words,
        lang=draft.lang,
        many=many,
        sent_at=at,
        sent_by_id=by,
    )
    db.session.add(message)
    db.session.flush()
    return message


def _says(message: Message) -> Draft:
    return Draft(
        audience=message.audience, subject=message.subject, words=message.words, lang=message.lang
    )


def _wanted(meeting: Meeting, audience: Audience) -> Sequence[ColumnElement[bool]]:
    return Invitation.meeting_id == meeting.id, Person.email.is_not(None), _of(audience)


def _of(audience: Audience) -> ColumnElement[bool]:
    if audience is Audience.ALL:
        return true()
    if audience is Audience.UNANSWERED:
        return Invitation.answer.is_(None)
    if audience is Audience.WAITING:
        line = select(Place.id).where(Place.invitation_id == Invitation.id, Place.seated.is_(False))
        return line.exists()
    return Invitation.answer == Answer(audience.value)


def preview(meeting: Meeting, draft: Draft, person_id: int) -> Letter:
    """Return the message as its writer would read it; there is no link in it."""
    person = db.session.get_one(Person, person_id)
    return compose(
        MESSAGE.path,
        locale=draft.lang,
        meeting=meeting,
        person=person,
        message=draft,
        token=None,
    )


def _message(_invitation: Invitation, parameters: Parameters) -> Mapping[str, object]:
    return {"message": db.session.get_one(Message, parameters["message"])}


def _always(_invitation: Invitation, _parameters: Parameters) -> bool:
    return True


MESSAGE: Final = Mailing(name="message", goes=_always, known=_message)


def init_app(app: Flask) -> None:  # noqa: ARG001 -- every writer is told of the app
    """Let messages be written with the other letters to who is invited."""
    MAILINGS[MESSAGE.name] = MESSAGE
