"""One year of the series: each bucket with what is held, planned, moved, cancelled or missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, func, select

from portal.asks.periods import A_YEAR, bucket_span
from portal.db import db
from portal.meetings.calendar_law import public_holidays
from portal.meetings.models import TOOK_PLACE, Meeting, MeetingKind, MeetingState
from portal.meetings.moves import MeetingMove, moves_between
from portal.meetings.queries import visible_to
from portal.meetings.school_holidays import SchoolHoliday, is_covered, school_holidays_between
from portal.policy.decide import Actor

WIDTH: Final = 640
LONGEST_BUCKET: Final = 62


class Standing(StrEnum):
    """How a bucket of two months stands."""

    HELD = "held"
    PLANNED = "planned"
    DRAFT = "draft"
    MISSING = "missing"
    OPEN = "open"
    BEFORE = "before"


@dataclass(frozen=True, kw_only=True)
class Months:
    """Two months of the series: the moments in them, what else there is, and the holidays."""

    first: date
    last: date
    standing: Standing
    moments: Sequence[Meeting]
    others: Sequence[Meeting]
    cancelled: Sequence[Meeting]
    moves: Sequence[MeetingMove]
    school: Sequence[SchoolHoliday]
    public: Sequence[date]

    @property
    def school_is_known(self) -> bool:
        """Tell whether the school holidays of all these days are known."""
        return is_covered(self.first) and is_covered(self.last)

    def x(self, day: date) -> int:
        """Return where a day stands in the picture, inside the edges of these months."""
        inside = min(max(day, self.first), self.last + timedelta(days=1))
        return round((inside - self.first).days * WIDTH / LONGEST_BUCKET)

    def width(self, first: date, last: date) -> int:
        """Return how wide these days are in the picture, the last one included."""
        return self.x(last + timedelta(days=1)) - self.x(first)

    def middle(self, day: date) -> int:
        """Return where the middle of a day stands in the picture, a little inside the edges."""
        return min(max(self.x(day) + WIDTH // LONGEST_BUCKET // 2, 16), WIDTH - 16)


@dataclass(frozen=True, kw_only=True)
class Year:
    """A year of the series in six buckets."""

    number: int
    months: Sequence[Months]

    def many(self, standing: Standing) -> int:
        """Return how many of the six buckets stand like this."""
        return sum(each.standing == standing for each in self.months)


def year_of(actor: Actor, number: int, today: date) -> Year:
    """Return one year as the actor may know it: three statements, however many meetings."""
    first, last = date(number, 1, 1), date(number, 12, 31)
    meetings = db.session.scalars(
        select(Meeting)
        .where(Meeting.local_date.between(first, last), visible_to(actor))
        .order_by(Meeting.local_date, Meeting.id)
    ).all()
    moves = moves_between(first, last)
    start = db.session.scalar(select(func.min(Meeting.bucket)).where(*_counts()))
    begins = bucket_span(start)[0] if start is not None else None
    spans = [bucket_span(number * A_YEAR + place) for place in range(A_YEAR)]
    return Year(
        number=number,
        months=[_months(span, meetings, moves, begins=begins, today=today) for span in spans],
    )


def _counts() -> tuple[ColumnElement[bool], ...]:
    return (Meeting.kind == MeetingKind.REFLECTION, Meeting.state != MeetingState.CANCELLED)


def _months(
    span: tuple[date, date],
    meetings: Iterable[Meeting],
    moves: Iterable[MeetingMove],
    *,
    begins: date | None,
    today: date,
) -> Months:
    first, last = span
    inside = [one for one in meetings if first <= one.local_date <= last]
    stand = [one for one in inside if one.state is not MeetingState.CANCELLED]
    moments = [one for one in stand if one.kind is MeetingKind.REFLECTION]
    touched = [
        move for move in moves if first <= move.from_day <= last or first <= move.to_day <= last
    ]
    return Months(
        first=first,
        last=last,
        standing=_standing(moments, span, begins, today),
        moments=moments,
        others=[one for one in stand if one.kind is not MeetingKind.REFLECTION],
        cancelled=[one for one in inside if one.state is MeetingState.CANCELLED],
        moves=touched,
        school=school_holidays_between(first, last),
        public=sorted(day for day in public_holidays(first.year) if first <= day <= last),
    )


def _standing(
    moments: Sequence[Meeting], span: tuple[date, date], begins: date | None, today: date
) -> Standing:
    states = {one.state for one in moments}
    if states & TOOK_PLACE:
        return Standing.HELD
    if MeetingState.INVITED in states:
        return Standing.PLANNED
    if states:
        return Standing.DRAFT
    if span[1] >= today:
        return Standing.OPEN
    return Standing.MISSING if begins and span[1] >= begins else Standing.BEFORE
