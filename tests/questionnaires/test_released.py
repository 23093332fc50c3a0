"""Released figures as files: nothing hidden comes back from them, and every gap says why."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from portal.questionnaires.exports.released import Source, as_json, items_table, tables_of
from portal.questionnaires.results.place_tables import place_tables
from portal.questionnaires.results.remainders import Guard, closed, large_enough
from portal.questionnaires.results.shapes import PlaceResults
from portal.questionnaires.results.suppression import ItemResult, Results
from portal.tables.files import to_csv, to_xlsx
from tests.questionnaires.differencing import attack_numbers
from tests.questionnaires.surveys import FOUR_ITEMS, worked_example

SURVEY = worked_example()
SOURCE = Source(
    name="culture-1",
    definition=FOUR_ITEMS,
    released_on=date(2022, 10, 3),
    simulated=True,
    places={place.code: place.code for place in SURVEY.places.all},
)
Rows = list[Mapping[str, Any]]


def _number(value: Any) -> float | None:
    return None if value in {"", None} else float(str(value).replace(",", "."))


def from_csv(places: Sequence[PlaceResults]) -> Rows:
    paper = to_csv(tables_of(SOURCE, places, "en")).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(paper), delimiter=";"))


def from_xlsx(places: Sequence[PlaceResults]) -> Rows:
    sheet = load_workbook(BytesIO(to_xlsx(tables_of(SOURCE, places, "en")))).active
    assert sheet is not None
    heading, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


def from_json(places: Sequence[PlaceResults]) -> Rows:
    paper = json.loads(json.dumps(as_json(SOURCE, places, "en")))
    return [
        {
            "Place": f"{place['place']['kind']}/{place['place']['key']}",
            "Answers that count": figure.get("answered"),
            "Average": figure.get("mean"),
        }
        for place in paper["places"]
        for figure in place["figures"]
    ]


def numbers_in(rows: Rows) -> dict[str, tuple[float, float]]:
    found = {}
    for row in rows:
        n, middle = _number(row["Answers that count"]), _number(row["Average"])
        if n is not None and middle is not None:
            found[row["Place"]] = (n, middle)
    return found


def places_of(guard: Guard = closed) -> list[PlaceResults]:
    return list(place_tables(SURVEY, guard))


@pytest.fixture(autouse=True)
def _english(app: Flask) -> Any:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.mark.parametrize("read", [from_csv, from_xlsx, from_json])
def test_team_d_does_not_come_back_from_a_file(read: Any) -> None:
    rows = read(places_of())
    assert len(numbers_in(rows)) == 5  # network, sector, organisation, A and C
    assert attack_numbers(SURVEY, numbers_in(rows)) == {}
    unprotected = numbers_in(read(places_of(large_enough)))
    assert attack_numbers(SURVEY, unprotected) == {("unit/D",): 3.8125}


def test_a_gap_is_never_a_zero_and_the_row_says_why() -> None:
    rows = {row["Place"]: row for row in from_csv(places_of())}
    d, b, a = (rows[f"unit/{name}"] for name in "DBA")
    assert (d["Average"], d["Answers that count"], d["How often each score"]) == ("", "", "")
    assert d["Remark on the average"] == "Too few answers to show."
    assert b["Remark on the average"].startswith("Not shown: answers of others")
    assert (a["Average"], a["Remark on the average"]) == ("4,375", "")
    assert (a["Standard deviation"], a["Remark on how far people differ"]) == (
        "",
        "Not shown, so that nobody can work out single answers.",
    )
    assert (d["Remark on people and answers"], a["Remark on people and answers"]) == (
        "Too few answers to show.",
        "",
    )


def test_each_row_says_who_made_the_answers_up_and_by_which_rules_they_are_protected() -> None:
    for row in from_csv(places_of()):
        assert (row["Made-up answers"], row["Version of the rules for hiding"]) == ("yes", "2")
        assert (row["Version of the questionnaire"], row["Released on"]) == ("1", "2022-10-03")
    real = replace(SOURCE, simulated=False)
    assert {row["simulated"] for row in tables_of(real, places_of(), "en").rows} == {"no"}


def test_json_leaves_out_what_is_hidden_and_says_why() -> None:
    paper = as_json(SOURCE, places_of(), "en")
    assert isinstance(paper["places"], list)
    unit = {one["place"]["key"]: one for one in paper["places"]}["D"]
    (figure,) = unit["figures"]
    assert set(figure) == {"title", "code", "not_shown"}
    assert figure["not_shown"]["mean"] == "Too few answers to show."
    assert (paper["simulated"], unit["simulated"], unit["rule_version"]) == (True, True, 2)
    assert "headcount" not in unit


def test_questions_of_the_network_as_a_file() -> None:
    results = Results(
        responses=22,
        invited=22,
        rule_version=2,
        items=(
            ItemResult(code="Q1", answered=22, mean=3.4, counts={"1": 1, "2": 21}),
            ItemResult(code="Q2", hidden="complementary"),
        ),
    )
    first, second = items_table(SOURCE, results, "en").rows
    assert (first["answered"], first["counts"], first["remark"]) == (22, "1: 1, 2: 21", "")
    assert (second["mean"], second["counts"]) == (None, "")
    assert str(second["remark"]).startswith("Not shown")
