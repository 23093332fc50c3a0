"""Claim mails for delivery in small batches, and write down together how they fared."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, bindparam, inspect, select, update

from portal.db import db
from portal.outbox import rules
from portal.outbox.models import MailState, OutboxMail
from portal.outbox.sealing import seal
from portal.outbox.writing import Written

_TRAVELS: Final = (
    OutboxMail.id,
    OutboxMail.due_at,
    OutboxMail.attempts,
    OutboxMail.claimed_by,
    OutboxMail.recipient,
    OutboxMail.locale,
    OutboxMail.message_id,
    OutboxMail.writer,
    OutboxMail.parameters,
    OutboxMail.subject,
    OutboxMail.text,
    OutboxMail.html,
    OutboxMail.calendar,
    OutboxMail.calendar_method,
    OutboxMail.secret,
    OutboxMail.topic,
)
_TABLE: Final[Table] = inspect(OutboxMail).local_table  # type: ignore[assignment]
_WIPED: Final = {"text": "", "html": "", "calendar": None, "calendar_method": None}


@dataclass(frozen=True, kw_only=True)
class ClaimedMail:
    """What a worker holds while it sends: the row as it was claimed, apart from any session."""

    id: int
    due_at: datetime
    attempts: int
    claimed_by: str
    recipient: str = field(repr=False)
    locale: str
    message_id: str
    writer: str | None
    parameters: Mapping[str, Any] | None = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    calendar: str | None = field(repr=False)
    calendar_method: str | None
    secret: bool
    topic: str | None


@dataclass(frozen=True)
class Outcome:
    """How one claimed mail fared, as the columns that change."""

    mail: ClaimedMail
    values: Mapping[str, Any] = field(repr=False)


def claim_due_mails(
    *, now: datetime, worker: str, limit: int, holds: timedelta = rules.CLAIM_HOLDS
) -> list[ClaimedMail]:
    """Claim up to ``limit`` mails that are due longest, for one worker only.

    A mail whose worker died is claimed alone: one that kills its workers takes no others with it.
    """
    queued, claimed = OutboxMail.state == MailState.QUEUED, OutboxMail.state == MailState.CLAIMED
    claim = {"claimed_at": now, "claimed_by": f"{worker}/{secrets.token_hex(4)}"}
    return _claim(claimed & (OutboxMail.claimed_at <= now - holds), claim, 1) or _claim(
        queued & (OutboxMail.due_at <= now), claim, limit
    )


def _claim(due: ColumnElement[bool], claim: Mapping[str, Any], limit: int) -> list[ClaimedMail]:
    """Claim by one conditional UPDATE: PostgreSQL skips rows that others are claiming.

    SQLite has one writer. The rows are chosen in a query of their own, which PostgreSQL runs once.
    """
    first = select(OutboxMail.id).where(due).order_by(OutboxMail.due_at, OutboxMail.id).limit(limit)
    chosen = first.with_for_update(skip_locked=True).cte("chosen")
    change = (
        update(OutboxMail)
        .where(OutboxMail.id.in_(select(chosen.c.id)), due)
        .values(state=MailState.CLAIMED, attempts=OutboxMail.attempts + 1, **claim)
        .returning(*_TRAVELS)
        .execution_options(synchronize_session=False)
    )
    mails = [ClaimedMail(**row) for row in db.session.execute(change).mappings()]
    return sorted(mails, key=lambda mail: (mail.due_at, mail.id))


def sent(mail: ClaimedMail, written: Written, *, now: datetime) -> Outcome:
    """Return that the mail left; it is wiped if it opens a door."""
    wiped = _WIPED if mail.secret else {}
    values = {"state": MailState.SENT, "sent_at": now, "last_error": None}
    return Outcome(mail, {**values, "subject": written.letter.subject, **wiped})


def kept(mail: ClaimedMail, written: Written) -> Outcome:
    """Return that there is no mail server: the mail waits in the outbox to be read."""
    values = {"state": MailState.KEPT, "last_error": None}
    return Outcome(mail, {**values, **(_sealed(written) if mail.writer else {})})


def stopped(mail: ClaimedMail) -> Outcome:
    """Return that the mail should not go any more: it never leaves."""
    return Outcome(mail, {"state": MailState.STOPPED, "last_error": None})


def tried(
    mail: ClaimedMail, *, reason: str, final: bool, now: datetime, bounced: bool = False
) -> Outcome:
    """Return a failed try: wait longer each time, give up after the last or a final one.

    ``bounced`` goes with a final one: the server knows nobody at the address.
    """
    again = None if final else rules.next_try(mail.attempts, now=now)
    if again is None:
        given_up = {"state": MailState.FAILED, "last_error": reason, "bounced": bounced}
        return Outcome(mail, given_up)
    return Outcome(mail, {"state": MailState.QUEUED, "due_at": again, "last_error": reason})


def put_back(mail: ClaimedMail) -> Outcome:
    """Return that nobody got to the mail: it waits as if it had not been claimed."""
    return Outcome(mail, {"state": MailState.QUEUED, "attempts": mail.attempts - 1})


def write_down(outcomes: Iterable[Outcome]) -> int:
    """Change the rows whose claim is still ours, and return how many those were.

    What another worker took over meanwhile is left to it.
    """
    alike: dict[tuple[str, ...], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        alike[tuple(outcome.values)].append(outcome)
    return sum(_settle(columns, found) for columns, found in alike.items())


def _settle(columns: Iterable[str], outcomes: Iterable[Outcome]) -> int:
    """Change the same columns of many rows, in one round trip."""
    change = (
        update(_TABLE)
        .where(_TABLE.c.id == bindparam("its_id"), _TABLE.c.claimed_by == bindparam("its_claim"))
        .values(
            {name: bindparam(f"its_{name}") for name in columns}
            | {"claimed_at": None, "claimed_by": None}
        )
    )
    rows = [
        {"its_id": one.mail.id, "its_claim": one.mail.claimed_by}
        | {f"its_{name}": value for name, value in one.values.items()}
        for one in outcomes
    ]
    return int(db.session.execute(change, rows).rowcount)  # type: ignore[attr-defined]


def _sealed(written: Written) -> Mapping[str, str | None]:
    """Return what an order says, written once and kept as a secret mail is."""
    letter, calendar = written.letter, written.calendar
    return {
        "subject": letter.subject,
        "text": seal(letter.text),
        "html": seal(letter.html),
        "calendar": seal(calendar.text) if calendar else None,
        "calendar_method": calendar.method if calendar else None,
    }
