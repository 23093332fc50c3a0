"""What this room adds when a person is erased, or asks for all that is kept."""

from typing import Any

from flask import Flask

from portal.adoption import queries, services
from portal.adoption.export import uses_table
from portal.adoption.reading import lines_of
from portal.policy.decide import extent
from portal.policy.guard import actor_or_none
from portal.policy.table import P
from portal.tables.files import Table
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return what a person told under their own name; what came by a code names nobody."""
    return {
        "told_of_lesson_kits": [
            {
                "team": use.team.name,
                "lesson_kit": use.version.kit.slug,
                "used_on": use.used_on.isoformat(),
                "told_on": use.told_on.isoformat(),
                "how_it_went": use.felt.value,
                "words": use.words,
                "changed": use.changed,
                "lang": use.lang,
            }
            for use in queries.told_by(person_id)
        ],
        "answers_to_next_lesson_kit": [
            {
                "team": one.team.name,
                "lesson_kit": one.kit.slug,
                "answer": one.answer.value,
                "why": one.why,
                "answered_on": one.answered_on.isoformat(),
            }
            for one in queries.answered_by(person_id)
        ],
    }


def organisation_data(*, organisation_id: int) -> list[Table]:
    """Return what an organisation's teams told, to who may read it; to others nothing."""
    actor = actor_or_none()
    where = extent(actor, P.USE_READ) if actor else None
    if actor is None or where is None:
        return []
    if not where.network and organisation_id not in where.organisations:
        return []
    return [uses_table(lines_of(queries.uses_of_organisation(organisation_id), actor))]


def forget(*, person_id: int) -> None:
    """Take the name of an erased person off what they told."""
    services.forget_person(person_id)


def register_acts(app: Flask) -> None:
    """Take part in the acts of the rooms below."""
    on(app, Act.ERASE, forget)
    on(app, Act.PERSON_DATA, person_data)
    on(app, Act.ORGANISATION_DATA, organisation_data)
