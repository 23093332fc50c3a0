"""What is new after meetings, bundled in one mail a morning for who was expected there.

A mail rests as the days it is about and is written when it leaves: it says what is approved by
then, and does not go when nothing is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from portal.clock import today
from portal.db import db
from portal.meetings.materials.models import Material
from portal.meetings.materials.queries import added_between
from portal.meetings.models import Attendance, Invitation, Meeting
from portal.minutes.models import Approval, Digest, Part, Section
from portal.minutes.presence import WERE_THERE
from portal.minutes.rules import SETTLED
from portal.network.as_of import valid_on
from portal.network.models import Person, Post
from portal.outbox.letters import compose
from portal.outbox.services import queue_letters
from portal.outbox.writing import Order, Parameters, Written, let_write
from portal.people.models import MailTopic
from portal.people.queries.choices import stopped_among
from portal.people.stopping import stop_link_for

WRITER: Final = "meeting-news"
TOPIC: Final = MailTopic.MEETING_NEWS
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class News:
    """What is new of one meeting: approved minutes in three lines, and what there is to read."""

    meeting: Meeting
    was_there: bool
    is_approved: bool
    in_brief: str
    lang: str
    materials: Sequence[Material]


def queue_digests(*, on: date, now: datetime) -> int:
    """Queue this day's mails about what is new up to yesterday, once; return how many."""
    if db.session.get(Digest, on) is not None:
        return 0
    since = _last(on)
    told = _meetings_with_news(since, on)
    orders = [_order(person, since, on) for person in _readers(Invitation.meeting_id.in_(told))]
    queued = queue_letters(WRITER, orders, due_at=now, topic=TOPIC)
    db.session.add(Digest(day=on, mails=queued))
    db.session.flush()
    return queued


def _last(on: date) -> date:
    """Return from which day nobody was told: of a Saturday on Monday, and after a worker's rest."""
    last = select(Digest.day).where(Digest.day < on).order_by(Digest.day.desc()).limit(1)
    return db.session.scalar(last) or on - DAY


def _meetings_with_news(since: date, until: date) -> set[int]:
    approved = select(Approval.meeting_id).where(
        Approval.approved_on >= since, Approval.approved_on < until
    )
    added = (material.meeting_id for material in added_between(since, until))
    return {*db.session.scalars(approved), *added}


def _readers(were_expected: ColumnElement[bool]) -> Sequence[Person]:
    """Return who was expected, holds a post today and has an address."""
    expected = select(Invitation.person_id).where(were_expected)
    holds = select(Post.person_id).where(valid_on(Post, today()))
    return db.session.scalars(
        select(Person)
        .where(Person.id.in_(expected), Person.id.in_(holds), Person.email.is_not(None))
        .order_by(Person.id)
    ).all()


def how_many_hear(meeting: Meeting) -> int:
    """Return how many get a mail about the minutes of a meeting: who stopped them gets none."""
    addresses = [person.email or "" for person in _readers(Invitation.meeting_id == meeting.id)]
    return len(addresses) - len(stopped_among(addresses, TOPIC))


def _order(person: Person, since: date, until: date) -> Order:
    return Order(
        dedupe_key=f"{WRITER}/{until.isoformat()}/{person.id}",
        recipient=person.email or "",
        locale=person.locale,
        parameters={
            "person": person.id,
            "since": since.isoformat(),
            "until": until.isoformat(),
        },
    )


def write(parameters: Parameters, locale: str) -> Written | None:
    """Write what is new for somebody; nothing when by now there is nothing, or they left."""
    person_id = int(parameters["person"])
    since, until = (date.fromisoformat(parameters[key]) for key in ("since", "until"))
    expected = Invitation.person_id == person_id
    person = next((one for one in _readers(expected) if one.id == person_id), None)
    news = list(news_for(person_id, since, until))
    if person is None or not news:
        return None
    stop = stop_link_for(person_id, TOPIC)
    letter = compose(
        "minutes/mail/news", locale=locale, topic=TOPIC, person=person, news=news, stop_link=stop
    )
    return Written(letter=letter)


def news_for(person_id: int, since: date, until: date) -> Iterable[News]:
    """Yield what is new in ``[since, until)`` of the meetings at which somebody was expected."""
    materials = added_between(since, until)
    wanted = {one.meeting_id for one in materials}
    in_brief = (Section.meeting_id == Meeting.id) & (Section.part == Part.IN_BRIEF)
    mine = (Attendance.meeting_id == Meeting.id) & (Attendance.person_id == person_id)
    is_new = (Approval.approved_on >= since) & (Approval.approved_on < until)
    rows = db.session.execute(
        select(Meeting, Approval.approved_on, Section.body, Section.lang, Attendance.presence)
        .join(Invitation, Invitation.meeting_id == Meeting.id)
        .outerjoin(Approval, (Approval.meeting_id == Meeting.id) & is_new)
        .outerjoin(Section, in_brief)
        .outerjoin(Attendance, mine)
        .where(Invitation.person_id == person_id, is_new | Meeting.id.in_(wanted))
        .order_by(Meeting.local_date, Meeting.id)
    )
    for meeting, approved_on, body, lang, presence in rows:
        is_approved = approved_on is not None and meeting.state in SETTLED
        theirs = [one for one in materials if one.meeting_id == meeting.id]
        if is_approved or theirs:
            yield News(
                meeting=meeting,
                was_there=presence in WERE_THERE,
                is_approved=is_approved,
                in_brief=(body or "") if is_approved else "",
                lang=lang or meeting.lang,
                materials=theirs,
            )


def init_app(app: Flask) -> None:
    """Write the mails of this room when they leave."""
    let_write(app, WRITER, write, kind=_l("What is new after meetings"))
