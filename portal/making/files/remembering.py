"""What draft files add when a person is erased, or asks for all that is kept."""

from typing import Any

from flask import Flask

from portal.making.files import queries, services
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return which files of kits in the making a person changed last."""
    return {
        "files_of_kits_in_the_making": [
            {
                "lesson_kit": file.draft.title,
                "file": file.path,
                "changed_on": file.changed_on.isoformat(),
            }
            for file in queries.changed_by(person_id)
        ]
    }


def forget(*, person_id: int) -> None:
    """Take the name of an erased person off the files."""
    services.forget_person(person_id)


def init_app(app: Flask) -> None:
    """Take part in the acts of the rooms below."""
    on(app, Act.ERASE, forget)
    on(app, Act.PERSON_DATA, person_data)
