"""Rows for research beside all else: what may be about one person is never read for one team."""

import csv
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from portal.db import db
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.exports.codebook import Variable, variables_of
from portal.questionnaires.exports.package import Asked, package_of
from portal.questionnaires.exports.queries import read_answers
from portal.questionnaires.instruments.versions import load_version
from portal.questionnaires.kinds import Length
from tests.cast import Cast
from tests.questionnaires import culture_campaigns as culture
from tests.questionnaires.surveys import culture as instrument
from tests.questionnaires.surveys import item

OF_A_FEW = instrument(
    item("OL1a", "OL1", organisation_only=True),
    item("OL1b", "OL1"),
    item("OL1c", "OL1"),
)
Rows = Sequence[Mapping[str, str]]


def _closed(cast: Cast, *counts: int) -> int:
    """Release a measurement in which each team speaks of its own manager in its own way."""
    campaign_id = culture.open_culture(OF_A_FEW, culture.both_homes(cast, *[12] * 6))
    teams = [*cast.home.team_ids, *cast.away.team_ids]
    culture.answer_in_bulk(
        campaign_id,
        [
            (
                culture.unit_of(campaign_id, team),
                {"OL1a": 1 if n % 2 else place % 5 + 1, "OL1b": 1 + n % 5, "OL1c": 1 + n % 4},
            )
            for place, (team, count) in enumerate(zip(teams, counts, strict=True))
            for n in range(count)
        ],
    )
    culture.release_culture(campaign_id)
    return campaign_id


def _take(campaign_id: int, *, is_marked: bool = True) -> dict[str, bytes]:
    """Take the answers along; without the mark no question is about one person."""
    campaign = db.session.get_one(Campaign, campaign_id)
    loaded = load_version(campaign.version)
    variables = [
        one if is_marked else _unmarked(one) for one in variables_of(loaded.definition, Length.FULL)
    ]
    asked = Asked(
        definition=loaded.definition,
        variables=variables,
        closed_on=date(2022, 9, 25),
        simulated=True,
        lang="nl",
    )
    with ZipFile(BytesIO(package_of(asked, read_answers(campaign, loaded, variables)))) as files:
        return {name: files.read(name) for name in files.namelist()}


def _unmarked(one: Variable) -> Variable:
    return replace(one, item=one.item.model_copy(update={"organisation_only": False}))


def _rows(content: bytes) -> Rows:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


def _means_by_team(rows: Rows, code: str) -> dict[str, float]:
    """Add up what the rows of each team said of one question, as a researcher could."""
    found = defaultdict(list)
    for row in rows:
        if row.get("unit") and code in row:
            found[row["unit"]].append(int(row[code]))
    return {unit: sum(values) / len(values) for unit, values in found.items()}


def test_what_a_team_said_of_its_manager_is_in_no_row_of_a_team(cast: Cast) -> None:
    campaign_id = _closed(cast, 10, 10, 10, 10, 10, 10)
    files = _take(campaign_id)
    rows = _rows(files["answers.csv"])
    assert len(_means_by_team(rows, "OL1b")) == 6
    assert _means_by_team(rows, "OL1a") == {}
    assert _means_by_team(json.loads(files["answers.json"])["rows"], "OL1a") == {}
    assert b"OL1a" not in files["answers.sps"] + files["answers.R"]
    told = _means_by_team(_rows(_take(campaign_id, is_marked=False)["answers.csv"]), "OL1a")
    assert len(told) == 6, "without the mark the attack does not find it either"


def test_it_leaves_by_organisation_in_rows_that_join_with_no_other(cast: Cast) -> None:
    files = _take(_closed(cast, 10, 10, 10, 10, 10, 10))
    apart, rows = _rows(files["organisations.csv"]), _rows(files["answers.csv"])
    assert set(apart[0]) == {"organisation", "simulated", "OL1a"}
    assert set(apart[0]) & set(rows[0]) == {"organisation", "simulated"}
    assert len(apart) == len(rows) == 60
    assert {row["organisation"] for row in apart} == {row["organisation"] for row in rows}
    assert json.loads(files["answers.json"])["organisations"][0].keys() == apart[0].keys()


@pytest.mark.parametrize(
    ("counts", "named"),
    [
        ((10, 10, 10, 10, 10, 10), 2),
        ((10, 10, 10, 0, 0, 10), 0),  # one team answered: its organisation would be that team
        ((10, 10, 10, 3, 3, 3), 0),  # nine people: too few, and alone they would be known
    ],
)
def test_an_organisation_stands_beside_it_only_where_ten_of_two_teams_answered(
    cast: Cast, counts: Sequence[int], named: int
) -> None:
    rows = _rows(_take(_closed(cast, *counts))["organisations.csv"])
    assert len({row["organisation"] for row in rows} - {""}) == named


def test_without_any_team_beside_a_row_all_questions_stand_together(cast: Cast) -> None:
    files = _take(_closed(cast, 3, 3, 3, 3, 3, 3))
    rows = _rows(files["answers.csv"])
    assert {"OL1a", "OL1b", "OL1c"} <= set(rows[0])
    assert {"organisation", "unit", "sector"} & set(rows[0]) == set()
    assert "organisations.csv" not in files
