"""What this room adds when a person is erased or merged, or asks for all that is kept."""

from typing import Any

from flask import Flask

from portal.culture import queries, services
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return what a person said about teams and staff; what somebody answered names nobody."""
    return {
        "culture_headcounts": [
            {"team": one.team.name, "people": one.people, "told_on": one.told_on.isoformat()}
            for one in queries.headcounts_by(person_id)
        ]
    }


def forget(*, person_id: int) -> None:
    """Take the name of an erased person off what they said."""
    services.forget_person(person_id)


def merge(*, kept_id: int, gone_id: int) -> None:
    """Put what two rows of one person said under one."""
    services.merge_people(kept_id=kept_id, gone_id=gone_id)


def register_acts(app: Flask) -> None:
    """Take part in the acts of the rooms below."""
    on(app, Act.ERASE, forget)
    on(app, Act.MERGE, merge)
    on(app, Act.PERSON_DATA, person_data)
