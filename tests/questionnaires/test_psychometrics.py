"""Psychometrics are over the same people throughout, and say when they are too few or not sure."""

from collections.abc import Sequence
from random import Random

import pytest

from portal.questionnaires.kinds import Missing
from portal.questionnaires.results.psychometrics import (
    Certainty,
    ConstructFigures,
    Psychometrics,
    psychometrics_of,
)
from portal.questionnaires.results.shapes import Hidden
from portal.questionnaires.results.statistics import alpha, icc, mean, omega_total, rwg_j
from tests.questionnaires.surveys import culture, item

THREE = culture(item("A1", "CO1"), item("A2", "CO1"), item("A3", "CO1", reverse=True))
TWO = culture(item("A1", "CO1"), item("A2", "CO1"))
Row = dict[str, int | None]


def _rows(people: int, *, seed: int = 1, items: Sequence[str] = ("A1", "A2", "A3")) -> list[Row]:
    """Return answers that go together, the last item turned round."""
    chance, found = Random(seed), []  # noqa: S311 -- the same answers each time
    for _ in range(people):
        level = chance.gauss(3.4, 0.8)
        given = [min(5, max(1, round(level + chance.gauss(0, 0.7)))) for _ in items]
        row: Row = dict(zip(items, given, strict=True))
        if "A3" in row:
            row["A3"] = 6 - given[-1]
        found.append(row)
    return found


def _units(people: int, units: int) -> list[str | None]:
    return [f"unit {n % units}" for n in range(people)]


def _of(
    rows: Sequence[Row],
    units: Sequence[str | None] | None = None,
    missing: dict[str, dict[Missing, int]] | None = None,
) -> ConstructFigures:
    units = units or [None] * len(rows)
    found = psychometrics_of(THREE, rows, units, missing=missing, k_score=5, k_comment=10)
    return found.constructs[0]


def _turned(rows: Sequence[Row]) -> list[list[float]]:
    return [[row["A1"] or 0, row["A2"] or 0, 6 - (row["A3"] or 0)] for row in rows]


def test_every_figure_is_that_of_the_formulas() -> None:
    rows = _rows(120)
    one = _of(rows, _units(120, 12))
    omega = omega_total(_turned(rows))
    groups = [[mean(row) for row in _turned(rows)[n::12]] for n in range(12)]
    assert omega is not None
    assert one.people == 120
    assert one.reliability.alpha == alpha(_turned(rows))
    assert one.reliability.omega == omega.total
    assert one.resemblance.units == 12
    assert one.resemblance.icc1 == icc(groups).icc1
    assert one.resemblance.icc2 == icc(groups).icc2
    within = sorted(rwg_j(_turned(rows)[n::12], 5) or 0 for n in range(12))
    assert one.resemblance.agreement == (within[5] + within[6]) / 2


def test_a_reversed_item_is_turned_for_scores_and_counted_as_answered() -> None:
    rows = _rows(60)
    one = _of(rows)
    assert min(item.item_rest or 0 for item in one.items) > 0
    last = one.items[2]
    given = [row["A3"] for row in rows]
    assert last.counts == {str(value): given.count(value) for value in range(1, 6)}
    assert last.mean == mean([value for value in given if value is not None])


def test_two_items_have_spearman_brown_and_no_omega() -> None:
    rows = _rows(60, items=("A1", "A2"))
    found = psychometrics_of(TWO, rows, [None] * 60, k_score=5, k_comment=10).constructs[0]
    assert found.reliability.spearman_brown is not None
    assert found.reliability.omega is None
    assert not found.reliability.heywood
    assert [item.alpha_if_dropped for item in found.items] == [None, None]


def test_three_items_have_omega_and_no_spearman_brown() -> None:
    found = _of(_rows(60))
    assert found.reliability.spearman_brown is None
    assert found.reliability.omega is not None


@pytest.mark.parametrize(
    ("people", "certainty"),
    [
        (29, Certainty.TOO_FEW),
        (30, Certainty.PROVISIONAL),
        (199, Certainty.PROVISIONAL),
        (200, Certainty.SUFFICIENT),
    ],
)
def test_how_sure_figures_are_follows_from_the_people(people: int, certainty: Certainty) -> None:
    one = _of(_rows(people))
    assert one.certainty is certainty
    assert (one.people is None) == (certainty is Certainty.TOO_FEW)


def test_too_few_people_leave_no_figure_at_all() -> None:
    one = _of(_rows(29), _units(29, 5), missing={"A1": {Missing.NA: 9}})
    bare = {"code", "certainty", "items", "reliability", "resemblance"}
    left = one.model_dump(exclude=bare)
    assert set(left.values()) == {None}
    assert set(one.reliability.model_dump().values()) == {None, False}
    assert one.resemblance.model_dump(exclude={"units"}) == dict.fromkeys(
        ("icc1", "icc1_raw", "icc2", "agreement")
    )
    for figures in one.items:
        assert figures.hidden is Hidden.FEW
        assert set(figures.model_dump(exclude={"code", "hidden"}).values()) == {None}


def test_a_higher_threshold_for_distributions_holds_for_all() -> None:
    found = psychometrics_of(THREE, _rows(40), [None] * 40, k_score=5, k_comment=41)
    assert found.constructs[0].certainty is Certainty.TOO_FEW


def test_who_left_an_item_open_is_in_no_figure() -> None:
    rows = _rows(60)
    open_rows: list[Row] = [{**row, "A1": None, "A2": None} for row in _rows(8, seed=2)]
    assert _of([*rows, *open_rows]).model_dump() == _of(rows).model_dump()


@pytest.mark.parametrize(("partial", "is_hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_few_people_with_a_score_beyond_the_items_hide_the_answers(
    partial: int, *, is_hidden: bool
) -> None:
    """The released mean is over them too: its difference with the items would be theirs."""
    open_rows: list[Row] = [{**row, "A2": None} for row in _rows(partial, seed=3)]
    one = _of([*_rows(60), *open_rows])
    assert one.people == 60
    assert (one.ends is None) == is_hidden
    for figures in one.items:
        assert (figures.counts is None) == is_hidden
        assert (figures.mean is None) == is_hidden
        assert figures.hidden is (Hidden.COMPLEMENTARY if is_hidden else None)


def test_an_item_that_all_answered_alike_hides_its_distribution() -> None:
    rows: list[Row] = [{**row, "A1": 4} for row in _rows(60)]
    one = _of(rows)
    assert one.items[0].hidden is Hidden.IDENTICAL
    assert one.items[0].counts is None
    assert one.items[0].item_rest is None
    assert one.reliability.omega is None
    assert one.items[1].counts is not None


def test_reasons_that_few_gave_are_only_said_to_be_few() -> None:
    missing = {"A1": {Missing.NA: 7, Missing.SKIPPED: 4, Missing.NOT_SHOWN: 0}}
    one = _of(_rows(60), missing=missing)
    assert one.items[0].missing == {"na": 7, "skipped": None}
    assert one.items[1].missing == {}


def test_few_units_or_small_ones_say_nothing_between_units() -> None:
    few = _of(_rows(60), _units(60, 4))
    assert (few.resemblance.units, few.resemblance.icc1, few.resemblance.agreement) == (
        4,
        None,
        None,
    )
    small = _of(_rows(60), _units(60, 15))
    assert (small.resemblance.units, small.resemblance.agreement) == (0, None)


def test_much_at_an_end_is_more_than_fifteen_percent() -> None:
    top: list[Row] = [{"A1": 5, "A2": 5, "A3": 1}] * 15
    middle = [row for row in _rows(400) if row["A1"] != 5 and row["A2"] != 5][:85]
    one = _of([*top, *middle])
    assert one.ends is not None
    assert one.ends.ceiling == 0.15
    assert not one.ends.much_at_ceiling
    more = _of([*top, *top[:1], *middle])
    assert more.ends is not None
    assert more.ends.much_at_ceiling
    assert not more.ends.much_at_floor


def test_what_was_not_asked_is_not_there() -> None:
    rows: list[Row] = [{"A1": row["A1"], "A2": row["A2"]} for row in _rows(60)]
    assert [figures.code for figures in _of(rows).items] == ["A1", "A2"]
    assert psychometrics_of(THREE, [], [], k_score=5, k_comment=10).constructs == ()


def test_figures_survive_being_kept() -> None:
    found = psychometrics_of(THREE, _rows(60), _units(60, 6), k_score=5, k_comment=10)
    assert Psychometrics.model_validate(found.model_dump(mode="json")) == found
    assert found.of("CO1") == found.constructs[0]
    assert found.of("CO9") is None
