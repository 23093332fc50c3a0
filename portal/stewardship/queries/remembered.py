"""What is kept of one person in the life of kits."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from portal.db import db
from portal.stewardship.models import KitCheck, KitPilot, PilotFeedback


def feedback_by(person_id: int) -> Sequence[PilotFeedback]:
    """Return the feedback that a person wrote last."""
    return _feedback(PilotFeedback.written_by_id == person_id)


def answers_by(person_id: int) -> Sequence[PilotFeedback]:
    """Return the feedback that a person answered."""
    return _feedback(PilotFeedback.answered_by_id == person_id)


def _feedback(is_theirs: ColumnElement[bool]) -> Sequence[PilotFeedback]:
    return db.session.scalars(
        select(PilotFeedback)
        .where(is_theirs)
        .options(
            joinedload(PilotFeedback.pilot).joinedload(KitPilot.team),
            selectinload(PilotFeedback.remarks),
        )
        .order_by(PilotFeedback.id)
    ).all()


def pilots_opened_by(person_id: int) -> Sequence[KitPilot]:
    """Return the pilots that a person asked for or offered."""
    return db.session.scalars(
        select(KitPilot)
        .where(KitPilot.opened_by_id == person_id)
        .options(joinedload(KitPilot.team))
        .order_by(KitPilot.id)
    ).all()


def checks_by(person_id: int) -> Sequence[KitCheck]:
    """Return what a person ticked off about kits."""
    query = select(KitCheck).where(KitCheck.by_person_id == person_id)
    return db.session.scalars(query.order_by(KitCheck.version_id, KitCheck.item)).all()
