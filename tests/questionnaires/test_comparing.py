"""Two measurements beside each other: the oracle's differences, from published figures only."""

import pytest

from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.results.comparing import codes_in_common, combined_bounds, compare
from portal.questionnaires.results.shapes import Figure, Hidden, Place, PlaceKind, PlaceResults
from portal.questionnaires.results.statistics import hedges_g, mean, standard_deviation, welch
from tests.questionnaires.surveys import WORKED, culture, item

PLACE = Place(kind=PlaceKind.UNIT, key="1")


def scores(team: str) -> list[float]:
    return [mean([int(one) for one in block]) for block in WORKED[team].split()]


def figure(values: list[float], code: str = "CO1") -> Figure:
    return Figure(
        code=code, answered=len(values), mean=mean(values), deviation=standard_deviation(values)
    )


def place(*figures: Figure) -> PlaceResults:
    return PlaceResults(place=PLACE, organisations=1, units=1, figures=figures)


def test_the_difference_of_the_worked_example() -> None:
    later, earlier = scores("A"), scores("C")
    (change,) = compare(place(figure(earlier)), place(figure(later)), ["CO1"])
    assert change.low is not None
    assert change.high is not None
    assert round(change.difference, 6) == 1.910714
    assert (round(change.low, 6), round(change.high, 6)) == (1.322967, 2.498462)
    assert round(change.g or 0, 6) == 3.6231


@pytest.mark.parametrize(("first", "second"), [("A", "B"), ("B", "D"), ("C", "D")])
def test_summaries_give_what_the_answers_would(first: str, second: str) -> None:
    (change,) = compare(place(figure(scores(second))), place(figure(scores(first))), ["CO1"])
    whole = welch(scores(first), scores(second))
    assert whole is not None
    assert (change.low, change.high) == pytest.approx((whole.low, whole.high))
    assert change.g == pytest.approx(hedges_g(scores(first), scores(second)))


def test_without_a_published_deviation_only_the_difference_is_told() -> None:
    few = Figure(code="CO1", answered=6, mean=4.0)
    (change,) = compare(place(few), place(figure(scores("A"))), ["CO1"])
    assert (change.difference, change.low, change.high, change.g) == (0.375, None, None, None)


def test_where_nothing_varies_there_is_no_interval() -> None:
    alike = Figure(code="CO1", answered=12, mean=4.0, deviation=0.0)
    (change,) = compare(place(alike), place(alike), ["CO1"])
    assert (change.low, change.g) == (None, None)


@pytest.mark.parametrize("hidden", [Figure(code="CO1", hidden=Hidden.FEW), Figure(code="CO2")])
def test_what_one_measurement_hides_is_not_compared(hidden: Figure) -> None:
    shown = place(figure(scores("A")))
    assert list(compare(place(hidden), shown, ["CO1"])) == []
    assert list(compare(shown, place(hidden), ["CO1"])) == []
    assert list(compare(shown, shown, ["CO9"])) == []


def _version(number: int, comparable_with: int | None = None, *, more: bool = False) -> Definition:
    definition = culture(
        item("Q1", "CO1"), item("Q2", "CO2"), *([item("Q3", "CO2")] if more else [])
    )
    changes = {"number": number, "comparable_with": comparable_with}
    return definition.model_copy(update=changes)


def test_versions_that_each_name_the_one_before_are_one_line() -> None:
    first, second, third = _version(1), _version(2, 1), _version(3, 2)
    assert codes_in_common(first) == ["CO1", "CO2"]
    assert codes_in_common(second, first) == ["CO1", "CO2"]
    assert codes_in_common(third, second, first) == ["CO1", "CO2"]


def test_only_declared_versions_are_comparable() -> None:
    first = _version(1)
    assert codes_in_common(_version(2), first) == []
    assert codes_in_common(_version(3, 2), first) == []
    assert codes_in_common(_version(3, 2), _version(2), first) == []
    assert codes_in_common(_version(2, 1).model_copy(update={"slug": "other"}), first) == []


def test_a_construct_that_other_items_measure_is_not_joined() -> None:
    assert codes_in_common(_version(2, 1, more=True), _version(1)) == ["CO1"]
    assert codes_in_common(_version(3, 2), _version(2, 1, more=True), _version(1)) == ["CO1"]


def test_published_intervals_add_as_the_legs_of_a_triangle() -> None:
    now = Figure(code="CO1", mean=4.0, low=3.7, high=4.3)
    before = Figure(code="CO1", mean=3.5, low=3.1, high=3.9)
    assert combined_bounds(now, before) == pytest.approx((0.0, 1.0))


@pytest.mark.parametrize("other", [Figure(code="CO1", mean=3.5), Figure(code="CO1")])
def test_without_a_published_interval_there_is_none_of_the_difference(other: Figure) -> None:
    now = Figure(code="CO1", mean=4.0, low=3.7, high=4.3)
    assert combined_bounds(now, other) is None
    assert combined_bounds(other, now) is None
