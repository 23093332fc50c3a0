"""Snapshots of a culture campaign: written once, read without an answer, equal to the oracle."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from portal.db import db, transaction
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.campaigns.response_models import Response, ResultSnapshot
from portal.questionnaires.instruments.versions import load_version
from portal.questionnaires.results.psychometrics import Psychometrics
from portal.questionnaires.results.shapes import RULE_VERSION, Hidden, PlaceResults
from portal.questionnaires.results.snapshots import (
    PSYCHOMETRICS_TABLE,
    find_results,
    places_of,
    survey_of,
    write_snapshots,
)
from portal.taxonomy.sectors import Sector
from tests.cast import Cast
from tests.conftest import Counter
from tests.questionnaires.culture_campaigns import (
    RELEASED,
    answer_in_bulk,
    both_homes,
    open_culture,
    release_culture,
    teams_of,
    unit_of,
)
from tests.questionnaires.surveys import FOUR_ITEMS, WORKED

TEAMS = ("A", "B", "C")


def _blocks(name: str) -> list[dict[str, int]]:
    return [
        {f"Q{n}": int(value) for n, value in enumerate(block, start=1)}
        for block in WORKED[name].split()
    ]


def released(cast: Cast, *, k: tuple[int, int] = (5, 10)) -> int:
    """Let teams A, B and C of one organisation answer, and D of the other beside eleven more."""
    units = [
        *teams_of(cast.home, Sector.HOSPITAL, 20, 18, 16),
        *teams_of(cast.away, Sector.RESIDENTIAL_CARE, 15, 12),
    ]
    campaign = open_culture(FOUR_ITEMS, units, k=k)
    given: list[tuple[int | None, dict[str, int]]] = []
    for team, name in zip(cast.home.team_ids, TEAMS, strict=True):
        given += [(unit_of(campaign, team), values) for values in _blocks(name)]
    first, second = (unit_of(campaign, team) for team in cast.away.team_ids[:2])
    given += [(first, values) for values in _blocks("D")]
    given += [(second, values) for values in (_blocks("A") + _blocks("B"))]
    answer_in_bulk(campaign, given)
    release_culture(campaign)
    return campaign


def _all(campaign: int) -> dict[str, PlaceResults]:
    codes = db.session.scalars(
        select(ResultSnapshot.table_code).where(ResultSnapshot.campaign_id == campaign)
    ).all()
    return dict(places_of(campaign, [code for code in codes if "/" in code]))


def test_one_snapshot_a_place_and_two_of_the_network(cast: Cast) -> None:
    campaign = released(cast)
    places = _all(campaign)
    kinds = [code.partition("/")[0] for code in places]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "network": 1,
        "sector": 2,
        "organisation": 2,
        "unit": 5,
    }
    others = set(db.session.scalars(select(ResultSnapshot.table_code))) - set(places)
    assert others == {"items", PSYCHOMETRICS_TABLE}


def test_units_show_means_from_five_and_nothing_of_four(cast: Cast) -> None:
    places = _all(campaign := released(cast))
    shown = {
        name: places[f"unit/{unit_of(campaign, team)}"].figures[0]
        for name, team in zip("ABCDE", (*cast.home.team_ids, *cast.away.team_ids[:2]), strict=False)
    }
    assert [(shown[n].answered, shown[n].mean) for n in "ABC"] == [
        (6, 4.375),
        (5, 3.1),
        (7, 2.464286),
    ]
    assert all(shown[name].deviation is None for name in "ABC")
    assert shown["D"].model_dump(exclude_none=True) == {"code": "CO1", "hidden": Hidden.FEW}
    assert (shown["E"].mean, shown["E"].hidden) == (None, Hidden.COMPLEMENTARY)


def test_a_reader_reads_the_snapshot_and_no_answer(cast: Cast, count_statements: Counter) -> None:
    campaign = released(cast)
    db.session.expunge_all()
    with count_statements() as statements:
        places_of(campaign, ["network/all", "sector/hospital", "organisation/none"])
    assert len(statements) == 1, statements
    assert "FROM result_snapshot" in statements[0]


def test_places_without_a_snapshot_are_left_out(cast: Cast) -> None:
    campaign = released(cast)
    assert set(places_of(campaign, ["network/all", "unit/0"])) == {"network/all"}
    assert places_of(campaign + 1, ["network/all"]) == {}


def test_a_snapshot_says_by_which_rules_it_was_made(cast: Cast) -> None:
    campaign = released(cast)
    rows = db.session.scalars(select(ResultSnapshot)).all()
    assert {(row.rule_version, row.released_on) for row in rows} == {(RULE_VERSION, RELEASED)}
    assert {place.rule_version for place in _all(campaign).values()} == {RULE_VERSION}
    results = find_results(campaign)
    assert results is not None
    assert results.rule_version == RULE_VERSION


def test_thresholds_that_a_campaign_asked_for_are_used(cast: Cast) -> None:
    campaign = released(cast, k=(7, 14))
    units = [place for code, place in _all(campaign).items() if code.startswith("unit")]
    assert all((place.figures[0].answered or 7) >= 7 for place in units)
    assert _all(campaign)["network/all"].figures[0].answered == 33


def test_results_are_written_once(cast: Cast) -> None:
    campaign = released(cast)
    with pytest.raises(DBAPIError), transaction():
        write_snapshots(db.session.get_one(Campaign, campaign), on=RELEASED)
    with pytest.raises(DBAPIError, match="results_never_change"), transaction():
        db.session.scalars(select(ResultSnapshot)).first().rule_version = 3  # type: ignore[union-attr]
    with pytest.raises(DBAPIError, match="results_stay"), transaction():
        db.session.delete(db.session.scalars(select(ResultSnapshot)).first())
    assert db.session.scalar(select(func.count()).select_from(ResultSnapshot)) == 12


def test_a_snapshot_names_no_response(cast: Cast) -> None:
    released(cast)
    words = str(db.session.scalars(select(ResultSnapshot.json)).all())
    assert not [id_ for id_ in db.session.scalars(select(Response.id)) if id_.hex() in words]


def test_the_network_has_its_questions_and_its_psychometrics(cast: Cast) -> None:
    campaign = released(cast)
    results = find_results(campaign)
    assert results is not None
    assert (results.responses, results.invited) == (33, 81)
    assert [item.answered for item in results.items] == [33] * 4
    row = db.session.get_one(ResultSnapshot, (campaign, PSYCHOMETRICS_TABLE))
    (construct,) = Psychometrics.model_validate(row.json).constructs
    assert (construct.people, construct.resemblance.units) == (33, 0)


def test_an_empty_campaign_is_released_without_a_figure(cast: Cast) -> None:
    campaign = open_culture(FOUR_ITEMS, both_homes(cast, 12, 12, 12, 12))
    release_culture(campaign)
    places = _all(campaign)
    assert {figure.hidden for place in places.values() for figure in place.figures} == {Hidden.FEW}
    assert {place.responses for place in places.values()} == {0}


def test_answers_are_read_in_few_statements_however_many(
    cast: Cast, count_statements: Counter
) -> None:
    campaign = db.session.get_one(Campaign, released(cast))
    loaded = load_version(campaign.version)
    db.session.expire_all()
    with count_statements() as statements:
        survey = survey_of(campaign, loaded)
    assert len(survey.sheets) == 33
    assert len(statements) <= 4, statements
