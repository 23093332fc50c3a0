"""Reading the mail that arrived: by whom it is for, its parts, its link."""

import re
import time
from email.message import EmailMessage
from typing import Final

from icalendar import Calendar, Event

from tests.outbox.sink import Sink

PATIENCE: Final = 60.0


def mail_for(sink: Sink, name: str, about: str) -> EmailMessage:
    """Wait for the mail to somebody whose subject holds ``about``; return it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for mail in list(sink.arrived):
            if f"{name}@demo.example" in mail["To"] and about in mail["Subject"]:
                return mail
        time.sleep(0.1)
    subjects = [f"{mail['To']}: {mail['Subject']}" for mail in sink.arrived]
    raise AssertionError(f"No mail about {about} for {name}, only {subjects}")


def words_of(mail: EmailMessage, kind: str) -> str:
    """Return the part of a mail of this kind: ``plain`` or ``html``."""
    part = mail.get_body((kind,))
    assert part is not None, f"{mail['Subject']} has no {kind} part"
    return str(part.get_content())


def link_in(mail: EmailMessage, holding: str) -> str:
    """Return the one address in the text of a mail that holds these letters."""
    links: list[str] = re.findall(r"https?://\S+", words_of(mail, "plain"))
    found = {link for link in links if holding in link}
    assert len(found) == 1, f"{found} in {mail['Subject']}"
    return found.pop().rstrip(".")


def event_in(mail: EmailMessage) -> Event:
    """Return the one event of the calendar part."""
    calendars = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert calendars, f"{mail['Subject']} has no calendar part"
    found = Calendar.from_ical(calendars[0].get_content())
    events = [event for event in found.walk("VEVENT") if isinstance(event, Event)]
    assert len(events) == 1
    return events[0]
