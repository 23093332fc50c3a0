"""Put mail in the outbox, as words or as an order, and send it again."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal.audit.services import record
from portal.config import LOCALES
from portal.db import db
from portal.outbox import rules
from portal.outbox.addresses import one_address, sender
from portal.outbox.letters import CalendarPart, Letter
from portal.outbox.models import MailState, OutboxMail
from portal.outbox.sealing import seal
from portal.outbox.topics import stopped_among
from portal.outbox.writing import Order, writer_called
from portal.rules import why_not

_Insert = Callable[[type[OutboxMail]], sqlite.Insert | postgresql.Insert]
_INSERT: Final[Mapping[str, _Insert]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_NO_WORDS: Final = {"subject": "", "text": "", "html": ""}
CHUNK: Final = 1000


def queue_mail(
    letter: Letter,
    *,
    dedupe_key: str,
    recipient: str,
    locale: str,
    due_at: datetime,
    secret: bool = False,
    calendar: CalendarPart | None = None,
) -> bool:
    """Queue one mail to one address in the current transaction; ``False`` if the key was known.

    ``secret`` is for mails that open a door (sign-in, reset, answer links): they are stored
    sealed and lose their body once sent. Of a topic that the reader stopped nothing is queued:
    ``False``. Raises ``ValueError`` unless ``recipient`` is one address.
    """
    _our_language(locale)
    if stopped_among([recipient], letter.topic):
        return False
    kept = seal if secret else str
    insert = _INSERT[db.engine.dialect.name](OutboxMail).values(
        dedupe_key=dedupe_key,
        message_id=_new_message_id(sender().domain),
        recipient=one_address(recipient),
        locale=locale,
        subject=letter.subject,
        text=kept(letter.text),
        html=kept(letter.html),
        calendar=kept(calendar.text) if calendar else None,
        calendar_method=calendar.method if calendar else None,
        secret=secret,
        topic=letter.topic,
        due_at=due_at,
    )
    new = insert.on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(OutboxMail.id)
    return db.session.scalar(new) is not None


def queue_letters(
    writer: str, orders: Sequence[Order], *, due_at: datetime, topic: str | None = None
) -> int:
    """Queue letters that their ``writer`` writes when they leave; return how many are new.

    Nothing is written here, so thousands take a few statements: two for each thousand. Orders whose
    key is known are left out, and so are readers who stopped the ``topic``. Raises ``KeyError``
    when nobody writes under this name, ``ValueError`` unless each goes to one address in our
    languages.
    """
    writer_called(writer)
    same = {"writer": writer, "topic": topic, "due_at": due_at, "secret": True, **_NO_WORDS}
    domain = sender().domain
    insert = _INSERT[db.engine.dialect.name](OutboxMail)
    fresh = insert.on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(OutboxMail.id)
    new = 0
    for start in range(0, len(orders), CHUNK):
        chunk = orders[start : start + CHUNK]
        stopped = stopped_among([order.recipient for order in chunk], topic)
        rows = [
            {**same, **_resting(order, domain)} for order in chunk if order.recipient not in stopped
        ]
        if rows:
            new += len(db.session.scalars(fresh, rows).all())
    return new


def _resting(order: Order, domain: str) -> dict[str, Any]:
    """Return how an order rests until it is written."""
    return {
        "dedupe_key": order.dedupe_key,
        "message_id": _new_message_id(domain),
        "recipient": one_address(order.recipient),
        "locale": _our_language(order.locale),
        "parameters": dict(order.parameters),
    }


def _our_language(locale: str) -> str:
    if locale not in LOCALES:
        raise ValueError(f"There are no letters in {locale!r}")
    return locale


def _new_message_id(domain: str) -> str:
    return f"<{secrets.token_hex(16)}@{domain}>"


def may_send_again(mail: OutboxMail) -> bool:
    """Tell whether ``send_again`` would queue this mail."""
    return why_not(rules.check_may_send_again, mail.state, is_wiped=mail.is_wiped) is None


def send_again(mail: OutboxMail, *, by: int, now: datetime) -> None:
    """Queue a failed or kept mail anew, with all its tries."""
    rules.check_may_send_again(mail.state, is_wiped=mail.is_wiped)
    mail.state = MailState.QUEUED
    if mail.writer is not None:  # it is written anew, as things are by then
        mail.text = mail.html = ""
        mail.calendar = mail.calendar_method = None
    mail.bounced = False
    mail.attempts = 0
    mail.due_at = now
    db.session.flush()
    record("mail_sent_again", by=by, at=now, object_kind="mail", object_id=str(mail.id))


def settle_bounces(address: str) -> int:
    """Note that somebody looked at what came back from this address; return how many mails."""
    looked_at = update(OutboxMail).where(OutboxMail.bounced, OutboxMail.recipient == address)
    done = db.session.execute(looked_at.values(bounced=False))
    return int(done.rowcount)  # type: ignore[attr-defined]


def try_bounced_again(address: str, *, by: int, now: datetime) -> bool:
    """Send the last mail that came back from this address once more, and let the older ones be.

    One of which the words are gone stays where it is.
    """
    mine = OutboxMail.bounced, OutboxMail.recipient == address
    last = db.session.scalar(select(OutboxMail).where(*mine).order_by(OutboxMail.id.desc()))
    settle_bounces(address)
    if last is None or last.is_wiped:
        return False
    db.session.refresh(last)
    send_again(last, by=by, now=now)
    return True
