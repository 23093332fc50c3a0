"""What this room adds when a person is erased, or asks for all that is kept.

Two rows of one person have nothing here that could clash: joined, each goes over as it is.
"""

from typing import Any

from flask import Flask

from portal.adjustments import queries, services
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return what a person told, and which steps they took."""
    return {
        "feedback_told": [
            {"words": one.words, "lang": one.lang, "told_on": one.told_on.isoformat()}
            for one in queries.told_by(person_id)
        ],
        "feedback_steps": [
            {
                "about": one.finding.words,
                "step": one.kind.value,
                "words": one.words,
                "lang": one.lang,
                "on": one.happened_on.isoformat(),
            }
            for one in queries.steps_by(person_id)
        ],
    }


def forget(*, person_id: int) -> None:
    """Take the name of an erased person off what they told and decided."""
    services.forget_person(person_id)


def register_acts(app: Flask) -> None:
    """Take part in the acts of the rooms below."""
    on(app, Act.ERASE, forget)
    on(app, Act.PERSON_DATA, person_data)
