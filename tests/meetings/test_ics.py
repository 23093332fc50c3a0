"""The calendar part, read back the way a calendar program reads it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event, Timezone

from portal.meetings.ics import EU_ZONE, Method, Occasion, Party, calendar_part

OCCASION = Occasion(
    uid="meeting-14@portal.example.org",
    sequence=0,
    day=date(2022, 12, 8),
    starts=time(13, 30),
    ends=time(15, 30),
    zone="Europe/Brussels",
    title="Reflectiemoment 14",
    details="Online meedoen: https://meet.example.org/14",
    location="https://meet.example.org/14",
    url="https://meet.example.org/14",
    organiser=Party(name="Mangomoment-netwerk", address="netwerk@example.org"),
    stamp=datetime(2022, 11, 15, 9, 0, tzinfo=UTC),
)
HILDE = Party(name="Hilde", address="hilde@org01.example")
BRUSSELS = ZoneInfo("Europe/Brussels")


def _read(content: bytes) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    return calendar, event


def test_an_invitation_asks_one_guest_and_names_the_real_organiser() -> None:
    calendar, event = _read(calendar_part(OCCASION, Method.REQUEST, HILDE))
    assert calendar["METHOD"] == "REQUEST"
    assert (event["UID"], event["SEQUENCE"]) == ("meeting-14@portal.example.org", 0)
    assert event["ORGANIZER"] == "mailto:netwerk@example.org"
    assert event["ATTENDEE"] == "mailto:hilde@org01.example"
    assert dict(event["ATTENDEE"].params) == {
        "CN": "Hilde",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }
    assert (event["STATUS"], event["URL"]) == ("CONFIRMED", "https://meet.example.org/14")


def test_the_time_is_local_and_names_its_zone() -> None:
    content = calendar_part(OCCASION, Method.REQUEST, HILDE)
    assert b"DTSTART;TZID=Europe/Brussels:20221208T133000\r\n" in content
    _, event = _read(content)
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2022, 12, 8, 12, 30, tzinfo=UTC)


def test_in_another_zone_the_time_is_written_as_an_instant() -> None:
    content = calendar_part(replace(OCCASION, zone="Europe/Lisbon"), Method.REQUEST, HILDE)
    assert b"DTSTART:20221208T133000Z\r\n" in content
    assert b"VTIMEZONE" not in content


def test_a_cancellation_keeps_the_uid_and_raises_the_sequence() -> None:
    calendar, event = _read(calendar_part(replace(OCCASION, sequence=1), Method.CANCEL, HILDE))
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (event["UID"], event["SEQUENCE"]) == (OCCASION.uid, 1)


def test_a_file_to_take_along_asks_nobody() -> None:
    calendar, event = _read(calendar_part(OCCASION, Method.PUBLISH))
    assert calendar["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event


@pytest.mark.parametrize("year", range(2019, 2031))
def test_the_constant_zone_changes_the_clock_at_the_same_instant_as_the_zone_itself(
    year: int,
) -> None:
    zone = Timezone.from_ical(EU_ZONE)
    assert isinstance(zone, Timezone)
    constant = zone.to_tz(lookup_tzid=False)
    start = datetime(year, 1, 1)  # noqa: DTZ001 -- a wall clock, put in two zones below
    for hours in range(0, 366 * 24, 1):
        wall = start + timedelta(hours=hours)
        expected = wall.replace(tzinfo=BRUSSELS)
        if expected.astimezone(UTC).astimezone(BRUSSELS) != expected:
            continue  # an hour that no clock shows
        if expected.utcoffset() != expected.replace(fold=1).utcoffset():
            continue  # an hour that every clock shows twice
        assert wall.replace(tzinfo=constant).utcoffset() == expected.utcoffset(), wall


@given(st.text(min_size=1, max_size=300).filter(str.isprintable))
def test_lines_fold_at_75_octets_and_come_back_whole(words: str) -> None:
    content = calendar_part(replace(OCCASION, details=words), Method.REQUEST, HILDE)
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    _, event = _read(content)
    assert str(event["DESCRIPTION"]) == words


def test_a_name_cannot_add_a_line_or_a_parameter() -> None:
    sly = Party(name='An "; X=1\r\nATTACH:https://evil.example', address="an@org01.example")
    content = calendar_part(OCCASION, Method.REQUEST, sly)
    _, event = _read(content)
    assert "ATTACH" not in event
    assert "X" not in event["ATTENDEE"].params
