"""The figures agree with the worked example that statistics packages confirmed."""

import pytest

from portal.questionnaires.statistics import counts_of, expand, mean, median, standard_deviation

TEAMS = """5454 4445 5544 4344 4454 5555
3343 4333 3234 2332 4433
2322 3233 1222 3324 2232 4333 2123
4344 3443 5445 3344"""
ROWS = [[int(digit) for digit in person] for person in TEAMS.split()]
ITEMS = [list(column) for column in zip(*ROWS, strict=True)]
MEANS = [3.409091, 3.181818, 3.454545, 3.454545]
DEVIATIONS = [1.140555, 1.006473, 0.962500, 0.962500]
COUNTS = [[1, 4, 6, 7, 4], [1, 4, 9, 6, 2], [0, 4, 7, 8, 3], [0, 4, 7, 8, 3]]


def test_item_means() -> None:
    assert [round(mean(item), 6) for item in ITEMS] == MEANS


def test_item_standard_deviations() -> None:
    assert [round(standard_deviation(item), 6) for item in ITEMS] == DEVIATIONS


def test_item_counts() -> None:
    assert [list(counts_of(item, range(1, 6)).values()) for item in ITEMS] == COUNTS


def test_counts_and_values_say_the_same() -> None:
    assert [expand(counts_of(item, range(1, 6))) for item in ITEMS] == [sorted(i) for i in ITEMS]


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
