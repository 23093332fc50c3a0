"""The polls of the practice network: one that found the day of a workshop, one that is open.

Who marked what is made up from the number of the person, so that it is the same every time.
Nothing is mailed.
"""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Final
from zlib import crc32

from sqlalchemy import select

from portal.db import db
from portal.meetings.models import Meeting, MeetingKind
from portal.meetings.roster import Participant, roster_on
from portal.network.queries import current_posts
from portal.policy.table import Role
from portal.polls import services
from portal.polls.models import Asked, Mark, Poll, PollOption
from portal.polls.rules import ProposedDay
from portal.polls.services import Proposal

ROOM: Final = "Zaal De Verzonnen Boomgaard, Brussel"
PROPOSED_FIRST: Final = date(2021, 6, 1)
PROPOSED_NOW: Final = date(2022, 11, 8)
FIRST: Final = Proposal(
    title="Workshop: Mangomomenten zien en vertellen",
    about="Een voormiddag voor teamverantwoordelijken, begin van het schooljaar.",
    kind=MeetingKind.WORKSHOP,
    place=ROOM,
    closes_on=date(2021, 6, 25),
    days=[
        ProposedDay(day=date(2021, 9, day), starts=time(9, 30), ends=time(12, 30))
        for day in (16, 21, 23)
    ],
)
NOW: Final = Proposal(
    title="Workshop: verhalen die blijven hangen",
    about="Een namiddag over verhalen: hoe vertel je een Mangomoment zonder namen te noemen, "
    "zodat collega’s er iets mee doen?",
    kind=MeetingKind.WORKSHOP,
    place=ROOM,
    closes_on=date(2022, 12, 9),
    days=[
        ProposedDay(day=date(2023, 1, day), starts=time(13, 30), ends=time(16, 30))
        for day in (17, 19, 24)
    ],
)
LEANING: Final[Sequence[Mapping[int, Mark]]] = (
    {60: Mark.YES, 80: Mark.IF_NEED_BE, 100: Mark.NO},
    {35: Mark.YES, 55: Mark.IF_NEED_BE, 100: Mark.NO},
    {45: Mark.YES, 75: Mark.IF_NEED_BE, 100: Mark.NO},
)
SAID: Final = (
    "Na 14 uur lukt het zeker.",
    "Mag ik een collega meebrengen?",
    "Die week heb ik nachtdienst.",
)
MARKED: Final = 38  # of who draws less: about half of those who were asked


def fill_polls(*, today: date) -> None:
    """Keep the poll that found the day of the workshop, and open the one for January."""
    by = current_posts(Role.COORDINATOR, today)[0].person_id
    held = db.session.scalar(select(Meeting).where(Meeting.title == FIRST.title))
    if held is not None and today > PROPOSED_FIRST:
        _picked(held, by)
    if PROPOSED_NOW <= today <= NOW.closes_on:
        poll = _opened(NOW, PROPOSED_NOW, _leads(PROPOSED_NOW), by)
        _mark(poll, today, marked=MARKED)


def _picked(held: Meeting, by: int) -> None:
    leads = [one for one in _leads(PROPOSED_FIRST) if one.role is Role.TEAM_LEAD]
    poll = _opened(FIRST, PROPOSED_FIRST, leads, by)
    _mark(poll, FIRST.closes_on, marked=80)
    option = next(one for one in poll.options if one.day == held.local_date)
    services.settle(poll, option, held, on=FIRST.closes_on + timedelta(days=3), by=by)


def _opened(proposal: Proposal, on: date, people: Sequence[Participant], by: int) -> Poll:
    key = f"{crc32(proposal.title.encode()):032x}"
    poll = services.propose(proposal, form_key=key, on=on, by=by)
    services.ask(poll, people, on=on, by=by)
    return poll


def _leads(day: date) -> list[Participant]:
    """Return who tells stories in a team or an organisation."""
    wanted = {Role.AMBASSADOR, Role.ACTING_AMBASSADOR, Role.TEAM_LEAD}
    return [one for one in roster_on(day).participants if one.role in wanted]


def _mark(poll: Poll, on: date, *, marked: int) -> None:
    asked = db.session.scalars(select(Asked).where(Asked.poll_id == poll.id).order_by(Asked.id))
    for number, one in enumerate(asked.all()):
        if _lot(poll, one, "marked") < marked:
            comment = SAID[number // 9 % len(SAID)] if number % 9 == 0 else ""
            marks = {
                option.id: _said(poll, one, option, leaning)
                for option, leaning in zip(poll.options, LEANING, strict=True)
            }
            services.mark(one, marks, comment=comment, on=on)


def _said(poll: Poll, one: Asked, option: PollOption, leaning: Mapping[int, Mark]) -> Mark:
    lot = _lot(poll, one, option.day.isoformat())
    return next(mark for below, mark in leaning.items() if lot < below)


def _lot(poll: Poll, one: Asked, what: str) -> int:
    """Return a number below 100 that looks drawn, and is the same every time."""
    return crc32(f"{poll.title}/{one.person_id}/{what}".encode()) % 100
