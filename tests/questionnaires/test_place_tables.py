"""What places show: the figures of the oracle where enough answered, and nothing beyond."""

from statistics import fmean
from typing import Any

import pytest

from portal.questionnaires.results.campaign_places import Unit
from portal.questionnaires.results.place_tables import Survey, place_tables
from portal.questionnaires.results.remainders import large_enough
from portal.questionnaires.results.scores import Sheet
from portal.questionnaires.results.shapes import Figure, Hidden
from portal.questionnaires.results.statistics import clustered_interval, icc
from portal.questionnaires.results.suppression import Thresholds
from tests.questionnaires.surveys import (
    FOUR_ITEMS,
    by_code,
    culture,
    item,
    survey,
    worked_example,
)
from tests.questionnaires.test_differencing import random_survey

ALL_FROM_TWO = Thresholds(score=2, comment=2)


def figures_of(made: Survey, **options: Any) -> dict[str, Figure]:
    """Return the first construct of each place."""
    tables = by_code(list(place_tables(made, **options)))
    return {code: table.figures[0] for code, table in tables.items()}


def open_example() -> Survey:
    made = worked_example()
    return survey(made.definition, made.units, made.sheets, ALL_FROM_TWO)


def test_the_network_of_the_worked_example() -> None:
    shown = figures_of(worked_example())["network/all"]
    assert (shown.answered, shown.mean, shown.deviation) == (22, 3.375, 0.895591)
    assert (shown.low, shown.high) == (2.977917, 3.772083)
    assert (shown.favourable, shown.counts) == (6, {"1": 1, "2": 5, "3": 10, "4": 5, "5": 1})


def test_the_teams_of_the_worked_example_with_lower_thresholds() -> None:
    shown = figures_of(open_example())
    teams = [shown[f"unit/{name}"] for name in "ABCD"]
    assert [one.mean for one in teams] == [4.375, 3.1, 2.464286, 3.8125]
    assert [one.agreement for one in teams] == [0.948255, 0.927757, 0.904215, 0.926984]
    assert shown["organisation/1"].agreement == 0.92737
    assert (teams[0].low, teams[0].high) == (4.375, 4.375)  # all six of six were asked


def test_a_team_of_which_a_part_answered_has_an_interval() -> None:
    made = open_example()
    eight = [
        Unit(key=u.key, organisation="1", sector=u.sector, headcount=8) if u.key == "A" else u
        for u in made.units
    ]
    team = figures_of(survey(FOUR_ITEMS, eight, made.sheets, ALL_FROM_TWO))["unit/A"]
    assert (team.low, team.high) == (4.159450, 4.590550)


def test_the_network_is_clustered_by_organisation() -> None:
    made = open_example()
    apart = [Unit(key=u.key, organisation=u.key, sector=u.sector, headcount=9) for u in made.units]
    shown = figures_of(survey(FOUR_ITEMS, apart, made.sheets, ALL_FROM_TWO))["network/all"]
    assert (shown.low, shown.high) == (1.866184, 4.883816)


def test_consistency_of_the_worked_example() -> None:
    network = next(iter(place_tables(open_example())))
    (found,) = network.consistency
    assert (found.units, found.icc1, found.icc2) == (4, 0.777479, 0.94988)
    assert (found.agreement, found.benchmark) == (0.92737, True)


def test_units_that_hide_their_spread_enter_no_consistency() -> None:
    network = next(iter(place_tables(worked_example())))
    assert network.consistency[0].model_dump(exclude_none=True) == {
        "code": "CO1",
        "units": 0,
        "benchmark": False,
    }


@pytest.mark.parametrize("seed", range(12))
def test_consistency_follows_from_published_figures_alone(seed: int) -> None:
    """Whoever knows the shown units knows the ICC: it tells of no hidden one."""
    tables = list(place_tables(random_survey(seed)))
    for place, found in enumerate(tables[0].consistency):
        units = [t.figures[place] for t in tables if t.place.kind.value == "unit"]
        shown = [one for one in units if one.deviation is not None]
        assert found.units == len(shown)
        if found.icc1 is not None:
            assert icc([_like(one) for one in shown]).icc1 == pytest.approx(found.icc1, abs=1e-4)


@pytest.mark.parametrize("seed", range(12))
def test_the_interval_of_the_network_follows_from_published_figures_alone(seed: int) -> None:
    """What is hidden counts as one organisation, which is the total without those shown."""
    tables = by_code(list(place_tables(random_survey(seed))))
    for place, total in enumerate(tables["network/all"].figures):
        shown = [
            figure
            for code, table in tables.items()
            if code.startswith("organisation") and (figure := table.figures[place]).deviation
        ]
        if total.low is None or tables["network/all"].organisations == 1:
            continue
        clusters = [[one.mean or 0] * (one.answered or 0) for one in shown]
        people = (total.answered or 0) - sum(map(len, clusters))
        rest = (total.answered or 0) * (total.mean or 0) - sum(map(sum, clusters))
        clusters += [[rest / people] * people] if people else []
        interval = clustered_interval(clusters)
        assert interval is not None
        assert max(interval.low, 1) == pytest.approx(total.low, abs=1e-4)


def _like(figure: Figure) -> list[float]:
    """Return scores with the number, mean and deviation of a figure."""
    n, middle, deviation = figure.answered or 0, figure.mean or 0, figure.deviation or 0
    half = n // 2
    ends = [1.0] * half + [-1.0] * half + [0.0] * (n - 2 * half)
    scale = deviation * ((n - 1) / (2 * half)) ** 0.5
    return [middle + scale * end for end in ends]


def test_the_interval_of_a_small_unit_borrows_its_spread_from_others() -> None:
    """Two teams of five with the same mean have the same interval, however they differ inside."""
    calm, wild = (3, 3, 3, 3, 4), (1, 5, 2, 5, 3)
    large = [(n, 1 + n // 4) for n in range(20)]
    sheets = [_all_four("calm", score) for score in calm]
    sheets += [_all_four("wild", score) for score in wild]
    sheets += [_all_four(f"large{n % 2}", score) for n, score in large]
    units = [
        Unit(key=key, organisation="1", sector="hospital", headcount=40)
        for key in ("calm", "wild", "large0", "large1")
    ]
    shown = figures_of(survey(FOUR_ITEMS, units, sheets))
    assert shown["unit/calm"] == shown["unit/wild"]
    assert shown["unit/calm"].low is not None
    assert shown["unit/calm"].deviation is None


def _all_four(unit: str, score: int) -> Sheet:
    return Sheet(unit=unit, values=dict.fromkeys(FOUR_ITEMS.items, score))


def test_a_unit_where_all_answer_alike_shows_no_mean_and_does_not_say_why() -> None:
    """A colleague who reads "all the same" would know every answer from her own."""
    units = [
        Unit(key=key, organisation="1", sector="hospital", headcount=20) for key in ("a", "b", "c")
    ]
    sheets = [_all_four("a", 4) for _ in range(12)]
    sheets += [_all_four(key, 1 + n % 5) for key in ("b", "c") for n in range(12)]
    shown = figures_of(survey(FOUR_ITEMS, units, sheets))
    assert shown["unit/a"].model_dump(exclude_none=True) == {
        "code": "CO1",
        "hidden": Hidden.COMPLEMENTARY,
    }
    assert shown["unit/b"].hidden is Hidden.COMPLEMENTARY  # or a comes back
    assert shown["unit/c"].mean == 2.75


@pytest.mark.parametrize("items", [1, 2])
def test_what_speaks_of_one_person_is_shown_for_organisations_only(items: int) -> None:
    definition = culture(
        item("L1a", "L1", organisation_only=True), *([item("L1b", "L1")] if items > 1 else [])
    )
    units = [
        Unit(key=key, organisation=key[0], sector="hospital", headcount=30)
        for key in ("1a", "1b", "2a", "3a")
    ]
    sheets = [
        Sheet(unit=unit.key, values={"L1a": 1 + n % 5, "L1b": 1 + n % 3})
        for unit in units
        for n in range(15)
    ]
    shown = figures_of(survey(definition, units, sheets))
    unit, organisation = shown["unit/1a"], shown["organisation/1"]
    assert unit.hidden is (Hidden.ORGANISATION_ONLY if items == 1 else None)
    assert unit.mean == (None if items == 1 else 2.0)
    assert organisation.mean == (3.0 if items == 1 else 2.5)
    assert shown["organisation/2"].hidden is Hidden.ORGANISATION_ONLY  # one team: one manager


def test_answers_without_a_unit_count_for_the_network_only() -> None:
    made = worked_example()
    apart = [Sheet(unit=None, values=dict.fromkeys(FOUR_ITEMS.items, n)) for n in range(1, 6)] * 2
    shown = figures_of(survey(FOUR_ITEMS, made.units, [*made.sheets, *apart]))
    assert shown["network/all"].answered == 32
    assert shown["sector/hospital"].answered == 22


def test_rates_of_units_that_are_too_small_are_hidden_with_another() -> None:
    tables = by_code(list(place_tables(worked_example())))
    rates = {name: tables[f"unit/{name}"].responses for name in "ABCD"}
    assert rates == {"A": 6, "B": None, "C": 7, "D": None}
    shown = by_code(list(place_tables(worked_example(), large_enough)))
    assert shown["unit/B"].responses == 5


def test_a_campaign_that_nobody_answered_shows_nothing() -> None:
    made = worked_example()
    tables = list(place_tables(survey(FOUR_ITEMS, made.units, [])))
    assert {figure.hidden for table in tables for figure in table.figures} == {Hidden.FEW}
    assert {table.hidden for table in tables} == {Hidden.FEW}


def test_a_campaign_without_units_shows_the_network() -> None:
    sheets = [
        Sheet(unit=None, values=dict.fromkeys(FOUR_ITEMS.items, n % 5 + 1)) for n in range(12)
    ]
    (network,) = place_tables(survey(FOUR_ITEMS, [], sheets))
    assert network.figures[0].mean == round(fmean(n % 5 + 1 for n in range(12)), 6)
