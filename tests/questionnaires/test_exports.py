"""Answers leave row by row: closed, noted, shuffled, and with no group too small to hide in."""

import csv
import json
from collections import Counter
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.exports.codebook import reasons_of, variables_of
from portal.questionnaires.exports.models import AnswersExport
from portal.questionnaires.exports.package import Asked, package_of
from portal.questionnaires.exports.queries import Answers, read_answers
from portal.questionnaires.exports.rules import groups_to_show, units_to_show
from portal.questionnaires.exports.services import forget_person, merge_people, note_export
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.versions import load_version
from portal.questionnaires.kinds import Length
from portal.rules import RuleBroken
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.questionnaires.campaigns import CLOSES, close, make_campaign, make_people, send
from tests.questionnaires.instruments import PROCESS_EVALUATION


@pytest.fixture
def closed_id(app: Flask) -> int:
    """A closed process evaluation with twelve answers, and twelve remarks."""
    assert app
    people = make_people(12)
    campaign_id = make_campaign(people)
    for n, person in enumerate(people):
        send(campaign_id, person, n)
    close(campaign_id)
    return campaign_id


def _asked(definition: Definition, *, simulated: bool = False) -> Asked:
    return Asked(
        definition=definition,
        variables=variables_of(definition, Length.FULL),
        closed_on=CLOSES,
        simulated=simulated,
        lang="nl",
    )


def _read(campaign_id: int) -> Answers:
    campaign = db.session.get_one(Campaign, campaign_id)
    loaded = load_version(campaign.version)
    return read_answers(campaign, loaded, variables_of(loaded.definition, campaign.length))


def _files(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_every_answer_is_in_the_rows_and_nothing_tells_whose(closed_id: int) -> None:
    files = _files(package_of(_asked(PROCESS_EVALUATION), _read(closed_id)))
    rows = _rows(files["answers.csv"])
    assert [row["number"] for row in rows] == [str(n) for n in range(1, 13)]
    assert Counter(row["P08"] for row in rows) == Counter(str(n % 5 + 1) for n in range(12))
    assert set(rows[0]) & {"organisation", "unit", "lang", "id"} == set()
    whole = b"".join(files[name] for name in files if name != "comments.csv")
    assert b"note 3" not in whole
    assert b"Person 3" not in whole
    assert b"te druk" not in whole


def test_reasons_for_no_value_are_numbers_apart(closed_id: int) -> None:
    rows = _rows(_files(package_of(_asked(PROCESS_EVALUATION), _read(closed_id)))["answers.csv"])
    assert {row["P05"] for row in rows} == {"-98"}
    assert {row["P13a"] for row in rows} == {str(n) for n in range(5)}


def test_comments_are_a_file_apart_that_joins_with_nothing(closed_id: int) -> None:
    rows = _rows(_files(package_of(_asked(PROCESS_EVALUATION), _read(closed_id)))["comments.csv"])
    assert set(rows[0]) == {"item", "comment"}
    notes = {row["comment"] for row in rows if row["item"] == "P16"}
    assert notes == {f"note {n}" for n in range(12)}


def test_two_exports_have_another_order(closed_id: int) -> None:
    orders = {tuple(str(row.values) for row in _read(closed_id).rows) for _ in range(6)}
    assert len(orders) > 1
    assert len({tuple(sorted(order)) for order in orders}) == 1


def test_the_same_answers_in_the_same_order_are_the_same_bytes(closed_id: int) -> None:
    answers = _read(closed_id)
    asked = _asked(PROCESS_EVALUATION)
    assert package_of(asked, answers) == package_of(asked, answers)


def test_simulated_answers_say_so_in_every_file(closed_id: int) -> None:
    files = _files(package_of(_asked(PROCESS_EVALUATION, simulated=True), _read(closed_id)))
    assert {row["simulated"] for row in _rows(files["answers.csv"])} == {"yes"}
    assert {row["simulated"] for row in _rows(files["codebook.csv"])} == {"yes"}
    assert {row["simulated"] for row in _rows(files["comments.csv"])} == {"yes"}
    assert json.loads(files["answers.json"])["simulated"] is True
    for name in ("README.md", "answers.sps", "answers.R"):
        assert b"SIMULATED ANSWERS" in files[name]


def test_json_holds_the_same_rows(closed_id: int) -> None:
    files = _files(package_of(_asked(PROCESS_EVALUATION), _read(closed_id)))
    content = json.loads(files["answers.json"])
    assert content["missing"] == {
        "-96": "no_occasion",
        "-97": "na",
        "-98": "skipped",
        "-99": "not_shown",
    }
    told = [{key: str(value) for key, value in row.items()} for row in content["rows"]]
    assert told == _rows(files["answers.csv"])


def test_the_codebook_names_every_column(closed_id: int) -> None:
    files = _files(package_of(_asked(PROCESS_EVALUATION), _read(closed_id)))
    columns = {key for key in _rows(files["answers.csv"])[0] if key not in {"number", "role"}}
    codebook = {row["variable"]: row for row in _rows(files["codebook.csv"])}
    assert set(codebook) == columns
    assert codebook["P09"]["values_en"].startswith("'-2 = ")
    assert "-98 = skipped" in codebook["P08"]["missing_en"]
    for name in columns:
        assert f"`{name}`" in files["README.md"].decode()
        assert f"VALUE LABELS {name}\n" in files["answers.sps"].decode()
        assert f"labelled${name} <- factor(" in files["answers.R"].decode()


def test_several_choices_have_a_column_each(app: Flask) -> None:
    assert app
    columns = [
        one for one in variables_of(PROCESS_EVALUATION, Length.FULL) if one.item.code == "P02"
    ]
    assert [one.name for one in columns] == [f"P02_{n}" for n in range(1, len(columns) + 1)]
    assert len(columns) == len(PROCESS_EVALUATION.scale_of(columns[0].item).values)
    assert {tuple(one.labels) for one in columns} == {(0, 1)}


def test_only_an_item_with_a_condition_can_be_not_shown() -> None:
    definition = PROCESS_EVALUATION
    for one in variables_of(definition, Length.FULL):
        reasons = reasons_of(one, definition)
        assert -98 in reasons
        assert (-99 in reasons) == (one.item.show_if is not None)


@pytest.mark.parametrize(
    ("answers", "headcounts", "shown"),
    [
        ({1: 6, 2: 7}, {1: 9, 2: 9}, {1, 2}),
        ({1: 6, 2: 7, 3: 4, 4: 3}, {1: 9, 2: 9, 3: 9, 4: 9}, {1, 2}),
        ({1: 6, 2: 7, 3: 4}, {1: 9, 2: 9, 3: 9}, {2}),  # one alone would be known
        ({1: 6, 2: 7, 3: 8}, {1: 4, 2: 9, 3: 9}, {3}),  # a headcount too small hides it too
        ({1: 6, None: 2}, {1: 9}, set()),
        ({1: 6, 2: 2, 3: 2}, {1: 9, 2: 9, 3: 9}, set()),
        ({None: 12}, {}, set()),
    ],
    ids=str,
)
def test_units_stand_only_where_no_small_group_is_left_over(
    answers: dict[int | None, int], headcounts: dict[int, int], shown: set[int]
) -> None:
    units = [unit for unit, count in answers.items() for _ in range(count)]
    assert units_to_show(units, headcounts, least=5) == shown


def test_roles_stand_only_where_no_small_group_is_left_over() -> None:
    assert groups_to_show(["a"] * 6 + ["b"] * 5, least=5) == {"a", "b"}
    assert groups_to_show(["a"] * 6 + ["b"] * 5 + [None] * 2, least=5) == {"a"}
    assert groups_to_show(["a"] * 6 + [None] * 2, least=5) == frozenset()


def _note(campaign_id: int, cast: Cast, responses: int = 12) -> None:
    with transaction():
        note_export(
            db.session.get_one(Campaign, campaign_id),
            responses=responses,
            purpose="Analysis of wave 1",
            by=cast.researcher.person_id,
            on=TODAY,
        )


def test_an_export_is_noted_without_a_word_of_content(closed_id: int, cast: Cast) -> None:
    _note(closed_id, cast)
    line = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "answers_taken")).one()
    assert (line.object_id, line.by_person_id) == (str(closed_id), cast.researcher.person_id)
    assert line.detail["responses"] == 12
    assert "wave" not in str(line.detail)


def test_an_open_campaign_is_refused(app: Flask, cast: Cast) -> None:
    """Two exports of it could be one answer apart."""
    assert app
    open_id = make_campaign(make_people(12))
    with pytest.raises(RuleBroken, match="not closed yet"):
        _note(open_id, cast)
    insert = "INSERT INTO answers_export (campaign_id, taken_on, purpose, responses) VALUES (:id, "
    with pytest.raises(IntegrityError, match="export_only_of_a_closed_campaign"), transaction():
        db.session.execute(text(f"{insert} '2022-11-15', 'p', 12)"), {"id": open_id})


def test_few_answers_are_refused(closed_id: int, cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="too few answers"):
        _note(closed_id, cast, responses=9)


@pytest.mark.parametrize(
    ("purpose", "responses", "name"),
    [("", 12, "export_has_a_purpose"), ("p", -1, "export_counts_its_rows")],
)
def test_the_database_asks_for_a_purpose(
    closed_id: int, purpose: str, responses: int, name: str
) -> None:
    insert = text(
        "INSERT INTO answers_export (campaign_id, taken_on, purpose, responses) "
        "VALUES (:id, '2022-11-15', :purpose, :responses)"
    )
    known = {"id": closed_id, "purpose": purpose, "responses": responses}
    with pytest.raises(IntegrityError, match=name), transaction():
        db.session.execute(insert, known)


def test_an_erased_person_leaves_no_name_on_an_export(closed_id: int, cast: Cast) -> None:
    _note(closed_id, cast)
    with transaction():
        merge_people(kept_id=cast.coordinator.person_id, gone_id=cast.researcher.person_id)
    by = select(AnswersExport.taken_by_id, AnswersExport.purpose)
    assert db.session.execute(by).all() == [(cast.coordinator.person_id, "Analysis of wave 1")]
    with transaction():
        forget_person(cast.coordinator.person_id)
    assert db.session.execute(by).all() == [(None, "Analysis of wave 1")]


def test_only_who_proved_who_they_are_reads_the_page(
    client: Visitor, cast: Cast, closed_id: int
) -> None:
    path = f"/answers/{closed_id}/export"
    client.sign_in(cast.researcher, fresh=False)
    assert client.get(path).location == f"/confirm?next=/answers/{closed_id}/export"
    assert client.post(path, data={"purpose": "p"}).status_code in {303, 400}
    assert db.session.scalars(select(AnswersExport)).all() == []


def test_others_find_nothing(client: Visitor, cast: Cast, closed_id: int) -> None:
    path = f"/answers/{closed_id}/export"
    assert client.get(path).status_code == 303
    for member in (cast.coordinator, cast.ambassador, cast.neighbour, cast.stranger):
        client.sign_in(member)
        assert client.get(path).status_code == 404
    client.sign_in(cast.researcher)
    assert client.get(f"/answers/{closed_id + 1}/export").status_code == 404
