"""The figures agree with those that R made from other answers (``oracle/make.R``)."""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from portal.questionnaires.results import statistics
from portal.questionnaires.results.numerics import f_quantile, t_quantile
from portal.questionnaires.results.statistics import complete, mean, reverse, score

ORACLE = Path(__file__).parent / "oracle"
CODES = ("q1", "q2", "q3", "q4", "q5")
TURNED = (False, False, False, False, True)
WAVES = (1, 2)

Given = Sequence[int | None]


def _read(name: str) -> list[dict[str, str]]:
    with (ORACLE / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _people() -> Mapping[int, Mapping[int, list[Given]]]:
    """Return the answers as they were given, by wave and team."""
    found: dict[int, dict[int, list[Given]]] = defaultdict(lambda: defaultdict(list))
    for row in _read("answers.csv"):
        given = [int(row[code]) if row[code] else None for code in CODES]
        found[int(row["wave"])][int(row["team"])].append(given)
    return found


def _figures() -> Mapping[tuple[int, str], list[float]]:
    found: dict[tuple[int, str], list[float]] = defaultdict(list)
    for row in _read("figures.csv"):
        found[int(row["wave"]), row["what"]].append(float(row["value"]))
    return found


PEOPLE, FIGURES = _people(), _figures()


def _turned(given: Given) -> list[float | None]:
    return [
        reverse(value, 1, 5) if turn and value is not None else value
        for value, turn in zip(given, TURNED, strict=True)
    ]


class Wave:
    """One wave as the formulas take it."""

    def __init__(self, number: int) -> None:
        teams = PEOPLE[number].values()
        self.teams = [[_turned(given) for given in team] for team in teams]
        self.rows = complete([row for team in self.teams for row in team])
        columns = zip(*[row for team in self.teams for row in team], strict=True)
        self.items = [[value for value in column if value is not None] for column in columns]
        scored = [[score(given, 1, 5, TURNED) for given in team] for team in teams]
        self.groups = [[value for value in team if value is not None] for team in scored]
        self.scores = [value for group in self.groups for value in group]


def _same(found: object, wave: int, what: str) -> None:
    """Compare with R to six decimals."""
    values = list(found) if isinstance(found, (list, tuple)) else [found]
    assert values == [pytest.approx(expected, abs=5e-7) for expected in FIGURES[wave, what]]


@pytest.mark.parametrize("wave", WAVES)
def test_items_and_people(wave: int) -> None:
    one = Wave(wave)
    people = sum(map(len, one.teams))
    assert [people, len(one.rows), len(one.scores)] == FIGURES[wave, "people"]
    _same([mean(item) for item in one.items], wave, "item mean")
    _same([statistics.standard_deviation(item) for item in one.items], wave, "item sd")


@pytest.mark.parametrize("wave", WAVES)
def test_the_score_and_its_intervals(wave: int) -> None:
    one = Wave(wave)
    favourable = sum(value >= 4 for value in one.scores)
    _same(mean(one.scores), wave, "score mean")
    _same(statistics.standard_deviation(one.scores), wave, "score sd")
    _same(statistics.mean_interval(one.scores), wave, "score interval")
    _same(statistics.clustered_interval(one.groups), wave, "clustered interval")
    _same(statistics.wilson(favourable, len(one.scores)), wave, "wilson")
    _same(statistics.extremes(one.scores, 1, 5), wave, "floor ceiling")


@pytest.mark.parametrize("wave", WAVES)
def test_reliability(wave: int) -> None:
    rows = Wave(wave).rows
    value = statistics.alpha(rows)
    assert value is not None
    _same(value, wave, "alpha")
    _same(statistics.alpha_interval(value, len(rows), 5), wave, "alpha interval")
    _same(statistics.item_rest(rows), wave, "item rest")
    _same(statistics.alpha_if_dropped(rows), wave, "alpha if dropped")
    _same(statistics.spearman_brown([row[:2] for row in rows]), wave, "spearman brown")


@pytest.mark.parametrize("wave", WAVES)
def test_one_factor(wave: int) -> None:
    rows = Wave(wave).rows
    omega = statistics.omega_total(rows)
    alike = statistics.omega_total(rows, standardised=True)
    assert omega is not None
    assert alike is not None
    _same(omega.loadings, wave, "loading")
    _same(omega.unique, wave, "unique")
    _same(omega.total, wave, "omega")
    _same(alike.total, wave, "omega standardised")


@pytest.mark.parametrize("wave", WAVES)
def test_teams(wave: int) -> None:
    one = Wave(wave)
    found = statistics.icc(one.groups)
    _same([found.between, found.within], wave, "mean squares")
    _same([found.icc1, found.icc2, found.size], wave, "icc")
    _same(statistics.shrunken_means(one.groups), wave, "shrunken")
    _same([statistics.rwg_j(team, 5) for team in one.teams], wave, "rwg")


def test_two_waves() -> None:
    first, second = Wave(1).scores, Wave(2).scores
    _same(statistics.welch(first, second), 0, "welch")
    _same(statistics.hedges_g(first, second), 0, "hedges g")


def test_quantiles() -> None:
    for row in _read("quantiles.csv"):
        p, first, expected = float(row["p"]), float(row["df1"]), float(row["value"])
        found = f_quantile(p, first, float(row["df2"])) if row["df2"] else t_quantile(p, first)
        assert found == pytest.approx(expected, rel=1e-9), row


def test_everything_that_r_made_is_compared() -> None:
    names = {what for _wave, what in FIGURES}
    text = Path(__file__).read_text(encoding="utf-8")
    assert {name for name in names if f'"{name}"' not in text} == set()
