"""That a meeting was moved: from which day to which, and when; the year view tells it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from portal.db import Model, db
from portal.meetings.models import Meeting, MeetingState


class MeetingMove(Model):
    """One move of a planned meeting to another day, with the reason if one was needed."""

    __tablename__ = "meeting_move"
    __table_args__ = (CheckConstraint("from_day <> to_day", name="a_move_changes_the_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    from_day: Mapped[date]
    to_day: Mapped[date]
    moved_on: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")

    meeting: Mapped[Meeting] = relationship()


def note_move(meeting: Meeting, from_day: date, *, reason: str, on: date) -> None:
    """Keep that a meeting went from one day to the day it has now; another hour is no move.

    A draft that gets another day is no move either: nobody was told of the first.
    """
    if from_day != meeting.local_date and meeting.state is MeetingState.INVITED:
        db.session.add(
            MeetingMove(
                meeting_id=meeting.id,
                from_day=from_day,
                to_day=meeting.local_date,
                moved_on=on,
                reason=reason,
            )
        )
        db.session.flush()


def moves_between(first: date, last: date) -> Sequence[MeetingMove]:
    """Return the moves out of or into these days, the oldest first, each with its meeting."""
    return db.session.scalars(
        select(MeetingMove)
        .where(
            or_(MeetingMove.from_day.between(first, last), MeetingMove.to_day.between(first, last))
        )
        .order_by(MeetingMove.id)
        .options(joinedload(MeetingMove.meeting))
    ).all()
