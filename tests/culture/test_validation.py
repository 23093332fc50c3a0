"""The validation of a version is kept step by step, and nothing that was said is lost."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.audit.models import AuditEvent
from portal.culture.services import MeasurementPlan, plan_measurement
from portal.culture.validation.models import StepState, Validation, ValidationStep
from portal.culture.validation.queries import history_of, is_pilot, newest_of, versions
from portal.culture.validation.rules import StepPlan, missing_steps
from portal.culture.validation.services import forget_person, keep_step, merge_people
from portal.db import db, transaction
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.kinds import Maturity
from portal.rules import RuleBroken
from portal.web.hooks import Act
from portal.web.stale import Stale
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.culture.measurements import CULTURE

PILOT_DONE = StepPlan(
    state=StepState.DONE,
    people=212,
    figure="Six items left.",
    source="Report 2022",
    done_on=date(2022, 10, 1),
)
UNDER_WAY = StepPlan(state=StepState.UNDER_WAY, people=40)


@pytest.fixture
def version_id(app: Flask) -> int:
    """The pilot version, published."""
    assert app
    with transaction():
        return import_instrument(CULTURE, on=date(2022, 8, 1)).id


def _keep(cast: Cast, version_id: int, plan: StepPlan, *, based_on: int = 0) -> None:
    with transaction():
        by = cast.coordinator.person_id
        keep_step(version_id, Validation.PILOT, plan, based_on=based_on, by=by, on=TODAY)


def test_a_version_starts_with_every_step_missing(version_id: int) -> None:
    assert list(missing_steps(newest_of(version_id))) == list(Validation)


def test_a_change_stands_beside_what_was_said_before(cast: Cast, version_id: int) -> None:
    _keep(cast, version_id, UNDER_WAY)
    _keep(cast, version_id, PILOT_DONE, based_on=1)
    rows = history_of(version_id)[Validation.PILOT]
    assert [(row.revision, row.state, row.people) for row in rows] == [
        (2, StepState.DONE, 212),
        (1, StepState.UNDER_WAY, 40),
    ]
    assert Validation.PILOT not in missing_steps(newest_of(version_id))
    assert len(missing_steps(newest_of(version_id))) == 4


def test_two_who_write_at_once_are_told(cast: Cast, version_id: int) -> None:
    _keep(cast, version_id, UNDER_WAY)
    with pytest.raises(Stale):
        _keep(cast, version_id, PILOT_DONE)
    assert [row.revision for row in history_of(version_id)[Validation.PILOT]] == [1]


def test_the_trail_names_the_step_and_no_figure(cast: Cast, version_id: int) -> None:
    _keep(cast, version_id, PILOT_DONE)
    line = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "validation_kept")).one()
    assert (line.object_id, line.by_person_id) == (str(version_id), cast.coordinator.person_id)
    assert line.detail == {"step": "pilot", "state": "done"}


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (StepPlan(state=StepState.DONE), "once you say"),
        (StepPlan(state=StepState.PLANNED, done_on=TODAY), "Only a step that is done"),
        (
            StepPlan(state=StepState.DONE, people=199, figure="f", source="s", done_on=TODAY),
            "from 200 people",
        ),
        (
            StepPlan(
                state=StepState.DONE, people=200, figure="f", source="s", done_on=date(2022, 11, 16)
            ),
            "still to come",
        ),
    ],
    ids=["nothing said", "day too soon", "too few", "tomorrow"],
)
def test_a_step_that_is_not_done_is_not_called_so(
    cast: Cast, version_id: int, plan: StepPlan, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words):
        _keep(cast, version_id, plan)
    assert newest_of(version_id) == {}


def test_the_database_only_lets_the_path_grow(cast: Cast, version_id: int) -> None:
    _keep(cast, version_id, PILOT_DONE)
    for change in (
        "UPDATE validation_step SET figure = 'better'",  # validation_is_only_added_to
        "UPDATE validation_step SET people = NULL",
        "DELETE FROM validation_step",  # validation_stays
    ):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(text(change))
    assert newest_of(version_id)[Validation.PILOT].figure == "Six items left."


@pytest.mark.parametrize(
    ("state", "people", "done_on", "name"),
    [
        ("done", 200, None, "step_that_is_done_says_what_it_showed"),
        ("planned", 200, "2022-10-01", "only_what_is_done_has_a_day"),
        ("planned", 0, None, "step_counts_people"),
    ],
)
def test_the_database_refuses_half_a_step(
    version_id: int, state: str, people: int, done_on: str | None, name: str
) -> None:
    insert = text(
        "INSERT INTO validation_step (version_id, step, revision, state, people, figure, source, "
        "done_on, kept_on) VALUES (:v, 'pilot', 1, :state, :people, 'f', 's', :day, '2022-10-02')"
    )
    known = {"v": version_id, "state": state, "people": people, "day": done_on}
    with pytest.raises(IntegrityError, match=name), transaction():
        db.session.execute(insert, known)


@pytest.mark.parametrize(
    ("revision", "figure", "name"),
    [(0, "f", "step_counts_its_changes"), (1, "f" * 501, "step_is_told_shortly")],
    ids=["no revision", "too long"],
)
def test_the_database_counts_changes_and_keeps_them_short(
    version_id: int, revision: int, figure: str, name: str
) -> None:
    insert = text(
        "INSERT INTO validation_step (version_id, step, revision, state, figure, source, kept_on) "
        "VALUES (:v, 'pilot', :revision, 'planned', :figure, '', '2022-10-02')"
    )
    known = {"v": version_id, "revision": revision, "figure": figure}
    with pytest.raises(IntegrityError, match=name), transaction():
        db.session.execute(insert, known)


def test_an_erased_person_leaves_no_name(cast: Cast, version_id: int) -> None:
    _keep(cast, version_id, PILOT_DONE)
    with transaction():
        merge_people(kept_id=cast.researcher.person_id, gone_id=cast.coordinator.person_id)
    assert db.session.scalars(select(ValidationStep.kept_by_id)).all() == [
        cast.researcher.person_id
    ]
    with transaction():
        forget_person(cast.researcher.person_id)
    assert db.session.scalars(select(ValidationStep.kept_by_id)).all() == [None]


def _sent(**changes: object) -> dict[str, object]:
    said = {"revision": "0", "state": "done", "people": "212", "figure": "Six items left."}
    return {**said, "source": "Report 2022", "done_on": "2022-10-01", **changes}


def test_a_coordinator_keeps_a_step(client: Visitor, cast: Cast, version_id: int) -> None:
    client.sign_in(cast.coordinator)
    path = f"/culture/validation/{version_id}/pilot"
    assert client.submit(path, _sent()).location == "/culture/validation"
    page = client.get("/culture/validation?lang=en").text
    assert "Six items left." in page
    assert "Not validated yet." in page


def test_what_is_missing_is_asked_for_with_what_was_typed(
    client: Visitor, cast: Cast, version_id: int
) -> None:
    client.sign_in(cast.coordinator)
    path = f"/culture/validation/{version_id}/pilot"
    answer = client.submit(path, _sent(source=""))
    assert answer.status_code == 400
    assert "Six items left." in answer.text
    assert newest_of(version_id) == {}


def test_a_stale_edit_shows_both_texts(client: Visitor, cast: Cast, version_id: int) -> None:
    client.sign_in(cast.coordinator)
    path = f"/culture/validation/{version_id}/pilot"
    _keep(cast, version_id, UNDER_WAY)
    answer = client.submit(path, _sent())
    assert answer.status_code == 409
    assert "Six items left." in answer.text
    assert "40" in answer.text
    assert client.submit(path, _sent(revision="1")).status_code == 303


def test_who_may_not_read_or_keep_finds_nothing(
    client: Visitor, cast: Cast, version_id: int
) -> None:
    step = f"/culture/validation/{version_id}/pilot"
    assert client.get("/culture/validation").status_code == 303
    for member in (cast.ambassador, cast.neighbour, cast.stranger):
        client.sign_in(member)
        assert client.get("/culture/validation").status_code == 404
        assert client.get(step).status_code == 404
    client.sign_in(cast.researcher)
    assert client.get("/culture/validation").status_code == 200
    assert client.get(step).status_code == 404


def test_a_step_of_no_version_is_not_there(client: Visitor, cast: Cast, version_id: int) -> None:
    client.sign_in(cast.coordinator)
    assert client.get(f"/culture/validation/{version_id + 1}/pilot").status_code == 404
    assert client.get(f"/culture/validation/{version_id}/other").status_code == 404


CLAIMED = CULTURE.model_copy(
    update={
        "number": 2,
        "maturity": Maturity.VALIDATED,
        "comparable_with": 1,
        "change_note": "Validated.",
    }
)


def _keep_all(cast: Cast, version_id: int, *, but: Validation | None = None) -> None:
    done = replace(PILOT_DONE, people=400)
    with transaction():
        for step in Validation:
            if step is not but:
                by = cast.coordinator.person_id
                keep_step(version_id, step, done, based_on=0, by=by, on=TODAY)


@pytest.mark.parametrize("but", [None, *Validation])
def test_a_version_says_that_it_is_validated_only_once_every_step_is_done(
    cast: Cast, version_id: int, but: Validation | None
) -> None:
    _keep_all(cast, version_id, but=but)
    if but is not None:
        with pytest.raises(RuleBroken, match="Still open"), transaction():
            import_instrument(CLAIMED, on=TODAY)
        assert [one.number for one in versions()] == [1]
        return
    with transaction():
        import_instrument(CLAIMED, on=TODAY)
    newest, first = versions()
    assert (is_pilot(newest), is_pilot(first)) == (False, True)


def test_a_step_that_is_opened_again_makes_it_a_pilot_again(cast: Cast, version_id: int) -> None:
    _keep_all(cast, version_id)
    with transaction():
        import_instrument(CLAIMED, on=TODAY)
    _keep(cast, version_id, UNDER_WAY, based_on=1)
    assert [is_pilot(one) for one in versions()] == [True, True]


def test_nothing_to_compare_with_is_nothing_to_be_validated_by(app: Flask) -> None:
    assert app
    alone = CULTURE.model_copy(update={"maturity": Maturity.VALIDATED})
    with pytest.raises(RuleBroken, match="Still open"), transaction():
        import_instrument(alone, on=TODAY)
    assert versions() == []


def test_the_database_refuses_the_word_while_a_step_is_open(cast: Cast, version_id: int) -> None:
    _keep_all(cast, version_id, but=Validation.INVARIANCE)
    claim = text(
        "INSERT INTO instrument_version (instrument_id, number, status, maturity, languages, "
        "minutes_short, minutes_full, content_sha256, change_note, published_on, "
        "comparable_with_id) SELECT instrument_id, 2, 'published', 'validated', languages, "
        "minutes_short, minutes_full, content_sha256, change_note, published_on, id "
        "FROM instrument_version"
    )
    with pytest.raises(IntegrityError, match="validated_is_said_after_all_steps"), transaction():
        db.session.execute(claim)


def test_pages_say_validated_or_pilot_as_the_steps_say(
    client: Visitor, cast: Cast, version_id: int
) -> None:
    _keep_all(cast, version_id)
    with transaction():
        import_instrument(CLAIMED, on=TODAY)
        wanted = MeasurementPlan(
            number=1,
            opens_on=TODAY,
            closes_on=TODAY,
            contact="Mieke",
            organisation_ids=[cast.home.organisation_id],
        )
        plan_measurement(wanted, on=TODAY, by=None)
    client.sign_in(cast.coordinator)
    assert "pilot" not in client.get("/culture/notice/1?lang=en").text
    page = client.get("/culture/validation?lang=en").text
    assert "All steps of version 1 are done, and this version is comparable with it." in page
    _keep(cast, version_id, UNDER_WAY, based_on=1)
    assert "The questionnaire is a pilot" in client.get("/culture/notice/1?lang=en").text
    assert "All steps of version 1 are done" not in client.get("/culture/validation?lang=en").text


def test_who_asks_for_their_data_gets_the_steps_they_kept(
    client: Visitor, cast: Cast, version_id: int
) -> None:
    _keep(cast, version_id, PILOT_DONE)
    client.sign_in(cast.coordinator)
    known = client.application.extensions["acts"][Act.PERSON_DATA]
    told = [
        one["culture_validation_steps"]
        for one in (function(person_id=cast.coordinator.person_id) for function in known)
        if "culture_validation_steps" in one
    ]
    kept = {"version": 1, "step": "pilot", "state": "done", "kept_on": TODAY.isoformat()}
    assert told == [[kept]]
