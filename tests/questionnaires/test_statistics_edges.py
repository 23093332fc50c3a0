"""Too few data have no figure, and say so by having none; what is odd stays within its bounds."""

import pytest

from portal.questionnaires.results.statistics import (
    Icc,
    alpha,
    alpha_if_dropped,
    alpha_interval,
    clustered_interval,
    complete,
    correlation,
    covariances,
    extremes,
    hedges_g,
    icc,
    item_rest,
    mean_interval,
    omega_total,
    reverse,
    rwg_j,
    score,
    shrunken_means,
    spearman_brown,
    welch,
    wilson,
)

THIRD_REVERSED = (False, False, True, False)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((4, 5, 2, 4), 4.25),
        ((4, None, 2, 4), 4.0),
        ((4, None, None, 4), None),
        ((1, 1, 5, 1), 1.0),
        ((None, None, None, None), None),
    ],
)
def test_scores_with_the_third_item_reversed(
    values: tuple[int | None, ...], expected: float | None
) -> None:
    assert score(values, 1, 5, THIRD_REVERSED) == expected


def test_two_of_three_items_are_two_thirds() -> None:
    assert score((4, None, 5), 1, 5, (False, False, False)) == 4.5
    assert score((4, None), 1, 5, (False, False)) is None


def test_a_score_without_items_is_none() -> None:
    assert score((), 1, 5, ()) is None


def test_a_value_turns_round_on_its_own_scale() -> None:
    assert [reverse(x, 0, 4) for x in range(5)] == [4, 3, 2, 1, 0]


def test_equal_groups_show_no_resemblance_and_keep_the_raw_figure() -> None:
    found = icc([(2, 4), (2, 4)])
    assert (found.icc1, found.raw, found.icc2) == (0.0, -1.0, None)
    assert (found.between, found.within) == (0.0, 2.0)


def test_groups_that_differ_less_than_people_show_no_reliability() -> None:
    found = icc([(1, 5, 3), (2, 5, 3)])
    assert found.raw is not None
    assert found.raw < 0
    assert (found.icc1, found.icc2) == (0.0, 0.0)


@pytest.mark.parametrize("groups", [[], [[1, 2, 3]], [[1], [2], [3]], [[1, 2], []]])
def test_groups_too_few_or_too_small_have_no_icc(groups: list[list[float]]) -> None:
    assert icc(groups) == Icc()


def test_people_who_all_say_the_same_have_no_icc() -> None:
    found = icc([(3, 3), (3, 3)])
    assert (found.icc1, found.raw, found.icc2) == (None, None, None)


def test_groups_alike_within_and_apart_resemble_fully() -> None:
    found = icc([(2, 2, 2), (4, 4)])
    assert (found.icc1, found.icc2) == (1.0, 1.0)


def test_a_team_at_both_ends_agrees_on_nothing() -> None:
    assert rwg_j([[1], [5], [1], [5]], 5) == 0.0
    assert rwg_j([[4], [4], [4], [4]], 5) == 1.0


def test_agreement_leaves_gaps_out_item_by_item() -> None:
    assert rwg_j([[4, None], [4, 3], [None, None]], 5) == 1.0
    assert rwg_j([[4, None], [None, 3]], 5) is None
    assert rwg_j([], 5) is None


def test_agreement_on_one_option_is_not_available() -> None:
    assert rwg_j([[1], [1]], 1) is None


def test_shrunken_means_without_resemblance_are_the_mean_of_all() -> None:
    assert shrunken_means([(2, 4), (2, 4), ()]) == [3.0, 3.0, None]


@pytest.mark.parametrize(
    "rows", [[], [[3, 4, 5]], [[3], [4]], [[3, 3, 3], [3, 3, 3]], [[], []]], ids=str
)
def test_no_alpha_and_no_omega(rows: list[list[float]]) -> None:
    assert alpha(rows) is None
    assert omega_total(rows) is None
    assert omega_total(rows, standardised=True) is None


def test_opposite_items_have_no_alpha() -> None:
    assert alpha([[1, 5], [5, 1], [3, 3]]) is None
    assert spearman_brown([[1, 5], [5, 1], [3, 3]]) is None


def test_an_item_that_nobody_varies_has_no_place_beside_the_others() -> None:
    rows = [[1, 4, 2], [2, 4, 3], [3, 4, 5], [4, 4, 4]]
    assert item_rest(rows)[1] is None
    assert omega_total(rows) is None
    assert alpha(rows) is not None


def test_figures_of_one_person_or_one_item() -> None:
    assert alpha_if_dropped([[3, 4]]) == [None, None]
    assert alpha_if_dropped([[3, 4], [4, 2]]) == [None, None]
    assert alpha_if_dropped([]) == []
    assert item_rest([[3], [4]]) == [None]
    assert item_rest([[3, 4]]) == [None, None]
    assert covariances([[3, 4]]) is None


def test_a_unique_variance_that_vanishes_is_a_heywood_case() -> None:
    rows = [[1, 1, 1], [2, 2, 4], [3, 3, 2], [4, 4, 3], [5, 5, 5], [2, 2, 1], [4, 4, 2]]
    omega = omega_total(rows)
    assert omega is not None
    assert omega.heywood
    assert omega.total is None
    assert len(omega.loadings) == 3


def test_items_that_share_nothing_have_no_factor_to_speak_of() -> None:
    rows = [[a, b, c] for a in (1, 2) for b in (1, 2) for c in (1, 2)]
    assert omega_total(rows) is None


def test_two_items_are_a_pair_and_no_more() -> None:
    with pytest.raises(ValueError, match="two items"):
        spearman_brown([[1, 2, 3], [2, 3, 4]])
    assert spearman_brown([]) is None


def test_an_alpha_needs_people_and_items_for_its_interval() -> None:
    assert alpha_interval(0.8, 1, 4) is None
    assert alpha_interval(0.8, 30, 1) is None


def test_intervals_need_two() -> None:
    assert mean_interval([3]) is None
    assert mean_interval([]) is None
    assert clustered_interval([[3, 4], []]) is None
    assert wilson(0, 0) is None
    assert extremes([], 1, 5) is None


def test_a_team_that_answered_whole_has_no_doubt_left() -> None:
    assert mean_interval([3, 4, 5], population=3) == (4.0, 4.0)


def test_more_answers_than_the_headcount_leave_no_doubt_either() -> None:
    assert mean_interval([3, 4, 5], population=2) == (4.0, 4.0)


def test_people_who_all_say_the_same_have_an_interval_of_one_point() -> None:
    assert mean_interval([4, 4, 4]) == (4.0, 4.0)


@pytest.mark.parametrize("sides", [([], [1, 2]), ([1], [1, 2]), ([3, 3], [4, 4])], ids=str)
def test_differences_that_have_no_figure(sides: tuple[list[float], list[float]]) -> None:
    assert welch(*sides) is None
    assert hedges_g(*sides) is None


def test_shares_stay_within_nobody_and_everybody() -> None:
    nobody, everybody = wilson(0, 8), wilson(8, 8)
    assert nobody is not None
    assert everybody is not None
    assert nobody.low == 0.0
    assert everybody.high == 1.0


def test_correlation_needs_two_that_vary() -> None:
    assert correlation([1, 2], [3, 3]) is None
    assert correlation([1], [2]) is None
    assert correlation([1, 2, 3], [2, 4, 6]) == pytest.approx(1.0)


def test_complete_rows_have_no_gap() -> None:
    assert complete([[1, None], [2, 3], [None, None]]) == [[2, 3]]
