"""What this room adds when a person is erased or merged, or asks for all that is kept.

A hand-over moves nothing here: a need is of its team or organisation, whoever told it.
"""

from typing import Any

from flask import Flask

from portal.clock import today
from portal.needs import queries, services
from portal.needs.export import needs_table
from portal.policy.decide import extent
from portal.policy.guard import actor_or_none
from portal.policy.table import P
from portal.tables.files import Table
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return what a person told, and what they said is their team's need too."""
    return {
        "needs_told": [
            {
                "words": need.words,
                "happened": need.happened,
                "lang": need.lang,
                "told_on": need.told_on.isoformat(),
            }
            for need in queries.told_by(person_id)
        ],
        "needs_shared": [
            {
                "words": one.need.words,
                "team": one.team.name,
                "said_on": one.said_on.isoformat(),
                "team_named_on": one.named_on.isoformat() if one.named_on else None,
            }
            for one in queries.shared_by(person_id)
        ],
    }


def organisation_data(*, organisation_id: int) -> list[Table]:
    """Return the needs told for an organisation and its teams, to who tells for them."""
    actor = actor_or_none()
    if actor is None:
        return []
    where = extent(actor, P.NEED_TELL)
    if not (where.network or organisation_id in where.organisations):
        return []
    lines = queries.needs_of_organisation(organisation_id, today())
    kits = queries.newest_versions([line.step.kit_id for line in lines if line.step])
    return [needs_table(lines, kits)]


def forget(*, person_id: int) -> None:
    """Take the name of an erased person off the needs."""
    services.forget_person(person_id)


def register_acts(app: Flask) -> None:
    """Take part in the acts of the rooms below; two people who are one need nothing settled."""
    on(app, Act.ERASE, forget)
    on(app, Act.PERSON_DATA, person_data)
    on(app, Act.ORGANISATION_DATA, organisation_data)
