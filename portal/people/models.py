"""What people chose about their mail, who is to be invited, and who was forgotten."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model
from portal.network.models import Person


class MailTopic(StrEnum):
    """Mails that a reader may do without; all others must arrive."""

    MEETING_REMINDERS = "meeting_reminders"
    EVALUATION_OPENED = "evaluation_opened"
    EVALUATION_REMINDERS = "evaluation_reminders"
    MEETING_NEWS = "meeting_news"
    KIT_NEWS = "kit_news"


class MailChoice(Model):
    """That a person stopped the mails of a topic; no row means that they get them."""

    __tablename__ = "mail_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    topic: Mapped[MailTopic] = mapped_column(primary_key=True)
    stopped_on: Mapped[date]


class InvitationRound(Model):
    """People who were invited to the portal in one step, by one person, on one day."""

    __tablename__ = "invitation_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_on: Mapped[date]
    by_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    by: Mapped[Person] = relationship()


class WantedState(StrEnum):
    """How far one wanted invitation is."""

    WAITING = "waiting"
    SENT = "sent"
    LEFT_OUT = "left_out"


class LeftOut(StrEnum):
    """Why somebody is not invited now."""

    NO_ADDRESS = "no_address"
    CLOSED = "closed"
    CAN_SIGN_IN = "can_sign_in"
    ON_ITS_WAY = "on_its_way"
    BOUNCED = "bounced"
    RECENT = "recent"


class WantedInvitation(Model):
    """One invitation of a round; the worker writes the mail, and says here that it did."""

    __tablename__ = "wanted_invitation"
    __table_args__ = (
        UniqueConstraint("round_id", "person_id", name="one_place_in_a_round"),
        CheckConstraint("(state = 'left_out') = (reason IS NOT NULL)", name="left_out_has_reason"),
        Index(
            "one_waiting_invitation_per_person",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_wanted_invitation_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("invitation_round.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[WantedState] = mapped_column(default=WantedState.WAITING)
    reason: Mapped[LeftOut | None]

    round: Mapped[InvitationRound] = relationship()
    person: Mapped[Person] = relationship()


class ForgottenPerson(Model):
    """That somebody was made anonymous; the row of the person stays for the history of posts."""

    __tablename__ = "forgotten_person"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    forgotten_on: Mapped[date]
