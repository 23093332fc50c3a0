"""Calendar objects against the standard, octet by octet, and read back by two libraries."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar, Timezone

from portal.meetings.ics import (
    EU_ZONE,
    Entry,
    Method,
    Occasion,
    Party,
    Standing,
    calendar_feed,
    calendar_part,
)
from tests.meetings.test_ics import HILDE, OCCASION

BRUSSELS = ZoneInfo("Europe/Brussels")
HOUR = timedelta(hours=1)
# RFC 5545, 3.1: contentline = name *(";" param) ":" value, param values with or without quotes.
_QSAFE: Final = r'[^\x00-\x08\x0a-\x1f\x7f"]*'
_SAFE: Final = r'[^\x00-\x08\x0a-\x1f\x7f";:,]*'
_CONTENT_LINE: Final = re.compile(
    rf'[A-Z0-9-]+(;[A-Z0-9-]+=({_SAFE}|"{_QSAFE}"))*:[^\x00-\x08\x0a-\x1f\x7f]*'
)
# RFC 5545, 3.3.11: a TEXT value holds no bare ; , or \.
_TEXT: Final = re.compile(r"([^\\;,]|\\[\\;,nN])*")
_TEXTS: Final = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME"}
anything = st.text(max_size=300)
words = st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300)
tricky = st.sampled_from(["a;b,c\\n\\N", "🥭" * 40, "é" * 74, "a\r\nb\rc\nd", '"^n"', "x" * 76])


def _lines(content: bytes) -> list[str]:
    """Unfold as the standard says, after checking what it asks of each line as it stands."""
    assert content.endswith(b"\r\n")
    raw = content.removesuffix(b"\r\n").split(b"\r\n")
    for line in raw:
        assert len(line) <= 75
        assert b"\r" not in line
        assert b"\n" not in line
        line.decode()  # a fold inside a character would break here
    unfolded = content.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")
    for each in unfolded:
        assert _CONTENT_LINE.fullmatch(each), each
        name, _, value = each.partition(":")
        assert name not in _TEXTS or _TEXT.fullmatch(value), each
    return unfolded


def _components(lines: list[str]) -> Iterator[str]:
    """Check that what begins ends, in order."""
    open_ones: list[str] = []
    for line in lines:
        if line.startswith("BEGIN:"):
            open_ones.append(line.removeprefix("BEGIN:"))
            yield open_ones[-1]
        elif line.startswith("END:"):
            assert open_ones.pop() == line.removeprefix("END:")
    assert open_ones == []


def _once(lines: list[str], name: str) -> str:
    (found,) = (line for line in lines if re.match(rf"{name}[;:]", line))
    return found


@pytest.mark.parametrize("method", Method)
def test_each_object_has_what_the_standard_asks_once(method: Method) -> None:
    lines = _lines(calendar_part(OCCASION, method, HILDE))
    assert list(_components(lines)) == ["VCALENDAR", "VTIMEZONE", "DAYLIGHT", "STANDARD", "VEVENT"]
    event = lines[lines.index("BEGIN:VEVENT") :]
    for name in ("DTSTAMP", "UID", "DTSTART", "DTEND", "ORGANIZER", "ATTENDEE", "SEQUENCE"):
        _once(event, name)
    assert _once(lines, "VERSION") == "VERSION:2.0"
    assert _once(lines, "METHOD") == f"METHOD:{method}"


@given(title=anything | tricky, details=anything | tricky, place=anything | tricky, name=anything)
def test_whatever_people_type_stays_inside_its_line(
    title: str, details: str, place: str, name: str
) -> None:
    occasion = replace(
        OCCASION,
        title=title,
        details=details,
        location=place,
        organiser=Party(name=name, address="netwerk+0123456789abcdef@example.org"),
    )
    lines = _lines(calendar_part(occasion, Method.REQUEST, replace(HILDE, name=name)))
    assert list(_components(lines))[-1] == "VEVENT"
    assert len(lines) == len(_lines(calendar_part(OCCASION, Method.REQUEST, HILDE)))


@given(title=words | tricky, details=words, place=words)
def test_two_libraries_read_back_what_was_typed(title: str, details: str, place: str) -> None:
    occasion = replace(OCCASION, title=title, details=details, location=place)
    content = calendar_part(occasion, Method.REQUEST, HILDE)
    typed = ["\n".join(text.splitlines()) for text in (title, details, place)]

    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert [str(event[name]) for name in ("SUMMARY", "DESCRIPTION", "LOCATION")] == typed

    (other,) = IcsCalendarStream.calendar_from_ics(content.decode()).events
    assert [other.summary or "", other.description or "", other.location or ""] == typed


@given(name=words, address=st.emails())
def test_two_libraries_read_back_who_is_asked(name: str, address: str) -> None:
    content = calendar_part(OCCASION, Method.REQUEST, Party(name=name, address=address))
    shown = name.replace('"', "'").replace("\t", " ")
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["ATTENDEE"].params["CN"] == shown
    (other,) = IcsCalendarStream.calendar_from_ics(content.decode()).events
    (attendee,) = other.attendees
    assert attendee.uri is not None
    assert str(event["ATTENDEE"]) == str(attendee.uri)


def _guests_of(content: bytes) -> list[tuple[str | None, str | None]]:
    return [
        (event.attendees[0].status, event.status)
        for event in IcsCalendarStream.calendar_from_ics(content.decode()).events
    ]


def test_another_library_reads_requests_cancellations_and_feeds_too() -> None:
    part = IcsCalendarStream.calendar_from_ics(
        calendar_part(OCCASION, Method.CANCEL, HILDE).decode()
    )
    (event,) = part.events
    assert (event.uid, event.sequence, event.status) == (OCCASION.uid, 0, "CANCELLED")
    assert isinstance(event.dtstart, datetime)
    assert event.dtstart.astimezone(UTC) == datetime(2022, 12, 8, 12, 30, tzinfo=UTC)
    feed = calendar_feed(
        "Mijn bijeenkomsten",
        [Entry(occasion=OCCASION, guest=HILDE, standing=standing) for standing in Standing],
    )
    assert _guests_of(feed) == [
        ("NEEDS-ACTION", "TENTATIVE"),
        ("ACCEPTED", "CONFIRMED"),
        ("TENTATIVE", "TENTATIVE"),
        ("DECLINED", "CONFIRMED"),
    ]


def _changes(year: int) -> Iterator[datetime]:
    """Yield the two instants of a year at which the zone itself changes its clocks."""
    moment = datetime(year, 1, 1, tzinfo=UTC)
    while moment.year == year:
        before, after = moment.astimezone(BRUSSELS), (moment + HOUR).astimezone(BRUSSELS)
        if before.utcoffset() != after.utcoffset():
            yield moment + HOUR
        moment += HOUR


@pytest.mark.parametrize("year", range(2019, 2036))
def test_the_constant_zone_changes_its_clocks_at_the_same_instant_as_the_zone(year: int) -> None:
    zone = Timezone.from_ical(EU_ZONE)
    assert isinstance(zone, Timezone)
    by_icalendar = zone.to_tz(lookup_tzid=False)
    by_dateutil = tz.tzical(io.StringIO(EU_ZONE)).get()
    assert by_dateutil is not None
    changes = list(_changes(year))
    assert [change.month for change in changes] == [3, 10]
    for change in changes:
        for minutes in (-24 * 60, -61, -1, 120, 24 * 60):
            wall = (change + timedelta(minutes=minutes)).astimezone(BRUSSELS)
            naive = wall.replace(tzinfo=None)
            if wall.fold or wall.utcoffset() != naive.replace(tzinfo=BRUSSELS).utcoffset():
                continue  # an hour that every clock shows twice: RFC 5545 takes the first
            assert naive.replace(tzinfo=by_icalendar).utcoffset() == wall.utcoffset(), wall
            assert naive.replace(tzinfo=by_dateutil).utcoffset() == wall.utcoffset(), wall


@given(day=st.dates(date(2019, 1, 1), date(2035, 12, 31)), hour=st.integers(6, 22))
def test_half_past_one_stays_half_past_one_on_every_day(day: date, hour: int) -> None:
    occasion: Occasion = replace(OCCASION, day=day, starts=time(hour, 30), ends=time(hour + 1, 30))
    content = calendar_part(occasion, Method.REQUEST, HILDE).decode()
    (event,) = IcsCalendarStream.calendar_from_ics(content).events
    assert isinstance(event.dtstart, datetime)
    wall = datetime.combine(day, time(hour, 30), tzinfo=BRUSSELS)
    assert event.dtstart.astimezone(UTC) == wall.astimezone(UTC)
