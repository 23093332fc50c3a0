"""What lesson kits add when somebody asks for what is kept about them."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.db import db
from portal.moi.models import KitAct
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return the steps in the life of a lesson kit that somebody took."""
    acts = select(KitAct).where(KitAct.by_person_id == person_id).order_by(KitAct.id)
    return {
        "steps_with_lesson_kits": [
            {"step": one.kind.value, "on": one.happened_on.isoformat()}
            for one in db.session.scalars(acts)
        ]
    }


def init_app(app: Flask) -> None:
    """Take part in the acts of the room that keeps people."""
    on(app, Act.PERSON_DATA, person_data)
