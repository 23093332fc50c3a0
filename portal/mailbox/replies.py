"""What calendars reply: the one answer of one person to one meeting (iTIP, RFC 5546, 3.2.3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from typing import Final
from urllib.parse import unquote

from icalendar import Calendar, Component, vCalAddress

from portal.mailbox.message import Mail, Unreadable, text_of
from portal.meetings.ics import Standing

LARGEST: Final = 128 * 1024
MOST_COMPONENTS: Final = 40
LONGEST_UID: Final = 255
DELEGATED: Final = "DELEGATED"
_TYPES: Final = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_BEGIN: Final = re.compile(r"(?im)^BEGIN:")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a calendar says; ``method`` tells whether it answers or proposes another hour."""

    method: str
    uid: str = field(repr=False)
    sequence: int
    stamp: datetime | None
    attendee: str = field(repr=False)
    organiser: str = field(repr=False)
    said: str


def reply_in(mail: Mail) -> Reply | None:
    """Return what a calendar replies in this mail; nothing where there is no calendar object.

    Raises ``Unreadable`` for an object that breaks the standard where it matters.
    """
    texts = [text_of(part) for part in mail.parts if _is_calendar(part)]
    found = [text for text in texts if text.strip()]
    return _reply(found[0], mail.sent_at) if found else None


def _is_calendar(part: Message) -> bool:
    """Tell whether a part is a calendar object, by its name where its kind was lost."""
    kind, name = part.get_content_type(), str(part.get_filename() or "").lower()
    return kind in _TYPES or (kind == "application/octet-stream" and name.endswith(".ics"))


def _reply(text: str, sent_at: datetime | None) -> Reply:
    if len(text) > LARGEST or len(_BEGIN.findall(text)) > MOST_COMPONENTS:
        raise Unreadable
    try:
        calendar = Calendar.from_ical(text)
        (event,) = calendar.walk("VEVENT")
        (attendee,) = _several(event, "ATTENDEE")
        return Reply(
            method=str(calendar.get("METHOD", "")).strip().upper(),
            uid=_plain(event["UID"]),
            sequence=int(str(event.get("SEQUENCE", 0))),
            stamp=_stamp(event) or sent_at,
            attendee=_address(attendee),
            organiser=_address(event.get("ORGANIZER", "")),
            said=str(attendee.params.get("PARTSTAT", Standing.OPEN)).strip().upper(),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable from error


def _several(event: Component, name: str) -> Iterator[vCalAddress]:
    found = event.get(name, [])
    yield from found if isinstance(found, list) else [found]


def _plain(value: object) -> str:
    text = str(value).strip()
    if not text or len(text) > LONGEST_UID or not text.isprintable():
        raise ValueError("This is no identifier of ours")
    return text


def _address(value: object) -> str:
    """Return the mail address of somebody in a calendar, in lower case."""
    text = str(value).strip()
    is_mail = text[:7].lower() == "mailto:"
    return _plain(unquote(text[7:])).lower() if is_mail else ""


def _stamp(event: Component) -> datetime | None:
    value = event.decoded("DTSTAMP", None)
    if not isinstance(value, datetime):
        return None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
