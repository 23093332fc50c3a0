"""Reads of what hangs on meetings."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.db import db
from portal.meetings.materials.models import Material
from portal.meetings.models import Meeting, MeetingState


def added_between(since: date, until: date) -> Sequence[Material]:
    """Return what was added in ``[since, until)`` and is still there, with its meeting, by meeting.

    Of a draft, which participants cannot see, nothing is told.
    """
    return db.session.scalars(
        select(Material)
        .join(Material.meeting)
        .where(
            Material.added_on >= since,
            Material.added_on < until,
            Material.removed_on.is_(None),
            Meeting.state.not_in((MeetingState.DRAFT, MeetingState.CANCELLED)),
        )
        .order_by(Meeting.local_date, Meeting.id, Material.phase, Material.position, Material.id)
        .options(contains_eager(Material.meeting))
    ).all()


def materials_of(meeting_id: int) -> Sequence[Material]:
    """Return what a meeting has, in the order of its page, and last what was taken away."""
    return db.session.scalars(
        select(Material)
        .where(Material.meeting_id == meeting_id)
        .order_by(
            Material.removed_on.is_not(None), Material.phase.desc(), Material.position, Material.id
        )
    ).all()


def find_material(meeting_id: int, material_id: int) -> Material | None:
    """Return one thing of a meeting, also when it was taken away; nothing of another meeting."""
    return db.session.scalar(
        select(Material).where(Material.id == material_id, Material.meeting_id == meeting_id)
    )


def find_by_form(form_key: str) -> Material | None:
    """Return what one sent form added, if it came in before."""
    return db.session.scalar(select(Material).where(Material.form_key == form_key))


def next_position(meeting_id: int) -> int:
    """Return the place after the last thing of a meeting."""
    last = select(func.max(Material.position)).where(Material.meeting_id == meeting_id)
    return (db.session.scalar(last) or 0) + 1


def added_by(person_id: int) -> Sequence[Material]:
    """Return what a person added, with its meeting."""
    return db.session.scalars(
        select(Material)
        .where(Material.added_by_id == person_id)
        .order_by(Material.id)
        .options(joinedload(Material.meeting))
    ).all()
