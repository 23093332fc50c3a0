"""What this room adds when a person is erased or merged, or asks for all that is kept."""

from typing import Any

from flask import Flask

from portal.cards import queries, services
from portal.cards.export import organisation_table
from portal.policy.decide import extent
from portal.policy.guard import actor_or_none
from portal.policy.table import P
from portal.tables.files import Table
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return what a person wrote under their own name; what came by a code names nobody."""
    return {
        "team_cards": [
            {
                "team": part.card.team.name,
                "card_since": part.card.since.isoformat(),
                "about": part.part.value,
                "went": part.went.value if part.went else None,
                "words": part.words,
                "lang": part.lang,
                "written_on": part.written_on.isoformat(),
            }
            for part in queries.written_by(person_id)
        ],
        "answers_to_wanted_help": [
            {"words": one.words, "lang": one.lang, "sent_on": one.sent_on.isoformat()}
            for one in queries.answers_by(person_id)
        ],
    }


def organisation_data(*, organisation_id: int) -> list[Table]:
    """Return the cards of an organisation's teams, to who may read them; to others none."""
    actor = actor_or_none()
    if actor is None or organisation_id not in extent(actor, P.CARD_READ).organisations:
        return []
    return [organisation_table(queries.cards_of_organisation(organisation_id))]


def forget(*, person_id: int) -> None:
    """Take the name of an erased person off the cards."""
    services.forget_person(person_id)


def merge(*, kept_id: int, gone_id: int) -> None:
    """Settle what two rows of one person wrote twice."""
    services.merge_people(kept_id=kept_id, gone_id=gone_id)


def register_acts(app: Flask) -> None:
    """Take part in the acts of the rooms below."""
    on(app, Act.ERASE, forget)
    on(app, Act.MERGE, merge)
    on(app, Act.PERSON_DATA, person_data)
    on(app, Act.ORGANISATION_DATA, organisation_data)
