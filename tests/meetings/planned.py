"""Helpers that plan and read back, in as few words as a test wants to spend."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from portal.db import db, transaction
from portal.meetings import services
from portal.meetings.agenda.blocks import BlockPlan
from portal.meetings.models import BlockKind, Meeting, MeetingKind
from portal.meetings.rules import Slot
from portal.meetings.services import Whereabouts
from portal.outbox.letters import CalendarPart, Letter
from portal.outbox.models import OutboxMail
from portal.outbox.writing import Written, writer_called
from tests.cast import Member

ON = date(2022, 11, 15)
NOW = datetime(2022, 11, 15, 9, 0, tzinfo=UTC)
DAY = date(2022, 12, 8)
ONLINE = Whereabouts(join_url="https://meet.example.org/14")
AGENDA = {
    BlockKind.INTERVISION: BlockPlan(words="Hoe gaat het bij jullie?"),
    BlockKind.INSPIRATION: BlockPlan(words="Er is nog geen lespakket."),
    BlockKind.DEVELOPMENT: BlockPlan(words="Welke behoeften hoorde je?"),
    BlockKind.PROCESS_EVALUATION: BlockPlan(),
}


def slot(day: date = DAY, reason: str = "") -> Slot:
    return Slot(
        kind=MeetingKind.REFLECTION, day=day, starts=time(13, 30), ends=time(15, 30), reason=reason
    )


def plan(*, by: int, day: date = DAY, number: int = 1, on: date = ON, reason: str = "") -> int:
    with transaction():
        meeting = services.plan_next(slot(day, reason), ONLINE, AGENDA, number=number, on=on, by=by)
        return meeting.id


def meeting_by(meeting_id: int) -> Meeting:
    meeting = db.session.get(Meeting, meeting_id)
    assert meeting is not None
    return meeting


def mails() -> Sequence[OutboxMail]:
    return db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()


def letter_of(mail: OutboxMail) -> Letter:
    """Return a queued letter as it would leave now; it must be one that leaves."""
    written = written_of(mail)
    assert written is not None
    return written.letter


def written_of(mail: OutboxMail) -> Written | None:
    """Let the writer of a queued letter write it now."""
    assert mail.writer
    return writer_called(mail.writer)(mail.parameters or {}, mail.locale)


def calendar_of(mail: OutboxMail) -> CalendarPart:
    """Return what travels along for the calendar."""
    written = written_of(mail)
    assert written is not None
    assert written.calendar is not None
    return written.calendar


def mail_to(address: str, key: str = "") -> OutboxMail:
    """Return the last mail to an address whose key holds these letters."""
    found = [one for one in mails() if one.recipient == address and key in one.dedupe_key]
    assert found
    return found[-1]


def token_for(member: Member, key: str = "invitation") -> str:
    """Return what stands in the link of the last mail of that kind to somebody, as it leaves."""
    found = re.search(r"/rsvp/(\S+)", letter_of(mail_to(member.email, f"/{key}")).text)
    assert found is not None
    return found[1]
