"""Meetings as calendars read them: requests, cancellations, files and feeds (RFC 5545, 5546, 7986).

Times carry the name of their zone and the rule of the European Union for its clock changes, so
that a calendar keeps 13:30 at 13:30. The definition is a constant: a generated one ends after a
few years or starts summer time an hour late.

The lines are written here, and folded by the library: thousands of mails leave in one go, and what
is the same for all who are asked is written once.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from icalendar.parser import Contentline

from portal.meetings.calendar_law import ZONE, instant_of

PRODUCT: Final = "-//Mangomoment//Network portal//EN"
EU_ZONE: Final = f"""\
BEGIN:VTIMEZONE
TZID:{ZONE}
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
LONGEST_LINE: Final = 75  # octets, without the line end (RFC 5545, 3.1)
_ESCAPED: Final = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_QUOTED: Final = str.maketrans({"^": "^^", '"': "'", "\n": " ", "\t": " "})
_IN_ADDRESS: Final = "!$'*+-=_~@."
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Method(StrEnum):
    """What the calendar is asked to do with the event."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


class Standing(StrEnum):
    """What a guest said so far, in the words of calendars."""

    OPEN = "NEEDS-ACTION"
    YES = "ACCEPTED"
    MAYBE = "TENTATIVE"
    NO = "DECLINED"


@dataclass(frozen=True, kw_only=True)
class Party:
    """A name and an address: who organises or who is asked."""

    name: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """One meeting as a calendar sees it; a higher ``sequence`` replaces a lower one.

    ``url`` is where people join online. ``stamp`` is when this was said.
    """

    uid: str
    sequence: int
    day: date
    starts: time
    ends: time
    zone: str
    title: str
    details: str
    location: str
    url: str | None
    organiser: Party
    stamp: datetime


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One meeting in somebody's own calendar: what they said, and whether it goes on."""

    occasion: Occasion
    guest: Party
    standing: Standing
    cancelled: bool = False


_ANYBODY: Final = Party(name="", address="")
_ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)


def calendar_part(
    occasion: Occasion,
    method: Method,
    guest: Party | None = None,
    standing: Standing = Standing.OPEN,
) -> bytes:
    """Return the iCalendar bytes that ask, update or cancel ``occasion`` for one ``guest``.

    Without a guest nobody is asked to answer: that is the file to take along from the page. An
    update that asks for no new answer names the ``standing`` one, and so keeps it.
    """
    lines = [
        _start(method),
        _zones([occasion]),
        "BEGIN:VEVENT\r\n",
        _said_by(occasion),
        _same_for_all(replace(occasion, organiser=_ANYBODY, stamp=_ANY_TIME)),
        _state(method, standing=None),
    ]
    if guest:
        lines.append(_line(_attendee(guest, method, standing)))
    lines.append("END:VEVENT\r\nEND:VCALENDAR\r\n")
    return "".join(lines).encode()


def calendar_feed(name: str, entries: Iterable[Entry]) -> bytes:
    """Return a whole calendar called ``name``, for programs that read it again every few hours."""
    known = list(entries)
    shown = escaped(name)
    lines = [
        _start(Method.PUBLISH),
        _line(f"NAME:{shown}"),
        _line(f"X-WR-CALNAME:{shown}"),
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\nX-PUBLISHED-TTL:PT4H\r\n",
        _zones(entry.occasion for entry in known),
        *(piece for entry in known for piece in _entry(entry)),
        "END:VCALENDAR\r\n",
    ]
    return "".join(lines).encode()


def escaped(text: str) -> str:
    """Return ``text`` as a TEXT value (RFC 5545, 3.3.11); what a calendar may not hold is gone."""
    return _plain(text).translate(_ESCAPED)


def _plain(text: str) -> str:
    return _UNWRITABLE.sub("", "\n".join(text.splitlines()))


def _line(content: str) -> str:
    """Return one content line with its end, folded where it is too long, never in a character."""
    if len(content.encode()) < LONGEST_LINE:
        return f"{content}\r\n"
    folded: str = Contentline(content).to_ical().decode()  # type: ignore[no-untyped-call]
    return f"{folded}\r\n"


def _start(method: Method) -> str:
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODUCT}\r\nCALSCALE:GREGORIAN\r\n"
        f"METHOD:{method}\r\n"
    )


def _zones(occasions: Iterable[Occasion]) -> str:
    if any(occasion.zone == ZONE for occasion in occasions):
        return EU_ZONE.replace("\n", "\r\n")
    return ""


def _entry(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT\r\n"
    yield _said_by(entry.occasion)
    yield _event_lines(entry.occasion)
    yield _state(Method.CANCEL if entry.cancelled else Method.PUBLISH, entry.standing)
    yield _line(_attendee(entry.guest, Method.PUBLISH, entry.standing))
    yield "END:VEVENT\r\n"


def _said_by(occasion: Occasion) -> str:
    """Return when this was said, and by whom: what differs from mail to mail."""
    stamp = _instant(occasion.stamp)
    organiser = _line(f"ORGANIZER{_address(occasion.organiser)}")
    return f"DTSTAMP:{stamp}\r\nLAST-MODIFIED:{stamp}\r\n{organiser}"


def _event_lines(occasion: Occasion) -> str:
    lines = [
        f"UID:{occasion.uid}",
        f"SEQUENCE:{occasion.sequence}",
        f"DTSTART{_moment(occasion, occasion.starts)}",
        f"DTEND{_moment(occasion, occasion.ends)}",
        f"SUMMARY:{escaped(occasion.title)}",
        f"DESCRIPTION:{escaped(occasion.details)}",
        f"LOCATION:{escaped(occasion.location)}",
        "CLASS:PUBLIC",
    ]
    if occasion.url:
        lines += [f"URL:{occasion.url}", f"CONFERENCE;VALUE=URI;FEATURE=VIDEO:{occasion.url}"]
    return "".join(map(_line, lines))


_same_for_all = lru_cache(maxsize=16)(_event_lines)


def _state(method: Method, standing: Standing | None) -> str:
    """Return whether it goes on, and whether that keeps an hour of the reader taken."""
    if method is Method.CANCEL:
        return "STATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\n"
    if standing is Standing.NO:
        return "STATUS:CONFIRMED\r\nTRANSP:TRANSPARENT\r\n"
    if standing in {Standing.OPEN, Standing.MAYBE}:
        return "STATUS:TENTATIVE\r\nTRANSP:OPAQUE\r\n"
    return "STATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\n"


def _moment(occasion: Occasion, at: time) -> str:
    """Return the local time with its zone; a zone that is not our constant becomes UTC."""
    if occasion.zone == ZONE:
        return f";TZID={ZONE}:{datetime.combine(occasion.day, at):%Y%m%dT%H%M%S}"
    return f":{_instant(instant_of(occasion.day, at, occasion.zone))}"


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _attendee(guest: Party, method: Method, standing: Standing) -> str:
    """Return the line that names who is asked; nobody is asked to answer a cancellation."""
    asks = "TRUE" if method is Method.REQUEST else "FALSE"
    return (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={standing};RSVP={asks}"
        f"{_address(guest)}"
    )


def _address(party: Party) -> str:
    """Return the name in quotes (RFC 6868 for what quotes cannot hold) and the address as a URI."""
    name = _plain(party.name).translate(_QUOTED)
    return f';CN="{name}":mailto:{quote(party.address, safe=_IN_ADDRESS)}'
