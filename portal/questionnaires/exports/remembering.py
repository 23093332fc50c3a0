"""What exports add when a person is erased or merged, or asks for all that is kept."""

from typing import Any

from flask import Flask

from portal.questionnaires.exports import queries, services
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return which answers somebody took along, when, and for what."""
    return {
        "answers_taken_along": [
            {"on": one.taken_on.isoformat(), "purpose": one.purpose, "answers": one.responses}
            for one in queries.exports_by(person_id)
        ]
    }


def forget(*, person_id: int) -> None:
    """Take the name of an erased person off what they took along."""
    services.forget_person(person_id)


def merge(*, kept_id: int, gone_id: int) -> None:
    """Put what two rows of one person took along under one."""
    services.merge_people(kept_id=kept_id, gone_id=gone_id)


def init_app(app: Flask) -> None:
    """Take part in the acts of the room that keeps people."""
    on(app, Act.ERASE, forget)
    on(app, Act.MERGE, merge)
    on(app, Act.PERSON_DATA, person_data)
