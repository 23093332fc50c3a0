"""What materials add when a person is erased, or asks for all that is kept."""

from typing import Any

from flask import Flask

from portal.meetings.materials import queries, services
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return what a person hung on meetings, while their name is with it."""
    return {
        "materials_of_meetings": [
            {
                "meeting_on": one.meeting.local_date.isoformat(),
                "title": one.title,
                "added_on": one.added_on.isoformat(),
            }
            for one in queries.added_by(person_id)
        ]
    }


def forget(*, person_id: int) -> None:
    """Take the name of an erased person off what they added."""
    services.forget_person(person_id)


def init_app(app: Flask) -> None:
    """Take part in the acts of the rooms below."""
    on(app, Act.ERASE, forget)
    on(app, Act.PERSON_DATA, person_data)
