"""What the agenda forgets with a person: their name, where it says who leads a part."""

from flask import Flask
from sqlalchemy import select

from portal.db import db
from portal.meetings.models import MeetingBlock
from portal.network.models import Person
from portal.web.hooks import Act, on


def forget(*, person_id: int) -> None:
    """Take the name of a forgotten person out of who led a part of any meeting."""
    person = db.session.get(Person, person_id)
    if person is None:
        return
    led = select(MeetingBlock).where(MeetingBlock.presenter.contains(person.name, autoescape=True))
    for block in db.session.scalars(led).all():
        block.presenter = " ".join(block.presenter.replace(person.name, "").split())
    db.session.flush()


def init_app(app: Flask) -> None:
    """Take part in the act of forgetting."""
    on(app, Act.ERASE, forget)
