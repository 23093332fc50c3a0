"""The list of meetings: what is planned at once, what was in pages, with the counts of what shows.

A fixed number of statements, and counts only of the meetings on the page: as quick with three
thousand meetings as with thirty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from portal.asks.periods import bucket_of, bucket_span
from portal.db import db
from portal.meetings.models import (
    PLANNED,
    Answer,
    Attendance,
    Invitation,
    Meeting,
    MeetingKind,
    MeetingState,
    Presence,
)
from portal.meetings.queries import MeetingLine, visible_to
from portal.policy.decide import Actor
from portal.web.paging import PAGE_SIZE, Page, offset

MOST_AHEAD: Final = 200


@dataclass(frozen=True, kw_only=True)
class ListFilters:
    """What a reader asked to see of the list."""

    kind: MeetingKind | None = None
    year: int | None = None

    def clause(self) -> ColumnElement[bool]:
        """Return what the filters ask of a meeting."""
        return and_(
            true() if self.kind is None else Meeting.kind == self.kind,
            true()
            if self.year is None
            else Meeting.local_date.between(date(self.year, 1, 1), date(self.year, 12, 31)),
        )


@dataclass(frozen=True)
class MeetingList:
    """The list as a page shows it; ``series`` are the moments of these and later two months."""

    series: Sequence[Meeting]
    coming: Sequence[MeetingLine]
    past: Page[MeetingLine]

    def next_after(self, today: date) -> MeetingLine | None:
        """Return the first meeting to come to which people are invited, or nothing."""
        open_ = (
            line
            for line in self.coming
            if line.meeting.state is MeetingState.INVITED and line.meeting.local_date >= today
        )
        return next(open_, None)


def meeting_list(actor: Actor, filters: ListFilters, *, today: date, number: int) -> MeetingList:
    """Return what is planned, soonest first, and a page of what was, newest first."""
    ahead = db.session.scalars(_ahead(actor, today)).all()
    found = db.session.execute(_over(filters).offset(offset(number))).all()
    past = [row.Meeting for row in found]
    planned = [one for one in ahead if one.state in PLANNED]
    counted = counted_lines([*planned, *past])
    total = found[0].total if found else 0
    return MeetingList(
        series=[one for one in ahead if one.kind is MeetingKind.REFLECTION],
        coming=counted[: len(planned)],
        past=Page(rows=counted[len(planned) :], number=number, total=total),
    )


def _over(filters: ListFilters) -> Select[Meeting, int]:
    return (
        select(Meeting, func.count().over().label("total"))
        .where(Meeting.state.not_in(PLANNED), filters.clause())
        .order_by(Meeting.local_date.desc(), Meeting.id.desc())
        .limit(PAGE_SIZE)
    )


def _ahead(actor: Actor, today: date) -> Select[Meeting]:
    """Select what is planned, and the moments of these two months, soonest first."""
    now = and_(
        Meeting.kind == MeetingKind.REFLECTION,
        Meeting.state != MeetingState.CANCELLED,
        Meeting.bucket >= bucket_of(today),
    )
    return (
        select(Meeting)
        .where(or_(Meeting.state.in_(PLANNED), now), visible_to(actor))
        .order_by(Meeting.local_date, Meeting.starts_at, Meeting.id)
        .limit(MOST_AHEAD)
    )


def counted_lines(meetings: Sequence[Meeting]) -> list[MeetingLine]:
    """Return these meetings with what was answered and who was there: one statement."""
    counts = {row[0]: row[1:] for row in db.session.execute(_counts([one.id for one in meetings]))}
    return [MeetingLine(one, *counts[one.id]) for one in meetings]


def _counts(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    said = [func.count().filter(Invitation.answer == answer) for answer in Answer]
    asked = (
        select(Invitation.meeting_id, func.count(), *said)
        .where(Invitation.meeting_id.in_(ids))
        .group_by(Invitation.meeting_id)
        .subquery(name="asked")
    )
    there = (
        select(Attendance.meeting_id, func.count())
        .where(
            Attendance.meeting_id.in_(ids),
            Attendance.presence.in_([Presence.ON_SITE, Presence.ONLINE]),
        )
        .group_by(Attendance.meeting_id)
        .subquery(name="there")
    )
    counts = [*list(asked.c)[1:], list(there.c)[1]]
    return (
        select(Meeting.id, *(func.coalesce(count, 0) for count in counts))
        .outerjoin(asked, asked.c.meeting_id == Meeting.id)
        .outerjoin(there, there.c.meeting_id == Meeting.id)
        .where(Meeting.id.in_(ids))
    )


@dataclass(frozen=True)
class Kept:
    """Of which two months there are meetings: the years that were, and those with a moment."""

    years: Sequence[int]
    moments: frozenset[int]


def months_kept() -> Kept:
    """Return of which months there are meetings: one statement."""
    found = db.session.execute(select(Meeting.bucket, Meeting.kind, Meeting.state).distinct()).all()
    years = {bucket_span(row.bucket)[0].year for row in found if row.state not in PLANNED}
    moments = (
        row.bucket
        for row in found
        if row.kind is MeetingKind.REFLECTION and row.state is not MeetingState.CANCELLED
    )
    return Kept(sorted(years, reverse=True), frozenset(moments))


def all_lines(actor: Actor, filters: ListFilters) -> list[MeetingLine]:
    """Return every meeting that the reader may know of and asked for, newest first."""
    meetings = db.session.scalars(
        select(Meeting)
        .where(visible_to(actor), filters.clause())
        .order_by(Meeting.local_date.desc(), Meeting.id.desc())
    ).all()
    return counted_lines(meetings)
