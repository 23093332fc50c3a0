"""The outbox as a file to take along: how mails fared, without what they say or to whom."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from portal.outbox.models import OutboxMail
from portal.outbox.reading import subject_of
from portal.outbox.words import STATE_NAMES
from portal.tables.files import Column, Kind, Table


def mails_table(mails: Iterable[OutboxMail], *, zone: ZoneInfo) -> Table:
    """Return one row a mail; instants in the network's zone."""
    return Table(
        name="outbox",
        columns=(
            Column(key="number", label=_("Number"), kind=Kind.NUMBER),
            Column(key="subject", label=_("Subject")),
            Column(key="language", label=_("Language")),
            Column(key="state", label=_("State")),
            Column(key="attempts", label=_("Tries"), kind=Kind.NUMBER),
            Column(key="due", label=_("Due")),
            Column(key="sent", label=_("Sent")),
            Column(key="reason", label=_("Last reason")),
        ),
        rows=(
            {
                "number": mail.id,
                "subject": subject_of(mail),
                "language": mail.locale,
                "state": str(STATE_NAMES[mail.state]),
                "attempts": mail.attempts,
                "due": _instant(mail.due_at, zone),
                "sent": _instant(mail.sent_at, zone),
                "reason": mail.last_error,
            }
            for mail in mails
        ),
    )


def _instant(value: datetime | None, zone: ZoneInfo) -> str | None:
    return value.astimezone(zone).strftime("%Y-%m-%d %H:%M") if value else None
