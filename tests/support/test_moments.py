"""Moments of support: kept once, corrected, and what was agreed becomes an action."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.rules import RuleBroken
from portal.support import moments, parts
from portal.support.models import Channel, Moment, Side, TaskKind
from portal.support.moments import Account
from portal.web.stale import Stale
from tests.cast import Cast
from tests.conftest import TODAY
from tests.support.agreed import (
    KEY,
    action,
    finish,
    hand_over,
    moment,
    moment_by,
    planned_by,
    task_by,
    tasks_about,
)

SOON = date(2022, 12, 1)


def told(about: str = "Iets anders", **more: object) -> Account:
    given: dict[str, object] = {
        "held_on": date(2022, 11, 8),
        "how": Channel.CALL,
        "with_id": None,
        "about": about,
        "lang": "nl",
    }
    return Account(**{**given, **more})  # type: ignore[arg-type]


def correct(cast: Cast, moment_id: int, account: Account, *, revision: int) -> None:
    by = cast.coordinator.person_id
    with transaction():
        row = db.session.get_one(Moment, moment_id)
        moments.correct_moment(row, account, revision=revision, today=TODAY, by=by)


def test_a_form_that_is_sent_twice_is_one_moment(cast: Cast) -> None:
    assert moment(cast) == moment(cast, about="Nog eens")
    assert moment_by(moment(cast)).about == "De teams vonden tijd voor een kort moment."


def test_what_was_agreed_becomes_the_action_of_the_ambassador(cast: Cast) -> None:
    moment_id = moment(
        cast, next_step="Bel de nachtploeg", next_on=SOON, action_for=Side.ORGANISATION
    )
    (task,) = tasks_about(TaskKind.ACTION)
    assert (task.words, task.lang, task.due_on, task.owner_id) == (
        "Bel de nachtploeg",
        "nl",
        SOON,
        cast.ambassador.person_id,
    )
    assert moment_by(moment_id).task_id == task.id


def test_an_action_of_the_project_team_is_of_who_notes_it(cast: Cast) -> None:
    moment(cast, next_step="Affiches", action_for=Side.PROJECT_TEAM)
    assert [task.owner_id for task in tasks_about(TaskKind.ACTION)] == [cast.coordinator.person_id]


def test_a_correction_is_counted_and_moves_the_action_along(cast: Cast) -> None:
    moment_id = moment(cast, next_step="Bel", next_on=SOON, action_for=Side.ORGANISATION)
    correct(cast, moment_id, told(next_step="Bel de dagploeg"), revision=1)
    row = moment_by(moment_id)
    assert (row.about, row.revision, row.lang) == ("Iets anders", 2, "nl")
    (task,) = tasks_about(TaskKind.ACTION)
    assert (task.words, task.due_on) == ("Bel de dagploeg", None)
    found = select(AuditEvent.event).where(AuditEvent.object_kind == "support_moment")
    assert list(db.session.scalars(found.order_by(AuditEvent.id))) == [
        "support_logged",
        "support_corrected",
    ]


def test_an_action_that_is_done_keeps_its_words(cast: Cast) -> None:
    moment_id = moment(cast, next_step="Bel", action_for=Side.ORGANISATION)
    (task,) = tasks_about(TaskKind.ACTION)
    finish(task.id, by=cast.ambassador.person_id)
    correct(cast, moment_id, told(next_step="Mail"), revision=1)
    assert task_by(task.id).words == "Bel"


def test_what_became_an_action_is_not_wiped_out(cast: Cast) -> None:
    moment_id = moment(cast, next_step="Bel", action_for=Side.ORGANISATION)
    with pytest.raises(RuleBroken, match="an action now"):
        correct(cast, moment_id, told(), revision=1)


def test_who_corrects_second_is_told(cast: Cast) -> None:
    moment_id = moment(cast)
    correct(cast, moment_id, told("Eerste"), revision=1)
    with pytest.raises(Stale):
        correct(cast, moment_id, told("Tweede"), revision=1)
    assert moment_by(moment_id).about == "Eerste"


def test_forgetting_takes_the_person_out_and_leaves_what_was_done(cast: Cast) -> None:
    moment_id = moment(cast)
    task_id = action(cast)
    with transaction():
        parts.forget(person_id=cast.ambassador.person_id)
    assert (moment_by(moment_id).with_id, task_by(task_id).owner_id) == (None, None)


def test_two_rows_of_one_person_hand_nothing_over_to_themselves(cast: Cast) -> None:
    hand_over_id = hand_over(cast, SOON)
    with transaction():
        parts.merge(kept_id=cast.ambassador.person_id, gone_id=cast.contact.person_id)
    assert planned_by(hand_over_id) is None


def test_people_and_places_get_what_is_kept_of_them(cast: Cast) -> None:
    moment(cast, next_step="Bel", next_on=SOON, action_for=Side.ORGANISATION)
    moment(cast, key=KEY[::-1], home=cast.away)
    hand_over(cast, SOON)
    kept = parts.data_of_person(person_id=cast.ambassador.person_id)
    assert [len(kept[key]) for key in ("tasks", "support_moments", "hand_overs")] == [2, 1, 1]
    assert kept["support_moments"][0]["organisation"] == cast.home.name
    given = parts.data_of_organisation(organisation_id=cast.home.organisation_id)
    tasks, said, advisers = given
    assert next(iter(tasks.rows))["task"] == "Bel"
    assert [row["about"] for row in said.rows] == ["De teams vonden tijd voor een kort moment."]
    assert list(advisers.rows) == []
