"""What holds for any answers: bounds, order, and what shifting or stretching a scale does."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.questionnaires.results.numerics import f_quantile, t_quantile
from portal.questionnaires.results.statistics import (
    alpha,
    clustered_interval,
    correlation,
    hedges_g,
    icc,
    item_rest,
    mean,
    mean_interval,
    omega_total,
    rwg_j,
    score,
    shrunken_means,
    welch,
    wilson,
)

ANSWER = st.integers(1, 5)
VALUES = st.lists(ANSWER, min_size=2, max_size=30)
ROWS = st.integers(3, 5).flatmap(
    lambda k: st.lists(st.lists(ANSWER, min_size=k, max_size=k), min_size=2, max_size=25)
)
GROUPS = st.lists(st.lists(ANSWER, min_size=0, max_size=8), min_size=0, max_size=8)
STRETCH = st.tuples(st.integers(-20, 20), st.integers(1, 10))


def _moved(rows: Sequence[Sequence[float]], by: tuple[int, int]) -> list[list[float]]:
    return [[by[0] + by[1] * value for value in row] for row in rows]


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing_at_all(rows: list[list[int]], chance: Random) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    assert (alpha(mixed), item_rest(mixed)) == (alpha(rows), item_rest(rows))
    assert rwg_j(mixed, 5) == rwg_j(rows, 5)


@given(ROWS, STRETCH)
def test_reliability_knows_no_units(rows: list[list[int]], by: tuple[int, int]) -> None:
    before, after = alpha(rows), alpha(_moved(rows, by))
    assert after == (None if before is None else pytest.approx(before, abs=1e-9))
    for old, new in zip(item_rest(rows), item_rest(_moved(rows, by)), strict=True):
        assert new == (None if old is None else pytest.approx(old, abs=1e-9))


@given(ROWS)
def test_alpha_is_at_most_one(rows: list[list[int]]) -> None:
    value = alpha(rows)
    assert value is None or value <= 1 + 1e-12


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_omega_is_a_share_and_explains_each_variance(rows: list[list[int]]) -> None:
    for standardised in (False, True):
        omega = omega_total(rows, standardised=standardised)
        if omega is None or omega.total is None:
            continue
        assert 0 <= omega.total <= 1
        assert all(value > 0 for value in omega.unique)
        if standardised:
            explained = [x * x + u for x, u in zip(omega.loadings, omega.unique, strict=True)]
            assert explained == pytest.approx([1.0] * len(explained), abs=1e-6)


@given(GROUPS, STRETCH)
def test_resemblance_knows_no_units(groups: list[list[int]], by: tuple[int, int]) -> None:
    before, after = icc(groups), icc(_moved(groups, by))
    for old, new in zip(before[:3], after[:3], strict=True):
        assert new == (None if old is None else pytest.approx(old, abs=1e-9))


@given(GROUPS)
def test_resemblance_is_a_share(groups: list[list[int]]) -> None:
    found = icc(groups)
    for value in (found.icc1, found.icc2):
        assert value is None or 0 <= value <= 1 + 1e-12
    assert found.raw is None or found.raw <= 1 + 1e-12


@given(ROWS)
def test_agreement_is_a_share(rows: list[list[int]]) -> None:
    found = rwg_j(rows, 5)
    assert found is not None
    assert 0 <= found <= 1


@given(GROUPS)
def test_a_shrunken_mean_lies_between_its_group_and_all(groups: list[list[int]]) -> None:
    people = [value for group in groups for value in group]
    for group, shrunken in zip(groups, shrunken_means(groups), strict=True):
        if shrunken is None:
            assert not group
            continue
        ends = sorted((mean(group), mean(people)))
        assert ends[0] - 1e-9 <= shrunken <= ends[1] + 1e-9


@given(VALUES, st.integers(1, 60))
def test_an_interval_holds_its_mean_and_narrows_in_a_census(values: list[int], more: int) -> None:
    found, census = mean_interval(values), mean_interval(values, population=len(values) + more)
    assert found is not None
    assert census is not None
    assert found.low <= census.low <= mean(values) + 1e-12
    assert mean(values) - 1e-12 <= census.high <= found.high


@given(GROUPS)
def test_a_clustered_interval_lies_round_the_mean(groups: list[list[int]]) -> None:
    found = clustered_interval(groups)
    if found is not None:
        people = [value for group in groups for value in group]
        assert (found.low + found.high) / 2 == pytest.approx(mean(people))


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_share_lies_in_its_interval(count: int, n: int) -> None:
    assume(count <= n)
    found = wilson(count, n)
    assert found is not None
    assert 0 <= found.low <= count / n + 1e-12
    assert count / n - 1e-12 <= found.high <= 1


@given(VALUES, VALUES)
def test_the_other_way_round_a_difference_has_the_other_sign(a: list[int], b: list[int]) -> None:
    one, other = welch(a, b), welch(b, a)
    g = hedges_g(a, b)
    if one is None or other is None or g is None:
        assert one == other
        return
    assert other.difference == -one.difference
    assert (other.low, other.high) == pytest.approx((-one.high, -one.low))
    assert hedges_g(b, a) == -g


@given(VALUES)
def test_correlation_with_itself_is_one(values: list[int]) -> None:
    found = correlation(values, values)
    assert found is None if len(set(values)) == 1 else found == pytest.approx(1)


@given(st.lists(st.one_of(st.none(), ANSWER), min_size=1, max_size=6), st.data())
def test_a_score_stays_on_the_scale(values: list[int | None], data: st.DataObject) -> None:
    turned = data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
    found = score(values, 1, 5, turned)
    answered = sum(value is not None for value in values)
    assert (found is None) == (3 * answered < 2 * len(values))
    assert found is None or 1 <= found <= 5


@given(st.floats(0.51, 0.999), st.floats(1, 500), st.floats(1, 500))
def test_quantiles_mirror_each_other(p: float, df1: float, df2: float) -> None:
    assert t_quantile(1 - p, df1) == -t_quantile(1 - (1 - p), df1)
    turned = 1 / f_quantile(1 - p, df2, df1)
    assert f_quantile(p, df1, df2) == pytest.approx(turned, rel=1e-6)
