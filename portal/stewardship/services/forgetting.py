"""Take the name of an erased person off the life of kits; what teams found stays without it."""

from typing import Final

from sqlalchemy import update

from portal.db import db
from portal.network.models import Person
from portal.stewardship.models import (
    KitAnnouncement,
    KitCheck,
    KitPilot,
    KitReview,
    PilotFeedback,
)

NAMED: Final = (
    KitPilot.opened_by_id,
    KitPilot.settled_by_id,
    PilotFeedback.written_by_id,
    PilotFeedback.answered_by_id,
    KitCheck.by_person_id,
    KitAnnouncement.by_person_id,
    KitReview.set_by_id,
    KitReview.done_by_id,
)


def forget_person(person_id: int) -> None:
    """Take a person off every row of this room, also where somebody typed their name."""
    for column in NAMED:
        change = update(column.class_).where(column == person_id)
        db.session.execute(change.values({column.key: None}))
    person = db.session.get_one(Person, person_id)
    read = update(KitCheck).where(KitCheck.who == person.name)
    db.session.execute(read.values(who=""))
