"""Delivery: claim a few mails, write and send each, write down together how that went.

Between sending and writing down lies the one window in which a crash makes mails go out twice: at
most ``BATCH`` mails of one worker, and no more than ``WRITE_DOWN_AFTER`` sends. Their claims are
taken over after ``rules.CLAIM_HOLDS``, with the same Message-ID.
"""

import os
import socket
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

import structlog

from portal.db import db, transaction
from portal.outbox import claims
from portal.outbox.addresses import sender
from portal.outbox.claims import ClaimedMail, Outcome
from portal.outbox.letters import CalendarPart, Letter
from portal.outbox.message import message_of
from portal.outbox.rules import CLAIM_HOLDS, MOST_ATTEMPTS
from portal.outbox.sealing import unseal
from portal.outbox.topics import stopped_among
from portal.outbox.transports import Transport, is_bounce, is_final, reason_of
from portal.outbox.writing import NotWritten, Written, one_batch, writer_called

log = structlog.get_logger(__name__)
BATCH: Final = 10
# A slow server must not hold mails so long that another worker thinks this one dead.
WRITE_DOWN_AFTER: Final = timedelta(seconds=2)


class WorkersDied(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """Each worker that claimed this mail died over it; nobody should try again."""


@dataclass(frozen=True)
class Ready:
    """A claimed mail with its words, or with what went wrong while writing; without either, none.

    Nothing written and nothing wrong means that it should not go any more.
    """

    mail: ClaimedMail
    written: Written | None = None
    error: Exception | None = None


def deliver_due(
    *, now: datetime, transport: Transport, limit: int, holds: timedelta = CLAIM_HOLDS
) -> int:
    """Take up to ``limit`` due mails, batch by batch, and hand them over; return how many.

    A mail that raises is put back or given up, and never keeps the next one waiting. Claims carry
    ``now``: who sends for minutes on end calls this again with a later one. ``holds`` says after
    how long the claim of a worker that died is taken over.
    """
    taken = 0
    while taken < limit:
        with transaction():
            size = min(BATCH, limit - taken)
            mails = claims.claim_due_mails(now=now, worker=_worker(), limit=size, holds=holds)
        if not mails:
            break
        _deliver(mails, now, transport)
        taken += len(mails)
    return taken


def _deliver(mails: Sequence[ClaimedMail], now: datetime, transport: Transport) -> None:
    """Write all of a batch, then send: no transaction is open while a server takes its time."""
    begun = monotonic()
    unwanted = _unwanted(mails)
    with one_batch():
        ready = [_prepare(mail, mail.id in unwanted) for mail in mails]
    db.session.rollback()
    outcomes: list[Outcome] = []
    for one in ready:
        if outcomes and monotonic() - begun > WRITE_DOWN_AFTER.total_seconds():
            outcomes.append(claims.put_back(one.mail))
        else:
            outcomes.append(_hand_over(one, now, transport))
    with transaction():
        ours = claims.write_down(outcomes)
    log.info("mails", taken=len(mails), taken_over=len(mails) - ours, worker=mails[0].claimed_by)


def _unwanted(mails: Sequence[ClaimedMail]) -> Collection[int]:
    """Return which mails have a reader who stopped such mails since they were queued."""
    found: set[int] = set()
    for topic in {mail.topic for mail in mails if mail.topic}:
        mine = [mail for mail in mails if mail.topic == topic]
        stopped = stopped_among([mail.recipient for mail in mine], topic)
        found.update(mail.id for mail in mine if mail.recipient in stopped)
    return found


def _prepare(mail: ClaimedMail, is_unwanted: bool) -> Ready:  # noqa: FBT001 -- a row of a table
    if is_unwanted:
        return Ready(mail)
    if mail.attempts > MOST_ATTEMPTS:
        return Ready(mail, error=WorkersDied())
    try:
        return Ready(mail, _ordered(mail) if mail.writer else _opened(mail))
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is written down and tried again
        return Ready(mail, error=error)


def _ordered(mail: ClaimedMail) -> Written | None:
    """Let the writer of an order write it; what it stumbles over may be mended by a next try."""
    try:
        return writer_called(mail.writer or "")(mail.parameters or {}, mail.locale)
    except Exception as error:
        log.warning("letter not written", id=mail.id, writer=mail.writer, exc_info=True)
        db.session.rollback()
        raise NotWritten(type(error).__name__) from error


def _opened(mail: ClaimedMail) -> Written:
    """Return a mail that rests as its words; raise ``SealBroken`` when it cannot be opened."""
    opened = unseal if mail.secret else str
    letter = Letter(subject=mail.subject, text=opened(mail.text), html=opened(mail.html))
    if mail.calendar is None or mail.calendar_method is None:
        return Written(letter=letter)
    content, method = opened(mail.calendar), mail.calendar_method
    return Written(letter=letter, calendar=CalendarPart(content=content, method=method))


def _hand_over(ready: Ready, now: datetime, transport: Transport) -> Outcome:
    """Send, and say what went wrong instead of raising it: the next mail must not suffer."""
    mail, written, error = ready.mail, ready.written, ready.error
    if written is not None:
        try:
            transport.send(message_of(mail, written, sender=sender(), now=now))
        except Exception as trouble:  # noqa: BLE001 -- as above
            error = trouble
    outcome = _outcome(mail, written, error, now, transport)
    state, said = outcome.values["state"].value, outcome.values.get("last_error")
    log.info("mail", id=mail.id, attempt=mail.attempts, outcome=said or state)
    return outcome


def _outcome(
    mail: ClaimedMail,
    written: Written | None,
    error: Exception | None,
    now: datetime,
    transport: Transport,
) -> Outcome:
    if error is not None:
        final, bounced = is_final(error), is_bounce(error)
        return claims.tried(mail, reason=reason_of(error), final=final, now=now, bounced=bounced)
    if written is None:
        return claims.stopped(mail)
    return claims.kept(mail, written) if transport.keeps else claims.sent(mail, written, now=now)


def _worker() -> str:
    return f"{socket.gethostname()}/{os.getpid()}"
