"""What this room adds when a person is erased or merged, or asks for all that is kept."""

from typing import Any

from flask import Flask
from flask_babel import gettext

from portal.culture import queries, services
from portal.policy.decide import extent
from portal.policy.guard import actor_or_none
from portal.policy.table import P
from portal.tables.files import Column, Kind, Table
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return what a person said about teams and staff; what somebody answered names nobody."""
    return {
        "culture_headcounts": [
            {"team": one.team.name, "people": one.people, "told_on": one.told_on.isoformat()}
            for one in queries.headcounts_by(person_id)
        ]
    }


def organisation_data(*, organisation_id: int) -> list[Table]:
    """Return how many people worked in each team, to who prepares measurements; to others none."""
    actor = actor_or_none()
    if actor is None or organisation_id not in extent(actor, P.CULTURE_CODES).organisations:
        return []
    return [
        Table(
            name="culture-headcounts",
            columns=[
                Column(key="number", label=gettext("Measurement"), kind=Kind.NUMBER),
                Column(key="team", label=gettext("Team")),
                Column(key="people", label=gettext("People"), kind=Kind.NUMBER),
                Column(key="told_on", label=gettext("Told on"), kind=Kind.DATE),
            ],
            rows=[
                {"number": number, "team": team, "people": people, "told_on": told_on}
                for number, team, people, told_on in queries.headcounts_of(organisation_id)
            ],
        )
    ]


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
    on(app, Act.ORGANISATION_DATA, organisation_data)
