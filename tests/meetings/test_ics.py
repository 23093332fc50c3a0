"""The calendar part, read back the way a calendar program reads it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from icalendar import Calendar, Event

from portal.meetings.ics import (
    Entry,
    Method,
    Occasion,
    Party,
    Standing,
    calendar_feed,
    calendar_part,
)

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


def _read(content: bytes) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    return calendar, event


def _unfolded(content: bytes) -> list[bytes]:
    return content.replace(b"\r\n ", b"").splitlines()


def test_an_invitation_asks_one_guest_and_names_the_real_organiser() -> None:
    calendar, event = _read(calendar_part(OCCASION, Method.REQUEST, HILDE))
    assert calendar["METHOD"] == "REQUEST"
    assert (event["UID"], event["SEQUENCE"]) == ("meeting-14@portal.example.org", 0)
    assert event["ORGANIZER"] == "mailto:netwerk@example.org"
    assert event["ATTENDEE"] == "mailto:hilde@org01.example"
    assert dict(event["ATTENDEE"].params) == {
        "CN": "Hilde",
        "CUTYPE": "INDIVIDUAL",
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


def test_a_name_cannot_add_a_line_or_a_parameter() -> None:
    sly = Party(name='An "; X=1\r\nATTACH:https://evil.example', address="an@org01.example")
    content = calendar_part(OCCASION, Method.REQUEST, sly)
    _, event = _read(content)
    assert "ATTACH" not in event
    assert "X" not in event["ATTENDEE"].params


def test_a_meeting_takes_up_the_hours_and_is_no_secret_and_rings_no_bell() -> None:
    calendar, event = _read(calendar_part(OCCASION, Method.REQUEST, HILDE))
    assert (event["CLASS"], event["TRANSP"]) == ("PUBLIC", "OPAQUE")
    assert event["CONFERENCE"] == "https://meet.example.org/14"
    assert event.decoded("last-modified") == event.decoded("dtstamp") == OCCASION.stamp
    assert calendar.walk("VALARM") == []


def test_what_is_cancelled_gives_the_hours_back_and_asks_no_answer() -> None:
    _, event = _read(calendar_part(OCCASION, Method.CANCEL, HILDE))
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"


def test_a_new_place_keeps_the_answer_that_was_given() -> None:
    _, event = _read(calendar_part(OCCASION, Method.REQUEST, HILDE, Standing.YES))
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_mails_of_one_meeting_differ_in_who_asks_whom_and_when_only() -> None:
    other = replace(
        OCCASION,
        organiser=Party(name="Mangomoment-netwerk", address="netwerk+tag@example.org"),
        stamp=datetime(2022, 11, 16, 9, 0, tzinfo=UTC),
    )
    one = _unfolded(calendar_part(OCCASION, Method.REQUEST, HILDE))
    two = _unfolded(calendar_part(other, Method.REQUEST, replace(HILDE, name="An")))
    differing = {b.split(b":")[0].split(b";")[0] for a, b in zip(one, two, strict=True) if a != b}
    assert differing == {b"ORGANIZER", b"DTSTAMP", b"LAST-MODIFIED", b"ATTENDEE"}


def test_a_feed_says_of_each_meeting_what_its_reader_said() -> None:
    def entry(number: int, standing: Standing, *, cancelled: bool = False) -> Entry:
        occasion = replace(OCCASION, uid=f"meeting-{number}@portal.example.org")
        return Entry(occasion=occasion, guest=HILDE, standing=standing, cancelled=cancelled)

    content = calendar_feed(
        "Mangomoment, voor Hilde",
        [
            entry(1, Standing.YES),
            entry(2, Standing.MAYBE),
            entry(3, Standing.NO),
            entry(4, Standing.OPEN),
            entry(5, Standing.YES, cancelled=True),
        ],
    )
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    assert rb"NAME:Mangomoment\, voor Hilde" in content.splitlines()
    assert len(calendar.walk("VTIMEZONE")) == 1
    assert [
        (event["STATUS"], event["TRANSP"], event["ATTENDEE"].params["PARTSTAT"])
        for event in calendar.walk("VEVENT")
    ] == [
        ("CONFIRMED", "OPAQUE", "ACCEPTED"),
        ("TENTATIVE", "OPAQUE", "TENTATIVE"),
        ("CONFIRMED", "TRANSPARENT", "DECLINED"),
        ("TENTATIVE", "OPAQUE", "NEEDS-ACTION"),
        ("CANCELLED", "TRANSPARENT", "ACCEPTED"),
    ]


def test_a_feed_without_meetings_is_a_calendar_all_the_same() -> None:
    calendar = Calendar.from_ical(calendar_feed("Leeg", []))
    assert isinstance(calendar, Calendar)
    assert calendar.walk("VEVENT") == []
