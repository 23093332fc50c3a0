"""Whoever adds and subtracts all that is published finds no few; without protection she does."""

from collections.abc import Collection
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.questionnaires.results.campaign_places import Unit
from portal.questionnaires.results.place_tables import Survey, place_tables
from portal.questionnaires.results.remainders import Guard, Tree, closed, large_enough
from portal.questionnaires.results.scores import Sheet
from tests.questionnaires.differencing import attack, attack_rates
from tests.questionnaires.surveys import K, culture, item, survey, worked_example

TWO_CONSTRUCTS = culture(
    item("A1a", "A1"),
    item("A1b", "A1", reverse=True),
    item("B1a", "B1", organisation_only=True),
    item("B1b", "B1"),
    item("B1c", "B1"),
)
SECTORS = ("disability", "hospital", "primary_care", "rehabilitation")


def from_two_on(tree: Tree, asked_for: Collection[str], _least: int) -> frozenset[str]:
    """Take no step: show what two people answered."""
    return large_enough(tree, asked_for, 2)


def second_step_from_two_on(tree: Tree, asked_for: Collection[str], _least: int) -> frozenset[str]:
    """Take the second step only, and for as few as two people."""
    return closed(tree, asked_for, 2)


def random_survey(seed: int, *, sectors: int = 4, most: int = 30) -> Survey:
    """Make up a campaign: sizes from nobody up, few or many gaps, alike or different answers."""
    chance = Random(seed)  # noqa: S311 -- nothing secret
    units = [
        Unit(key=f"{s}{o}{u}", organisation=f"{s}{o}", sector=SECTORS[s], headcount=headcount)
        for s in range(chance.randint(1, sectors))
        for o in range(chance.randint(1, 3))
        for u in range(chance.randint(1, 4))
        if (headcount := chance.randint(5, most))
    ]
    gap, spread = chance.choice((0.0, 0.1, 0.5)), chance.choice((0, 1, 2))
    sheets = [
        _sheet(chance, unit.key, gap, spread)
        for unit in units
        for _ in range(chance.choice((0, chance.randint(0, unit.headcount), unit.headcount)))
    ]
    sheets += [_sheet(chance, None, gap, spread) for _ in range(chance.choice((0, 0, 3, 12)))]
    return survey(TWO_CONSTRUCTS, units, sheets)


def _sheet(chance: Random, unit: str | None, gap: float, spread: int) -> Sheet:
    values = {
        code: max(1, min(5, 4 + chance.randint(-spread, spread)))
        for code in TWO_CONSTRUCTS.items
        if chance.random() >= gap
    }
    return Sheet(unit=unit, values=values)


def found(made: Survey, guard: Guard = closed) -> list[object]:
    tables = list(place_tables(made, guard))
    return [*attack(made, tables), *attack_rates(made, tables)]


@given(st.integers(0, 2**32))
@settings(max_examples=40)
def test_no_combination_of_published_totals_singles_out_a_few(seed: int) -> None:
    assert found(random_survey(seed)) == []


@pytest.mark.parametrize("guard", [from_two_on, second_step_from_two_on, large_enough])
def test_the_same_attack_succeeds_without_protection(guard: Guard) -> None:
    broken = [seed for seed in range(20) if found(random_survey(seed), guard)]
    assert len(broken) >= 10, broken


def test_team_d_comes_back_by_subtraction_only_without_the_second_step() -> None:
    made = worked_example()
    open_tables = list(place_tables(made, large_enough))
    told = {one.units: one for one in attack(made, open_tables) if one.what.startswith("means")}
    people, total = told[("unit/D",)].figures
    assert (people, round(total / people, 4)) == (4, 3.8125)
    assert list(attack(made, list(place_tables(made)))) == []


def test_thresholds_that_a_campaign_raised_are_used() -> None:
    made = worked_example()
    strict = survey(made.definition, made.units, made.sheets, type(K)(score=7, comment=12))
    tables = list(place_tables(strict))
    shown = [t.place.code for t in tables if t.figures[0].mean is not None]
    assert shown == ["network/all", "sector/hospital", "organisation/1", "unit/C"]
    assert list(attack(strict, tables)) == []
