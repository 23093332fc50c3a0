"""The figures agree with the worked example that statistics packages confirmed."""

import pytest

from portal.questionnaires.results.statistics import (
    Difference,
    Extremes,
    alpha,
    alpha_if_dropped,
    alpha_interval,
    clustered_interval,
    counts_of,
    expand,
    extremes,
    hedges_g,
    icc,
    item_rest,
    mean,
    mean_interval,
    median,
    omega_total,
    rwg_j,
    shrunken_means,
    spearman_brown,
    standard_deviation,
    welch,
    wilson,
)

TEAMS = """5454 4445 5544 4344 4454 5555
3343 4333 3234 2332 4433
2322 3233 1222 3324 2232 4333 2123
4344 3443 5445 3344"""
BLOCKS = [
    [[int(digit) for digit in person] for person in team.split()] for team in TEAMS.split("\n")
]
ROWS = [person for block in BLOCKS for person in block]
ITEMS = [list(column) for column in zip(*ROWS, strict=True)]
GROUPS = [[mean(person) for person in block] for block in BLOCKS]
SCORES = [score for group in GROUPS for score in group]
MEANS = [3.409091, 3.181818, 3.454545, 3.454545]
DEVIATIONS = [1.140555, 1.006473, 0.962500, 0.962500]
COUNTS = [[1, 4, 6, 7, 4], [1, 4, 9, 6, 2], [0, 4, 7, 8, 3], [0, 4, 7, 8, 3]]


def six(values: object) -> list[float]:
    """Return numbers to six decimals; what is not available fails."""
    assert isinstance(values, (list, tuple))
    return [round(float(value), 6) for value in values]


def test_item_means() -> None:
    assert six([mean(item) for item in ITEMS]) == MEANS


def test_item_standard_deviations() -> None:
    assert six([standard_deviation(item) for item in ITEMS]) == DEVIATIONS


def test_item_counts() -> None:
    assert [list(counts_of(item, range(1, 6)).values()) for item in ITEMS] == COUNTS


def test_counts_and_values_say_the_same() -> None:
    assert [expand(counts_of(item, range(1, 6))) for item in ITEMS] == [sorted(i) for i in ITEMS]


def test_alpha_with_its_interval() -> None:
    value = alpha(ROWS)
    assert value is not None
    assert round(value, 6) == 0.900433
    assert six(alpha_interval(value, 22, 4)) == [0.809301, 0.954235]


def test_each_item_beside_the_others() -> None:
    assert six(item_rest(ROWS)) == [0.873089, 0.747712, 0.773391, 0.728977]
    assert six(alpha_if_dropped(ROWS)) == [0.835341, 0.882103, 0.873640, 0.888647]


def test_omega_total_on_covariances() -> None:
    omega = omega_total(ROWS)
    assert omega is not None
    assert omega.total is not None
    assert not omega.heywood
    assert round(omega.total, 6) == 0.908124
    assert six(omega.loadings) == [1.091538, 0.798335, 0.754688, 0.768132]
    assert six(omega.unique) == [0.109411, 0.375648, 0.356853, 0.336380]


def test_omega_total_on_correlations() -> None:
    omega = omega_total(ROWS, standardised=True)
    assert omega is not None
    assert omega.total is not None
    assert round(omega.total, 6) == 0.902239


def test_the_scale_and_its_intervals() -> None:
    assert six([mean(SCORES), standard_deviation(SCORES)]) == [3.375, 0.895591]
    assert six(mean_interval(SCORES)) == [2.977917, 3.772083]
    assert six(clustered_interval(GROUPS)) == [1.866184, 4.883816]


def test_favourable_answers_by_wilson() -> None:
    favourable = sum(value >= 4 for value in ITEMS[0])
    assert favourable == 11
    found = wilson(favourable, 22)
    assert found is not None
    assert [round(100 * share, 4) for share in found] == [30.7221, 69.2779]


def test_floor_and_ceiling() -> None:
    found = extremes(SCORES, 1, 5)
    assert found is not None
    assert [round(100 * share, 4) for share in found] == [0, 4.5455]


def test_people_of_one_team_resemble_each_other() -> None:
    found = icc(GROUPS)
    assert six([found.between, found.within, found.size]) == [4.316518, 0.216344, 5.424242]
    assert six([found.icc1, found.raw, found.icc2]) == [0.777479, 0.777479, 0.949880]


def test_sums_of_squares_and_f() -> None:
    found = icc(GROUPS)
    assert found.between is not None
    assert found.within is not None
    assert six([found.between * 3, found.within * 18]) == [12.949554, 3.894196]
    assert round(found.between / found.within, 6) == 19.952081


def test_teams_agree() -> None:
    agreement = [rwg_j(block, 5) for block in BLOCKS]
    assert six(agreement) == [0.948255, 0.927757, 0.904215, 0.926984]
    assert round(median([value for value in agreement if value is not None]), 6) == 0.927370
    single = [rwg_j([person[:1] for person in block], 5) for block in BLOCKS]
    assert six(single) == [0.85, 0.65, 0.523810, 0.541667]


def test_team_means_and_the_shrunken_ones() -> None:
    assert six([mean(group) for group in GROUPS]) == [4.375, 3.1, 2.464286, 3.8125]
    assert six(shrunken_means(GROUPS)) == [4.329470, 3.114889, 2.500059, 3.783286]


def test_a_team_asked_whole_has_a_narrower_interval() -> None:
    assert six(mean_interval(GROUPS[0])) == [3.943900, 4.806100]
    assert six(mean_interval(GROUPS[0], population=8)) == [4.159450, 4.590550]


def test_two_teams_differ() -> None:
    found = welch(GROUPS[0], GROUPS[2])
    assert isinstance(found, Difference)
    assert six(found) == [1.910714, 7.167393, 10.848749, 1.322967, 2.498462]
    g = hedges_g(GROUPS[0], GROUPS[2])
    assert g is not None
    assert round(g, 6) == 3.623100


def test_the_first_two_items_as_a_scale() -> None:
    pair = [person[:2] for person in ROWS]
    assert six([spearman_brown(pair), alpha(pair)]) == [0.864775, 0.860948]
    assert omega_total(pair) is None


def test_median_of_odd_and_even() -> None:
    assert (median([5, 1, 3]), median([4, 1, 3, 2])) == (3.0, 2.5)


def test_a_value_off_the_scale_is_no_count() -> None:
    with pytest.raises(KeyError):
        counts_of([6], range(1, 6))


def test_no_values_have_no_figure() -> None:
    for figure in (mean, median, standard_deviation):
        with pytest.raises(ValueError, match=r"no values|two values"):
            figure([])
    with pytest.raises(ValueError, match="two values"):
        standard_deviation([3])


def test_everybody_at_one_end() -> None:
    assert extremes([1.0, 1.0], 1, 5) == Extremes(floor=1.0, ceiling=0.0)
