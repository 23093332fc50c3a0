"""What this room adds when a person is erased, or asks for all that is kept.

Two rows of one person have nothing here that could clash: joined, each goes over as it is.
"""

from typing import Any

from flask import Flask

from portal.policy.decide import extent
from portal.policy.guard import actor_or_none
from portal.policy.table import P
from portal.stewardship.export import organisation_table
from portal.stewardship.queries import remembered
from portal.stewardship.queries.pilots import pilots_of_organisation
from portal.stewardship.services import forgetting
from portal.tables.files import Table
from portal.web.hooks import Act, on
from portal.web.words import reader_locale


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return what somebody did in the life of kits under their own name."""
    return {
        "lesson_kits_tested": [
            {
                "team": one.pilot.team.name,
                "minutes": one.minutes,
                "people": one.people,
                "change": one.change,
                "remarks": [remark.words for remark in one.remarks],
                "saved_on": one.saved_on.isoformat(),
                "sent_on": one.sent_on.isoformat() if one.sent_on else None,
            }
            for one in remembered.feedback_by(person_id)
        ],
        "answers_to_feedback_on_lesson_kits": [
            {"words": one.answer, "on": one.answered_on.isoformat() if one.answered_on else None}
            for one in remembered.answers_by(person_id)
        ],
        "lesson_kits_offered_to_test": [
            {"team": one.team.name, "words": one.words, "on": one.opened_on.isoformat()}
            for one in remembered.pilots_opened_by(person_id)
        ],
        "lesson_kit_checks": [
            {"check": one.item.value, "on": one.ticked_on.isoformat()}
            for one in remembered.checks_by(person_id)
        ],
    }


def organisation_data(*, organisation_id: int) -> list[Table]:
    """Return what an organisation's teams tested, to who may read it; to others none."""
    actor = actor_or_none()
    if actor is None or organisation_id not in extent(actor, P.PILOT_FILL).organisations:
        return []
    return [organisation_table(pilots_of_organisation(organisation_id), reader_locale())]


def forget(*, person_id: int) -> None:
    """Take the name of an erased person off what this room keeps."""
    forgetting.forget_person(person_id)


def init_app(app: Flask) -> None:
    """Take part in the acts of the rooms below."""
    on(app, Act.ERASE, forget)
    on(app, Act.PERSON_DATA, person_data)
    on(app, Act.ORGANISATION_DATA, organisation_data)
