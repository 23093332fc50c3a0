"""Letters to who is not expected any more: the meeting leaves their calendar.

Their invitation is gone or another's by then, so these letters are written from the meeting and the
person alone, and stay home when the person is invited anew.
"""

from datetime import datetime
from typing import Final

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.clock import today
from portal.db import db
from portal.meetings.ics import Method, Party, calendar_part
from portal.meetings.mails import occasion_in
from portal.meetings.models import Invitation, Meeting, MeetingState
from portal.meetings.organiser import organiser_of
from portal.network.models import Person
from portal.outbox.letters import CalendarPart, compose
from portal.outbox.services import queue_letters
from portal.outbox.writing import Order, Parameters, Written, let_write

WRITER: Final = "meetings.farewells"
TAKEN_OFF: Final = "taken_off"
PASSED_ON: Final = "passed_on"


def say_farewell(why: str, invitation: Invitation, *, times: int = 1, now: datetime) -> None:
    """Queue the letter to the person of an invitation, before it goes or changes hands."""
    person = invitation.person
    if not person.email:
        return
    order = Order(
        dedupe_key=f"meeting/{invitation.meeting_id}/{why}/{times}/{person.id}",
        recipient=person.email,
        locale=person.locale,
        parameters={
            "why": why,
            "invitation": invitation.id,
            "meeting": invitation.meeting_id,
            "person": person.id,
        },
    )
    queue_letters(WRITER, [order], due_at=now)


def write(parameters: Parameters, locale: str) -> Written | None:
    """Write the letter as it leaves; nothing when the person is expected again."""
    found = db.session.execute(
        select(Meeting, Person)
        .join(Person, Person.id == parameters["person"])
        .where(
            Meeting.id == parameters["meeting"],
            Meeting.state == MeetingState.INVITED,
            Meeting.local_date >= today(),
            Person.email.is_not(None),
            ~select(Invitation.id)
            .where(Invitation.meeting_id == Meeting.id, Invitation.person_id == Person.id)
            .exists(),
        )
    ).one_or_none()
    if found is None:
        return None
    meeting, person = found
    why = parameters["why"]
    letter = compose(f"meetings/mail/{why}", locale=locale, meeting=meeting, person=person)
    # Calendars take it from who asked: the organiser that this person's invitation had.
    asked = Invitation(id=parameters["invitation"], person_id=person.id)
    occasion = occasion_in(locale, meeting, organiser_of(asked))
    guest = Party(name=person.name, address=person.email or "")
    content = calendar_part(occasion, Method.CANCEL, guest)
    return Written(letter=letter, calendar=CalendarPart(content=content, method="CANCEL"))


def init_app(app: Flask) -> None:
    """Write the letters that are queued under this name."""
    let_write(app, WRITER, write, kind=_l("About a meeting"))
