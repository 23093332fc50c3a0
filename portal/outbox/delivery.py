"""Delivery: claim a mail, send it, write down how that went; each in its own transaction.

Between sending and writing down lies the one window in which a crash makes a mail go out twice.
Its claim is then taken over after ``rules.CLAIM_HOLDS``, with the same Message-ID.
"""

import os
import socket
from datetime import datetime

import structlog

from portal.db import transaction
from portal.outbox import services
from portal.outbox.addresses import sender
from portal.outbox.message import message_of
from portal.outbox.rules import MOST_ATTEMPTS
from portal.outbox.services import ClaimedMail
from portal.outbox.topics import stopped_among
from portal.outbox.transports import Transport, is_bounce, is_final, reason_of

log = structlog.get_logger(__name__)


class WorkersDied(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """Each worker that claimed this mail died over it; nobody should try again."""


def deliver_due(*, now: datetime, transport: Transport, limit: int) -> int:
    """Take up to ``limit`` due mails, one by one, and hand them over; return how many were taken.

    A mail that raises is put back or given up, and never keeps the next one waiting. Claims carry
    ``now``: who sends for minutes on end calls this again with a later one.
    """
    taken = 0
    while taken < limit and _deliver_next(now, transport):
        taken += 1
    return taken


def _deliver_next(now: datetime, transport: Transport) -> bool:
    with transaction():
        mail = services.claim_due_mail(now=now, worker=_worker())
        is_stopped = mail is not None and bool(stopped_among([mail.recipient], mail.topic))
        if mail is not None and is_stopped:
            services.mark_stopped(mail)
    if mail is None or is_stopped:
        return mail is not None
    error = _hand_over(mail, now, transport)
    with transaction():
        ours = _write_down(mail, error, now, transport)
    outcome = reason_of(error) if error else "kept" if transport.keeps else "sent"
    log.info("mail", id=mail.id, attempt=mail.attempts, outcome=outcome, taken_over=not ours)
    return True


def _hand_over(mail: ClaimedMail, now: datetime, transport: Transport) -> Exception | None:
    """Send, and return what went wrong instead of raising it: the next mail must not suffer."""
    if mail.attempts > MOST_ATTEMPTS:
        return WorkersDied()
    try:
        transport.send(message_of(mail, sender=sender(), now=now))
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is written down and tried again
        return error
    return None


def _write_down(
    mail: ClaimedMail, error: Exception | None, now: datetime, transport: Transport
) -> bool:
    if error is not None:
        final, bounced = is_final(error), is_bounce(error)
        reason = reason_of(error)
        return services.mark_tried(mail, reason=reason, final=final, now=now, bounced=bounced)
    return services.mark_kept(mail) if transport.keeps else services.mark_sent(mail, now=now)


def _worker() -> str:
    return f"{socket.gethostname()}/{os.getpid()}"
