"""Mails that left and came back: the address is wrong, and somebody should look at it."""

from sqlalchemy import select

from portal.db import db
from portal.outbox.models import MailState, OutboxMail


def mark_returned(message_id: str, reason: str) -> bool:
    """Write down that a sent mail came back because of its address; ``False`` if none was sent so.

    The Message-ID is random and proves that the report is about our mail. ``reason`` is a code,
    never what a server says. Told twice, nothing changes.
    """
    mail = db.session.scalar(
        select(OutboxMail).where(OutboxMail.message_id == message_id).with_for_update()
    )
    if mail is None:
        return False
    if mail.state is MailState.SENT:
        mail.state, mail.sent_at = MailState.FAILED, None
        mail.last_error, mail.bounced = reason, True
        db.session.flush()
    return True
