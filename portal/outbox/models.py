"""The outbox table: one row per mail, one recipient per row."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Model
from portal.policy.decide import Extent


class MailState(StrEnum):
    """Where a mail is on its way out."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    KEPT = "kept"  # there is no mail server: it is to be read in the outbox
    STOPPED = "stopped"  # its reader does not want it any more, or nobody needs it by now


class OutboxMail(Model):
    """One mail to one person, queued in the transaction of the act that causes it.

    It rests as its words, or as an order: the name of its ``writer`` and ``parameters`` to write it
    with when it leaves. An order is secret and holds no words, unless it is kept to be read here.
    ``due_at`` is when to try next. A secret mail is stored sealed and loses its body once sent.
    ``bounced`` says that the server knows nobody at this address, and that nobody looked yet.
    ``topic`` names what its reader may choose not to get; a mail without one always goes.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (
        UniqueConstraint("dedupe_key", name="one_mail_per_key"),
        UniqueConstraint("message_id", name="one_mail_per_message_id"),
        CheckConstraint("dedupe_key <> '' AND recipient <> ''", name="mail_has_key_and_recipient"),
        CheckConstraint("attempts >= 0", name="attempts_count_up"),
        CheckConstraint(
            "(state = 'claimed') = (claimed_at IS NOT NULL) "
            "AND (claimed_at IS NULL) = (claimed_by IS NULL)",
            name="claim_has_owner_and_moment",
        ),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_moment"),
        CheckConstraint(
            "(calendar IS NULL) = (calendar_method IS NULL)", name="calendar_has_method"
        ),
        CheckConstraint(
            "NOT secret OR state <> 'sent' OR (text = '' AND html = '' AND calendar IS NULL)",
            name="sent_secret_is_wiped",
        ),
        CheckConstraint("NOT bounced OR state = 'failed'", name="bounced_mail_has_failed"),
        CheckConstraint("(writer IS NULL) = (parameters IS NULL)", name="writer_has_parameters"),
        CheckConstraint("writer IS NOT NULL OR subject <> ''", name="mail_has_words_or_writer"),
        CheckConstraint("writer IS NULL OR secret", name="order_is_secret"),
        CheckConstraint(
            "writer IS NULL OR state = 'kept' OR (text = '' AND html = '' AND calendar IS NULL)",
            name="order_rests_without_words",
        ),
        Index("ix_outbox_mail_state_due_at_id", "state", "due_at", "id"),
        Index(
            "ix_outbox_mail_bounced",
            "recipient",
            sqlite_where=text("bounced"),
            postgresql_where=text("bounced"),
        ),
        Index("ix_outbox_mail_recipient", "recipient"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str]
    message_id: Mapped[str]
    recipient: Mapped[str]
    locale: Mapped[str]
    writer: Mapped[str | None]
    parameters: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    calendar: Mapped[str | None]
    calendar_method: Mapped[str | None]
    secret: Mapped[bool] = mapped_column(default=False)
    topic: Mapped[str | None]
    state: Mapped[MailState] = mapped_column(default=MailState.QUEUED)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    bounced: Mapped[bool] = mapped_column(default=False)

    @property
    def is_wiped(self) -> bool:
        """Tell whether its words are gone, and nobody can write them anew."""
        return self.writer is None and self.secret and not self.text

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:  # noqa: ARG003 -- the policy's signature
        """No mail lies inside an organisation or a team: the outbox is the network's."""
        return false()
