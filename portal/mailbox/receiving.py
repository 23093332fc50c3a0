"""Read a batch of messages: each in its own transaction, and none keeps the next one waiting."""

import hashlib
from collections import Counter
from threading import Event
from typing import Final

import structlog
from flask import current_app

from portal.clock import now, today
from portal.config import settings_of
from portal.db import transaction
from portal.mailbox import message, services
from portal.mailbox.imap import FLAGGED, SEEN, Mailbox
from portal.mailbox.message import Unreadable
from portal.mailbox.models import FOR_SOMEBODY, Outcome

log = structlog.get_logger(__name__)
MOST_AT_ONCE: Final = 200


def receive_one(raw: bytes) -> Outcome:
    """Keep what one message says, in a transaction, and return what became of it."""
    settings = settings_of(current_app)
    try:
        mail = message.read(raw)
    except Unreadable:
        too_large = len(raw) > message.LARGEST
        outcome = Outcome.TOO_LARGE if too_large else Outcome.UNREADABLE
        return _count(hashlib.sha256(raw).hexdigest(), outcome)
    with transaction():
        return services.receive(
            mail,
            on=today(),
            now=now(),
            secret=settings.secret_key,
            authserv=settings.mail_trusted_authserv,
        )


def receive_mailbox(url: str, stop: Event) -> Counter[Outcome]:
    """Read what is new in the mailbox; return how many messages came to what.

    A message is marked only once it is committed, so it is read again after a crash, to no effect.
    What somebody should look at stays unread, and is flagged.
    """
    outcomes: Counter[Outcome] = Counter()
    with Mailbox(url) as mailbox:
        for number, raw in mailbox.new_messages(MOST_AT_ONCE):
            if stop.is_set():
                break
            try:
                outcome = _receive(number, raw)
            except Exception:
                log.exception("message failed")
                continue
            mailbox.mark(number, FLAGGED if outcome in FOR_SOMEBODY else SEEN)
            outcomes[outcome] += 1
    return outcomes


def _receive(number: str, raw: bytes | None) -> Outcome:
    if raw is None:
        return _count(f"too large/{number}", Outcome.TOO_LARGE)
    return receive_one(raw)


def _count(known_as: str, outcome: Outcome) -> Outcome:
    secret = settings_of(current_app).secret_key
    with transaction():
        return services.count_unread(known_as, outcome, on=today(), secret=secret)
