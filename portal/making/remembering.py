"""What this room adds when a person is erased, merged or followed, or asks for all that is kept."""

from datetime import date
from typing import Any

from flask import Flask
from flask_babel import gettext

from portal.making import authors, queries
from portal.making.export import drafts_table
from portal.policy.decide import extent
from portal.policy.guard import actor_or_none
from portal.policy.table import P
from portal.tables.files import Table
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return what a person makes, which steps they took, and what they said about drafts."""
    return {
        "lesson_kits_in_the_making": [
            {
                "title": one.draft.title,
                "step": one.draft.step.value,
                "writes_since": one.since.isoformat(),
            }
            for one in queries.authorships_of(person_id)
        ],
        "steps_of_lesson_kits": [
            {
                "title": one.draft.title,
                "step": one.step.value,
                "on": one.happened_on.isoformat(),
                "note": one.note,
            }
            for one in queries.steps_by(person_id)
        ],
        "comments_on_lesson_kits": [
            {
                "title": one.draft.title,
                "file": one.path,
                "words": one.words,
                "written_on": one.written_on.isoformat(),
            }
            for one in queries.comments_by(person_id)
        ],
    }


def organisation_data(*, organisation_id: int) -> list[Table]:
    """Return what the teams of an organisation make, to who may read that; to others none."""
    actor = actor_or_none()
    if actor is None or not extent(actor, P.KIT_PROPOSE):
        return []
    return [drafts_table(queries.drafts_of_organisation(organisation_id))]


def forget(*, person_id: int) -> None:
    """Take the name of an erased person off the kits in the making."""
    authors.forget_person(person_id)


def merge(*, kept_id: int, gone_id: int) -> None:
    """Settle what two rows of one person both write."""
    authors.merge_people(kept_id=kept_id, gone_id=gone_id)


def moving(*, before_id: int, **_told: object) -> list[str]:
    """Say on which kits in the making a successor would write along."""
    return [
        gettext("“%(title)s”, in the making: the successor writes along.", title=draft.title)
        for draft in queries.open_drafts_of(before_id)
    ]


def succeed(*, before_id: int, successor_id: int, on: date, **_told: object) -> int:
    """Let the successor write along from the day on which they begin."""
    return authors.let_successor_write(before_id, successor_id, on=on)


def register_acts(app: Flask) -> None:
    """Take part in the acts of the rooms below."""
    on(app, Act.ERASE, forget)
    on(app, Act.MERGE, merge)
    on(app, Act.PERSON_DATA, person_data)
    on(app, Act.ORGANISATION_DATA, organisation_data)
    on(app, Act.MOVES, moving)
    on(app, Act.SUCCESSION, succeed)
