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
from portal.outbox.models import OutboxMail
from portal.outbox.sealing import unseal
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


def token_for(member: Member, key: str = "invitation") -> str:
    """Return the secret of the link in the last mail of that kind to somebody."""
    mail = db.session.scalars(
        select(OutboxMail)
        .where(OutboxMail.recipient == member.email, OutboxMail.dedupe_key.contains(f"/{key}"))
        .order_by(OutboxMail.id.desc())
    ).first()
    assert mail is not None
    found = re.search(r"/rsvp/(\S+)", unseal(mail.text))
    assert found is not None
    return found[1]
