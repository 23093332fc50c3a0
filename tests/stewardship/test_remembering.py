"""What the room gives and forgets when the rooms below ask."""

import csv
import io

import pytest
from flask import Flask, g
from sqlalchemy import select

from portal.accounts.queries import find_visit
from portal.clock import now
from portal.db import Model, db, transaction
from portal.network.models import Person
from portal.people.queries.doubles import references_to
from portal.stewardship.models import Item, KitCheck, PilotFeedback
from portal.stewardship.services import steps
from portal.tables.files import to_csv
from portal.web.hooks import Act, tell
from tests.cast import Cast, Member
from tests.conftest import TODAY, session_key
from tests.stewardship.conftest import FOUND, Pilot, step


def _act_as(member: Member) -> None:
    visit = find_visit(session_key(member), now=now(), on=TODAY)
    assert visit is not None
    g.actor = visit.actor


def _data_of(person_id: int) -> dict[str, list[dict[str, object]]]:
    merged: dict[str, list[dict[str, object]]] = {}
    for part in tell(Act.PERSON_DATA, person_id=person_id):
        merged |= part
    return merged


def test_a_person_gets_what_they_found_and_answered(cast: Cast, ready: int) -> None:
    assert ready
    mine = _data_of(cast.lead.person_id)["lesson_kits_tested"]
    assert [(one["team"], one["minutes"], one["remarks"]) for one in mine] == [
        ("Team 1 home", 20, [FOUND.remarks[1]])
    ]
    theirs = _data_of(cast.coordinator.person_id)
    assert theirs["answers_to_feedback_on_lesson_kits"] == [
        {"words": "Ingekort.", "on": "2022-11-15"}
    ]
    assert [one["check"] for one in theirs["lesson_kit_checks"]] == sorted(Item)
    assert _data_of(cast.neighbour.person_id)["lesson_kits_tested"] == []


def test_an_erased_person_is_named_nowhere_and_what_was_found_stays(
    cast: Cast, kit_id: int, pilot: Pilot
) -> None:
    pilot()
    with transaction():
        name = db.session.get_one(Person, cast.lead.person_id).name
        steps.tick(kit_id, Item.CLINICAL, step(cast, note=name))
    with transaction():
        tell(Act.ERASE, person_id=cast.lead.person_id)
    assert db.session.scalars(select(PilotFeedback.written_by_id)).all() == [None]
    assert db.session.scalars(select(PilotFeedback.change)).all() == [FOUND.change]
    assert db.session.scalars(select(KitCheck.who)).all() == [""]


def test_every_name_goes_over_when_two_people_are_joined() -> None:
    tables = {column.table.name for column in references_to(Model.metadata.tables["person"])}
    assert {"kit_pilot", "pilot_feedback", "kit_check", "kit_announcement", "kit_review"} <= tables


@pytest.mark.parametrize(("who", "rows"), [("ambassador", 1), ("coordinator", 0), ("neighbour", 0)])
def test_a_house_takes_its_pilots_along(
    app: Flask, cast: Cast, pilot: Pilot, who: str, rows: int
) -> None:
    pilot()
    with app.test_request_context():
        _act_as(cast.everyone[who])
        told = tell(Act.ORGANISATION_DATA, organisation_id=cast.home.organisation_id)
        tables = [one for part in told for one in part if one.name == "lesson-kit-pilots"]
        lines = [
            line
            for one in tables
            for line in list(
                csv.reader(io.StringIO(to_csv(one).decode("utf-8-sig")), delimiter=";")
            )[1:]
        ]
    assert [line[0] for line in lines] == ["Team 1 home"] * rows
