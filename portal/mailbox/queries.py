"""Read what came back: counted, since nothing more of it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager

from portal.db import db
from portal.mailbox.models import ColleagueComing, Outcome, ReceivedMail
from portal.meetings.models import Invitation
from portal.network.models import Person

SHOWN: Final = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class Day:
    """How many messages of one day came to what."""

    day: date
    counts: Mapping[Outcome, int]


def received_since(since: date) -> Sequence[Day]:
    """Return the days on which something came, the newest first."""
    counted = db.session.execute(
        select(ReceivedMail.received_on, ReceivedMail.outcome, func.count())
        .where(ReceivedMail.received_on >= since)
        .group_by(ReceivedMail.received_on, ReceivedMail.outcome)
    )
    days: dict[date, dict[Outcome, int]] = {}
    for day, outcome, count in counted:
        days.setdefault(day, {})[outcome] = count
    return [Day(day=day, counts=days[day]) for day in sorted(days, reverse=True)]


def colleagues_coming(meeting_id: int) -> Sequence[Invitation]:
    """Return whose calendars said that a colleague goes instead, and who said nothing since."""
    return db.session.scalars(
        select(Invitation)
        .join(Invitation.person)
        .join(ColleagueComing, ColleagueComing.invitation_id == Invitation.id)
        .where(
            Invitation.meeting_id == meeting_id,
            ColleagueComing.person_id == Invitation.person_id,
            or_(
                Invitation.answered_on.is_(None), Invitation.answered_on <= ColleagueComing.told_on
            ),
        )
        .order_by(Person.search_name)
        .options(contains_eager(Invitation.person))
    ).all()


def told_of_colleagues(person_id: int) -> Sequence[date]:
    """Return the days on which one person's calendar said that a colleague goes instead."""
    return db.session.scalars(
        select(ColleagueComing.told_on)
        .where(ColleagueComing.person_id == person_id)
        .order_by(ColleagueComing.told_on)
    ).all()
