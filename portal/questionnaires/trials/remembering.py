"""What trial rounds add when two people become one, one is forgotten, or asks for their data.

Answers and drafts are every questionnaire's: see ``portal.questionnaires.remembering``.
"""

from typing import Any

from flask import Flask

from portal.questionnaires.trials import queries, services
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return where somebody said that they stumbled."""
    return {
        "remarks_in_trial_rounds": [
            {"language": one.lang, "remark": one.body} for one in queries.remarks_by(person_id)
        ]
    }


def forget(*, person_id: int) -> None:
    """Erase the remarks of somebody who is forgotten."""
    services.forget_person(person_id)


def merge(*, kept_id: int, gone_id: int) -> None:
    """Put the remarks of two rows of one person under the one that is kept."""
    services.merge_people(kept_id=kept_id, gone_id=gone_id)


def init_app(app: Flask) -> None:
    """Take part in the acts of the room that keeps people."""
    on(app, Act.ERASE, forget)
    on(app, Act.MERGE, merge)
    on(app, Act.PERSON_DATA, person_data)
