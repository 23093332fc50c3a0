"""A written mail as the bytes that go over the wire (RFC 5322, 2045, 2047).

The few headers and parts that our mails have are laid out here, in a fifth of the time that the
library's general model of a message takes for the same. Whatever somebody wrote stands in a header
encoded, or is refused.
"""

import re
import secrets
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.utils import format_datetime, formataddr
from functools import cache
from typing import Final

from portal.outbox.claims import ClaimedMail
from portal.outbox.letters import CalendarPart
from portal.outbox.topics import stop_link
from portal.outbox.writing import Written

LINE: Final = 76
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, kw_only=True)
class Message:
    """One mail to one recipient, laid out; ``sender`` and ``recipient`` are for the envelope."""

    sender: str
    recipient: str = field(repr=False)
    content: bytes = field(repr=False)


def message_of(mail: ClaimedMail, written: Written, *, sender: Address, now: datetime) -> Message:
    """Return the message: text and HTML, and the calendar part if it has one, as alternatives.

    That is where calendars look for an invitation. Raises ``ValueError`` for a header that would
    become two.
    """
    boundary = f"=_{secrets.token_hex(12)}"  # no encoded line can hold these two signs in a row
    headers = {
        "From": _mailbox(sender.display_name, sender.addr_spec),
        "To": _plain(mail.recipient),
        "Subject": _encoded(_plain(written.letter.subject), after=len("Subject: ")),
        "Date": format_datetime(now),
        "Message-ID": _plain(mail.message_id),
        "Auto-Submitted": "auto-generated",
        "Content-Language": _plain(mail.locale),
        **_stopping(mail),
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative;\r\n boundary="{boundary}"',
    }
    parts = [_words("plain", written.letter.text), _words("html", written.letter.html)]
    if written.calendar is not None:
        parts.append(_calendar(written.calendar))
    return Message(
        sender=sender.addr_spec,
        recipient=mail.recipient,
        content=_headers(headers) + b"\r\n" + _joined(parts, boundary.encode()),
    )


def _stopping(mail: ClaimedMail) -> Mapping[str, str]:
    """Return what lets the mail program show one button that stops such mails (RFC 8058)."""
    link = stop_link(mail.recipient, mail.topic)
    if link is None:
        return {}
    return {
        "List-Unsubscribe": f"<{_plain(link)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _words(kind: str, words: str) -> bytes:
    lines = "\r\n".join(_LINE_END.split(words.removesuffix("\n"))) + "\r\n"
    headers = {
        "Content-Type": f'text/{kind}; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
    }
    return _headers(headers) + b"\r\n" + b2a_qp(lines.encode(), istext=True)


def _calendar(calendar: CalendarPart) -> bytes:
    """Return the part byte for byte, so that no server on its way changes a line of it."""
    headers = {
        "Content-Type": f"text/calendar; charset=utf-8; method={calendar.method}; component=VEVENT",
        "Content-Transfer-Encoding": "base64",
    }
    body = encodebytes(calendar.text.encode()).replace(b"\n", b"\r\n")
    return _headers(headers) + b"\r\n" + body


def _joined(parts: Iterable[bytes], boundary: bytes) -> bytes:
    opened = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return opened + b"--" + boundary + b"--\r\n"


def _headers(headers: Mapping[str, str]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode()


def _plain(value: str) -> str:
    """Return a value that stays one header; raise ``ValueError`` for one that would not."""
    if not value.isprintable():
        raise ValueError("A header is one line of visible characters")
    return value


def _encoded(words: str, *, after: int = 0) -> str:
    """Return words as a header holds them: as they are, or encoded where they need it."""
    fits = len(words) + after <= LINE
    if words.isascii() and fits and "=?" not in words:
        return words
    return Header(words, "utf-8", maxlinelen=LINE, header_name=" " * after).encode(linesep="\r\n")


@cache
def _mailbox(name: str, address: str) -> str:
    """Return who writes, by name and address."""
    if name.isascii():
        return formataddr((_plain(name), _plain(address)))
    return f"{_encoded(_plain(name))} <{_plain(address)}>"
