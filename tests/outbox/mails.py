"""Letters and ways out for the tests of the outbox."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self

from portal.db import db, transaction
from portal.outbox import services
from portal.outbox.letters import CalendarPart, Letter
from portal.outbox.message import Message
from portal.outbox.models import OutboxMail
from portal.outbox.writing import Order, Parameters, Written

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LETTER = Letter(
    subject="Reflectiemoment 14",
    text="Dag Hilde,\n\nTot donderdag.\n",
    html="<p>Dag Hilde,</p><p>Tot donderdag.</p>\n",
)
EVENT = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nSUMMARY:Café\r\nEND:VCALENDAR\r\n"


@dataclass
class Pigeon:
    """A way out that notes what it carries, and stumbles when told to."""

    stumbles: dict[str, Exception] = field(default_factory=dict)
    carried: list[EmailMessage] = field(default_factory=list)
    keeps: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, message: Message) -> None:
        trouble = self.stumbles.get(message.recipient)
        if trouble is not None:
            raise trouble
        content = message.content.replace(b"\r\n", b"\n")
        self.carried.append(message_from_bytes(content, policy=policy.default))


def queue(
    key: str = "one",
    *,
    to: str = "hilde@demo.example",
    letter: Letter = LETTER,
    due_at: datetime = NOW,
    secret: bool = False,
    calendar: CalendarPart | None = None,
) -> bool:
    """Queue one mail in a transaction of its own."""
    with transaction():
        return services.queue_mail(
            letter,
            dedupe_key=key,
            recipient=to,
            locale="nl",
            due_at=due_at,
            secret=secret,
            calendar=calendar,
        )


WRITER = "tests"


def write_letter(parameters: Parameters, locale: str) -> Written | None:
    """Write an order of the tests, unless its parameters say that it should not go any more."""
    if "trouble" in parameters:
        raise RuntimeError(parameters["trouble"])
    if "over" in parameters:
        return None
    subject = f"Reflectiemoment {parameters['number']} ({locale})"
    letter = Letter(subject=subject, text="/rsvp/s3cr3t\n", html="<p>/rsvp/s3cr3t</p>\n")
    return Written(letter=letter, calendar=CalendarPart(content=EVENT))


def order(key: str = "one", *, to: str = "hilde@demo.example", **parameters: object) -> Order:
    """Return an order to ``write_letter``."""
    known = {"number": 14, **parameters}
    return Order(dedupe_key=key, recipient=to, locale="nl", parameters=known)


def queue_orders(*orders: Order, due_at: datetime = NOW, topic: str | None = None) -> int:
    """Queue letters in a transaction of their own."""
    with transaction():
        return services.queue_letters(WRITER, orders, due_at=due_at, topic=topic)


def the_mail(key: str = "one") -> OutboxMail:
    """Return the row as the database has it now."""
    db.session.rollback()
    return db.session.query(OutboxMail).filter_by(dedupe_key=key).one()
