"""What the tests of polls start from: a draft with three days, and the same after asking."""

import re
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest

from portal.db import db, transaction
from portal.meetings.models import MeetingKind
from portal.meetings.roster import roster_on
from portal.network.models import Person
from portal.outbox.models import OutboxMail
from portal.polls import links, mails, queries, services
from portal.polls.models import Asked, Mark, Poll
from portal.polls.rules import ProposedDay
from portal.polls.services import Proposal
from tests.cast import Cast, Member
from tests.conftest import TODAY

NOW = datetime(2022, 11, 15, 9, 0, tzinfo=UTC)
CLOSES = date(2022, 12, 16)
DAYS = (date(2023, 1, 17), date(2023, 1, 19), date(2023, 1, 24))

PollBy = Callable[[], Poll]


def proposal(**other: object) -> Proposal:
    known: dict[str, object] = {
        "title": "Verhalen vertellen",
        "about": "Hoe vertel je een Mangomoment verder?",
        "kind": MeetingKind.WORKSHOP,
        "place": "Zaal De Boomgaard",
        "closes_on": CLOSES,
        "days": [ProposedDay(day=day, starts=time(13, 30), ends=time(16, 30)) for day in DAYS],
    }
    return Proposal(**(known | other))  # type: ignore[arg-type]


def poll_by(poll_id: int) -> Poll:
    return db.session.get_one(Poll, poll_id)


def asked_by(poll_id: int, member: Member) -> Asked:
    asked = queries.asked_in(poll_id, member.person_id)
    assert asked is not None
    return asked


def token_for(poll_id: int, member: Member) -> str:
    return links.token_of(asked_by(poll_id, member))


def mark(poll_id: int, member: Member, *marks: Mark, comment: str = "") -> None:
    with transaction():
        said = dict(zip([one.id for one in poll_by(poll_id).options], marks, strict=True))
        services.mark(asked_by(poll_id, member), said, comment=comment, on=TODAY)


def letters(kind: str) -> list[str]:
    """Return to whom letters of this kind rest in the outbox."""
    rows = db.session.query(OutboxMail.recipient, OutboxMail.dedupe_key).order_by(OutboxMail.id)
    return [to for to, key in rows if re.fullmatch(rf"poll/\d+/{kind}/\d+", key)]


def written(poll_id: int, kind: str, member: Member) -> str | None:
    """Return what a letter says if it leaves now, or nothing when it stays home."""
    asked = asked_by(poll_id, member)
    person = db.session.get_one(Person, member.person_id)
    known = {"kind": kind, "asked": asked.id, "person": person.id}
    letter = mails.write(known, person.locale)
    return letter.letter.text if letter else None


@pytest.fixture
def draft(cast: Cast) -> int:
    """The id of a poll as a draft: three days, nobody asked."""
    with transaction():
        by = cast.coordinator.person_id
        return services.propose(proposal(), form_key=secrets.token_hex(16), on=TODAY, by=by).id


@pytest.fixture
def opened(cast: Cast, draft: int) -> int:
    """The id of the same poll, after everybody on the roster was asked."""
    with transaction():
        people = roster_on(TODAY).participants
        rows = services.ask(poll_by(draft), people, on=TODAY, by=cast.coordinator.person_id)
        mails.post(mails.ASKED, rows, due_at=NOW)
    return draft
