"""What came back by mail, without a word of it: that it was read, and what became of it."""

from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Model


class Outcome(StrEnum):
    """What became of one message; whatever is not kept has its reason here."""

    ANSWERED = "answered"
    SENDS_COLLEAGUE = "sends_colleague"
    RETURNED = "returned"
    AUTOMATIC = "automatic"
    DELAYED = "delayed"
    OTHER_FAILURE = "other_failure"
    OUTDATED = "outdated"
    COUNTER = "counter"
    UNKNOWN_MEETING = "unknown_meeting"
    OTHER_PERSON = "other_person"
    WRONG_TAG = "wrong_tag"
    NOT_PROVEN = "not_proven"
    NO_ANSWER = "no_answer"
    UNKNOWN_MAIL = "unknown_mail"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    FOR_PEOPLE = "for_people"


# Somebody should look at these: they stay unread and flagged in the mailbox.
FOR_SOMEBODY: Final = frozenset({Outcome.UNREADABLE, Outcome.TOO_LARGE, Outcome.FOR_PEOPLE})


class ReceivedMail(Model):
    """One message that was read: a keyed hash of its Message-ID, the day, and what became of it."""

    __tablename__ = "received_mail"
    __table_args__ = (
        CheckConstraint("length(message_key) = 64", name="message_id_is_hashed"),
        Index("ix_received_mail_received_on", "received_on"),
    )

    message_key: Mapped[str] = mapped_column(primary_key=True)
    received_on: Mapped[date]
    outcome: Mapped[Outcome]


class ColleagueComing(Model):
    """Somebody's calendar said that a colleague goes instead, without saying who may answer.

    It counts as long as the invitation is this person's; another answer ends it.
    """

    __tablename__ = "colleague_coming"

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    told_on: Mapped[date]
