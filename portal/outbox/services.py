"""Put mail in the outbox, claim it for delivery, and write down how that went."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select, update
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

_TRAVELS: Final = (
    OutboxMail.id,
    OutboxMail.attempts,
    OutboxMail.recipient,
    OutboxMail.locale,
    OutboxMail.message_id,
    OutboxMail.subject,
    OutboxMail.text,
    OutboxMail.html,
    OutboxMail.calendar,
    OutboxMail.calendar_method,
    OutboxMail.secret,
    OutboxMail.topic,
)
_Insert = Callable[[type[OutboxMail]], sqlite.Insert | postgresql.Insert]
_INSERT: Final[Mapping[str, _Insert]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_NO_WORDS: Final = {"subject": "", "text": "", "html": ""}
CHUNK: Final = 1000
_UNCLAIMED: Final = {"claimed_at": None, "claimed_by": None}


@dataclass(frozen=True, kw_only=True)
class ClaimedMail:
    """What a worker holds while it sends: the row as it was claimed, apart from any session."""

    id: int
    attempts: int
    recipient: str = field(repr=False)
    locale: str
    message_id: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    calendar: str | None = field(repr=False)
    calendar_method: str | None
    secret: bool
    topic: str | None = None


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


def claim_due_mail(*, now: datetime, worker: str) -> ClaimedMail | None:
    """Claim the mail that is due longest, for one worker only; nothing when none is due.

    One conditional UPDATE: PostgreSQL skips rows that others are claiming, SQLite has one writer.
    """
    stale = now - rules.CLAIM_HOLDS
    due = or_(
        (OutboxMail.state == MailState.QUEUED) & (OutboxMail.due_at <= now),
        (OutboxMail.state == MailState.CLAIMED) & (OutboxMail.claimed_at <= stale),
    )
    first = select(OutboxMail.id).where(due).order_by(OutboxMail.due_at, OutboxMail.id).limit(1)
    claim = (
        update(OutboxMail)
        .where(OutboxMail.id == first.with_for_update(skip_locked=True).scalar_subquery(), due)
        .values(
            state=MailState.CLAIMED,
            claimed_at=now,
            claimed_by=worker,
            attempts=OutboxMail.attempts + 1,
        )
        .returning(*_TRAVELS)
        .execution_options(synchronize_session=False)
    )
    row = db.session.execute(claim).first()
    return ClaimedMail(**row._mapping) if row else None  # noqa: SLF001 -- SQLAlchemy's public name


def mark_sent(mail: ClaimedMail, *, now: datetime) -> bool:
    """Write down that the mail left, and wipe it if it opens a door."""
    wiped = {"text": "", "html": "", "calendar": None, "calendar_method": None}
    return _settle(
        mail,
        {"state": MailState.SENT, "sent_at": now, "last_error": None}
        | (wiped if mail.secret else {}),
    )


def mark_kept(mail: ClaimedMail) -> bool:
    """Write down that there is no mail server: the mail waits in the outbox to be read."""
    return _settle(mail, {"state": MailState.KEPT, "last_error": None})


def mark_stopped(mail: ClaimedMail) -> bool:
    """Write down that its reader stopped such mails after it was queued: it never leaves."""
    return _settle(mail, {"state": MailState.STOPPED, "last_error": None})


def mark_tried(
    mail: ClaimedMail, *, reason: str, final: bool, now: datetime, bounced: bool = False
) -> bool:
    """Write down a failed try: wait longer each time, give up after the last or a final one.

    ``bounced`` goes with a final one: the server knows nobody at the address.
    """
    again = None if final else rules.next_try(mail.attempts, now=now)
    if again is None:
        given_up = {"state": MailState.FAILED, "last_error": reason, "bounced": bounced}
        return _settle(mail, given_up)
    return _settle(mail, {"state": MailState.QUEUED, "due_at": again, "last_error": reason})


def send_again(mail: OutboxMail, *, by: int, now: datetime) -> None:
    """Queue a failed or kept mail anew, with all its tries."""
    rules.check_may_send_again(mail.state)
    mail.state = MailState.QUEUED
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
    """Send the last mail that came back from this address once more, and let the older ones be."""
    mine = OutboxMail.bounced, OutboxMail.recipient == address
    last = db.session.scalar(select(OutboxMail).where(*mine).order_by(OutboxMail.id.desc()))
    settle_bounces(address)
    if last is None:
        return False
    db.session.refresh(last)
    send_again(last, by=by, now=now)
    return True


def _settle(mail: ClaimedMail, values: dict[str, object]) -> bool:
    """Change the row only while the claim is ours: a later claim counts one attempt more."""
    ours = (
        update(OutboxMail)
        .where(
            OutboxMail.id == mail.id,
            OutboxMail.state == MailState.CLAIMED,
            OutboxMail.attempts == mail.attempts,
        )
        .values(values | _UNCLAIMED)
        .returning(OutboxMail.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalar(ours) is not None
