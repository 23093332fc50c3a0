"""What drafts of questionnaires add when a person is erased, or asks for all that is kept."""

from typing import Any

from flask import Flask

from portal.questionnaires.builder import queries, services
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return which drafts of questionnaires a person changed last."""
    return {
        "drafts_of_questionnaires": [
            {"questionnaire": draft.slug, "changed_on": draft.changed_on.isoformat()}
            for draft in queries.drafts_changed_by(person_id)
        ]
    }


def forget(*, person_id: int) -> None:
    """Take the name of an erased person off the drafts."""
    services.forget_person(person_id)


def init_app(app: Flask) -> None:
    """Take part in the acts of the rooms below."""
    on(app, Act.ERASE, forget)
    on(app, Act.PERSON_DATA, person_data)
