"""The series of meetings as days and numbers: what the calendar law looks at."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.asks.periods import bucket_of, bucket_span
from portal.db import db
from portal.meetings.models import Meeting, MeetingKind, MeetingState


@dataclass(frozen=True)
class Bucket:
    """Two months of the series and the moments in them."""

    first: date
    last: date
    meetings: tuple[Meeting, ...]


def series_days(*, but: int = 0) -> list[date]:
    """Return the days of the reflection moments that are not cancelled, but for one number."""
    query = select(Meeting.local_date).where(
        Meeting.kind == MeetingKind.REFLECTION,
        Meeting.state != MeetingState.CANCELLED,
        Meeting.number != but,
    )
    return list(db.session.scalars(query.order_by(Meeting.local_date)))


def latest_of(kind: MeetingKind) -> Meeting | None:
    """Return the meeting of this kind with the highest number: a next one starts from it."""
    return db.session.scalar(
        select(Meeting).where(Meeting.kind == kind).order_by(Meeting.number.desc()).limit(1)
    )


def next_number(kind: MeetingKind) -> int:
    """Return the number that the next meeting of this kind gets; cancelled ones keep theirs."""
    highest = db.session.scalar(select(func.max(Meeting.number)).where(Meeting.kind == kind))
    return (highest or 0) + 1


def buckets_ahead(meetings: Sequence[Meeting], today: date, *, count: int) -> list[Bucket]:
    """Return this bucket and the next ones, each with its reflection moments to come or past."""
    now = bucket_of(today)
    return [_bucket(meetings, bucket) for bucket in range(now, now + count)]


def missed_buckets(moments: Collection[int], today: date) -> list[Bucket]:
    """Return the past buckets since the first moment in which none was held or planned."""
    past = range(min(moments, default=bucket_of(today)), bucket_of(today))
    return [_bucket((), bucket) for bucket in past if bucket not in moments]


def _bucket(meetings: Sequence[Meeting], bucket: int) -> Bucket:
    inside = tuple(one for one in meetings if _counts(one) and one.bucket == bucket)
    return Bucket(*bucket_span(bucket), inside)


def _counts(meeting: Meeting) -> bool:
    return meeting.kind is MeetingKind.REFLECTION and meeting.state is not MeetingState.CANCELLED
