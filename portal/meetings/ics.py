"""The calendar part of an invitation, as Outlook, Google and Apple calendars accept it (RFC 5545).

Times carry the name of their zone and the rule of the European Union for its clock changes, so
that a calendar keeps 13:30 at 13:30. The definition is a constant: a generated one ends after a
few years or starts summer time an hour late.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, vCalAddress

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


class Method(StrEnum):
    """What the calendar is asked to do with the event."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, kw_only=True)
class Party:
    """A name and an address: who organises or who is asked."""

    name: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """One meeting as a calendar sees it; a higher ``sequence`` replaces a lower one."""

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


def calendar_part(occasion: Occasion, method: Method, guest: Party | None = None) -> bytes:
    """Return the iCalendar bytes that ask, update or cancel ``occasion`` for one ``guest``.

    Without a guest nobody is asked to answer: that is the file to take along from the page.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    if occasion.zone == ZONE:
        calendar.add_component(_eu_zone())
    calendar.add_component(_event(occasion, method, guest))
    content: bytes = calendar.to_ical()
    return content


@cache
def _eu_zone() -> Component:
    return Timezone.from_ical(EU_ZONE)


def _event(occasion: Occasion, method: Method, guest: Party | None) -> Event:
    event = Event()
    event.add("uid", occasion.uid)
    event.add("sequence", occasion.sequence)
    event.add("dtstamp", occasion.stamp)
    event.add("dtstart", _moment(occasion, occasion.starts))
    event.add("dtend", _moment(occasion, occasion.ends))
    event.add("summary", occasion.title)
    event.add("description", occasion.details)
    event.add("location", occasion.location)
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    event.add("organizer", _address(occasion.organiser), encode=False)
    if occasion.url:
        event.add("url", occasion.url)
    if guest:
        event.add("attendee", _attendee(guest), encode=False)
    return event


def _moment(occasion: Occasion, at: time) -> datetime:
    """Return the local time with its zone; a zone that is not our constant becomes UTC."""
    if occasion.zone == ZONE:
        return datetime.combine(occasion.day, at, tzinfo=ZoneInfo(ZONE))
    return instant_of(occasion.day, at, occasion.zone)


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.address}")
    address.params["CN"] = party.name.replace('"', "'")
    return address


def _attendee(guest: Party) -> vCalAddress:
    address = _address(guest)
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "NEEDS-ACTION"
    address.params["RSVP"] = "TRUE"
    return address
