"""Figures over answers: pure functions, in units of the scale, each with its reference.

``None`` means "not available": too few people, items or groups, or nothing that varies. It is a
value like any other: no figure here is ever NaN, and too few data never raise. ``Rows`` are people
by items without gaps (``complete`` leaves out who has one), reversed items turned round before.
The quantiles and the search that these formulas stand on are in ``numerics``.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum, sqrt
from operator import mul, sub
from typing import Final, NamedTuple

from portal.questionnaires.results.numerics import (
    NORMAL_UPPER,
    Matrix,
    f_quantile,
    one_factor,
    t_quantile,
)

Values = Sequence[float]
Rows = Sequence[Sequence[float]]
Groups = Sequence[Sequence[float]]

PAIR: Final = 2  # the fewest of anything that can vary, covary or differ
TRIO: Final = 3  # the fewest items that identify one factor
TWO_THIRDS: Final = 2 / 3
UPPER: Final = 0.975  # two-sided 95 %
SLACK: Final = 1e-9  # what rounding may eat of a fraction
NOTHING: Final = 1e-12  # variance below this is none


class Interval(NamedTuple):
    """A 95 % interval, in the units of what it is about."""

    low: float
    high: float


class Extremes(NamedTuple):
    """The share, 0 to 1, of people at the lowest and at the highest possible score."""

    floor: float
    ceiling: float


class Omega(NamedTuple):
    """Omega total with its loadings and unique variances; ``heywood`` where one of these is gone.

    A unique variance that shrinks to nothing (a Heywood case) leaves ``total`` not available.
    """

    total: float | None
    loadings: tuple[float, ...] = ()
    unique: tuple[float, ...] = ()
    heywood: bool = False


class Icc(NamedTuple):
    """How much people of one group resemble each other; ``raw`` is ICC(1) before 0 is its least."""

    icc1: float | None = None
    icc2: float | None = None
    raw: float | None = None
    between: float | None = None  # mean squares
    within: float | None = None
    size: float | None = None  # k~, the mean group size corrected for unequal groups


class Difference(NamedTuple):
    """First mean minus second, Welch's t with its degrees of freedom, and the 95 % interval."""

    difference: float
    t: float
    df: float
    low: float
    high: float


def expand(counts: Mapping[int, int]) -> list[int]:
    """Return the values behind ``{value: how often}``, in order of value."""
    return [value for value in sorted(counts) for _ in range(counts[value])]


def counts_of(values: Iterable[int], scale: Sequence[int]) -> dict[int, int]:
    """Count each value of ``scale``, also those nobody chose; KeyError for a value outside it."""
    counts = dict.fromkeys(scale, 0)
    for value in values:
        counts[value] += 1
    return counts


def complete(rows: Iterable[Sequence[float | None]]) -> list[list[float]]:
    """Return the rows of people who answered every item, in their order."""
    return [[x for x in row if x is not None] for row in rows if None not in row]


def reverse(value: float, lo: float, hi: float) -> float:
    """Turn a value round on its scale: lo + hi - x."""
    return lo + hi - value


def score(
    values: Sequence[float | None],
    lo: float,
    hi: float,
    reversed_items: Sequence[bool],
    least: float = TWO_THIRDS,
) -> float | None:
    """Return one person's mean over answered items; none under ``least`` of the items answered."""
    turned = [
        reverse(x, lo, hi) if is_reversed else x
        for x, is_reversed in zip(values, reversed_items, strict=True)
        if x is not None
    ]
    is_enough = turned and len(turned) >= least * len(values) - SLACK
    return fsum(turned) / len(turned) if is_enough else None


def mean(values: Values) -> float:
    """Return the arithmetic mean, in units of the scale; ValueError without values."""
    if not values:
        raise ValueError("no values")
    return fsum(values) / len(values)


def _variance(values: Values) -> float:
    """Return the variance (n - 1) of two values or more."""
    centre = mean(values)
    return fsum((value - centre) ** 2 for value in values) / (len(values) - 1)


def standard_deviation(values: Values) -> float:
    """Return the sample standard deviation (n - 1); ValueError under two values."""
    if len(values) < PAIR:
        raise ValueError("a standard deviation needs two values")
    return sqrt(_variance(values))


def median(values: Values) -> float:
    """Return the middle value, or the mean of the middle two; ValueError without values."""
    if not values:
        raise ValueError("no values")
    ordered, middle = sorted(values), len(values) // 2
    if len(ordered) % 2:
        return float(ordered[middle])
    return (ordered[middle - 1] + ordered[middle]) / 2


def mean_interval(values: Values, population: int | None = None) -> Interval | None:
    """Return the t interval of a mean; none under two values (Cochran 1977).

    ``population`` is the headcount of a group that was asked whole: the interval shrinks by
    sqrt(1 - n/N), to nothing where everybody answered.
    """
    n = len(values)
    if n < PAIR:
        return None
    left = 1.0 if population is None else max(0.0, 1 - n / max(population, n))
    half = t_quantile(UPPER, n - 1) * sqrt(_variance(values) / n * left)
    return Interval(mean(values) - half, mean(values) + half)


def clustered_interval(groups: Groups) -> Interval | None:
    """Return the interval of the mean over people in J groups, t with J - 1; none under two groups.

    SE = sqrt(J/(J-1) sum_j (sum_i (y_ij - ybar))^2) / n (Cameron & Miller 2015).
    """
    filled = [group for group in groups if group]
    j, n = len(filled), sum(map(len, filled))
    if j < PAIR:
        return None
    centre = mean([value for group in filled for value in group])
    squares = fsum(fsum(value - centre for value in group) ** 2 for group in filled)
    half = t_quantile(UPPER, j - 1) * sqrt(j / (j - 1) * squares) / n
    return Interval(centre - half, centre + half)


def wilson(count: int, n: int) -> Interval | None:
    """Return the interval of a share of n, 0 to 1; none without people (Wilson 1927)."""
    if n < 1:
        return None
    z, share = NORMAL_UPPER, count / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def extremes(values: Values, lo: float, hi: float) -> Extremes | None:
    """Return the shares at the lowest and highest score; flag over 0.15 (Terwee 2007)."""
    if not values:
        return None
    n = len(values)
    return Extremes(
        sum(value <= lo + SLACK for value in values) / n,
        sum(value >= hi - SLACK for value in values) / n,
    )


def covariances(rows: Rows) -> Matrix | None:
    """Return the covariance matrix (n - 1) of the items; none under two people."""
    n = len(rows)
    if n < PAIR:
        return None
    columns = list(zip(*rows, strict=True))
    off = [[value - centre for value in column] for column in columns for centre in (mean(column),)]
    half = [[fsum(map(mul, a, b)) / (n - 1) for b in off[: i + 1]] for i, a in enumerate(off)]
    return [[half[max(i, j)][min(i, j)] for j in range(len(off))] for i in range(len(off))]


def _usable(rows: Rows, least: int = PAIR) -> Matrix | None:
    """Return the covariances of at least ``least`` items of which each one varies."""
    s = covariances(rows)
    if s is None or len(s) < least or any(s[i][i] < NOTHING for i in range(len(s))):
        return None
    return s


def correlation(first: Values, second: Values) -> float | None:
    """Return Pearson's r; none under two pairs or where one of both does not vary."""
    s = _usable(list(zip(first, second, strict=True)))
    return None if s is None else s[0][1] / sqrt(s[0][0] * s[1][1])


def _alpha(s: Matrix) -> float | None:
    k, total = len(s), fsum(map(fsum, s))
    if k < PAIR or total < NOTHING:
        return None
    return k / (k - 1) * (1 - fsum(s[i][i] for i in range(k)) / total)


def alpha(rows: Rows) -> float | None:
    """Return k/(k-1) (1 - tr S / sum S); none under two people or items (Cronbach 1951)."""
    s = covariances(rows)
    return None if s is None else _alpha(s)


def alpha_interval(value: float, n: int, k: int) -> Interval | None:
    """Return the interval of an alpha of n people and k items (Feldt 1965)."""
    if n < PAIR or k < PAIR:
        return None
    a, b = n - 1, (n - 1) * (k - 1)
    low, high = f_quantile(UPPER, a, b), f_quantile(1 - UPPER, a, b)
    return Interval(1 - (1 - value) * low, 1 - (1 - value) * high)


def alpha_if_dropped(rows: Rows) -> list[float | None]:
    """Return for each item the alpha of the others; none where fewer than two are left."""
    s = covariances(rows)
    if s is None:
        return [None for _ in (rows[0] if rows else ())]
    kept = [[j for j in range(len(s)) if j != i] for i in range(len(s))]
    return [_alpha([[s[a][b] for b in rest] for a in rest]) for rest in kept]


def item_rest(rows: Rows) -> list[float | None]:
    """Return for each item its r with the sum of the others; flag under .30 (Nunnally 1994)."""
    columns = list(zip(*rows, strict=True))
    totals = [fsum(row) for row in rows]
    return [
        correlation(column, list(map(sub, totals, column))) if len(columns) >= PAIR else None
        for column in columns
    ]


def spearman_brown(rows: Rows) -> float | None:
    """Return 2r/(1+r), the reliability of a scale of two items (Eisinga 2013); none where r = -1.

    ValueError where the scale has another number of items.
    """
    if rows and len(rows[0]) != PAIR:
        raise ValueError("this is for two items")
    r = correlation([row[0] for row in rows], [row[1] for row in rows])
    return None if r is None or 1 + r < NOTHING else 2 * r / (1 + r)


def omega_total(rows: Rows, *, standardised: bool = False) -> Omega | None:
    """Return (sum lambda)^2 / ((sum lambda)^2 + sum theta) (McDonald 1999; Hayes & Coutts 2020).

    One factor by maximum likelihood on S, or on the correlations. None under three items, where
    an item does not vary, or where the items share nothing.
    """
    s = _usable(rows, TRIO)
    if s is None:
        return None
    spread = [sqrt(s[i][i]) for i in range(len(s))]
    r = [[s[i][j] / (spread[i] * spread[j]) for j in range(len(s))] for i in range(len(s))]
    found = one_factor(r)
    if found is None:
        return None
    loadings = [x if standardised else x * d for x, d in zip(found.loadings, spread, strict=True)]
    unique = [x if standardised else x * d * d for x, d in zip(found.unique, spread, strict=True)]
    common = fsum(loadings) ** 2
    total = None if found.is_heywood else common / (common + fsum(unique))
    return Omega(total, tuple(loadings), tuple(unique), found.is_heywood)


def icc(groups: Groups) -> Icc:
    """Return ICC(1) = (MSB - MSW)/(MSB + (k~ - 1) MSW) and ICC(2) = (MSB - MSW)/MSB (Bliese 2000).

    k~ = (n - sum n_j^2 / n)/(J - 1). What falls below 0 shows 0, ``raw`` keeps ICC(1). Nothing is
    available under two groups or without a group of two; ICC(2) neither where groups are equal.
    """
    filled = [group for group in groups if group]
    j, n = len(filled), sum(map(len, filled))
    if j < PAIR or n == j:
        return Icc()
    centre = mean([value for group in filled for value in group])
    middles = [mean(group) for group in filled]
    pairs = list(zip(filled, middles, strict=True))
    between = fsum(len(g) * (m - centre) ** 2 for g, m in pairs) / (j - 1)
    within = fsum((value - m) ** 2 for g, m in pairs for value in g) / (n - j)
    size = (n - sum(len(group) ** 2 for group in filled) / n) / (j - 1)
    whole = between + (size - 1) * within
    raw = None if whole < NOTHING else (between - within) / whole
    icc1 = None if raw is None else max(0.0, raw)
    icc2 = None if between < NOTHING else max(0.0, (between - within) / between)
    return Icc(icc1, icc2, raw, between, within, size)


def rwg_j(rows: Iterable[Sequence[float | None]], options: int) -> float | None:
    """Return how far one group agrees, 0 to 1 (James, Demaree & Wolf 1984).

    k(1-v)/(k(1-v) + v), v the mean item variance over (A^2 - 1)/12 and at most 1, A the number of
    options. Gaps are left out item by item; none where no item has two answers.
    """
    columns = [[x for x in column if x is not None] for column in zip(*rows, strict=True)]
    spread = [_variance(column) for column in columns if len(column) >= PAIR]
    if not spread or options < PAIR:
        return None
    v = min(1.0, mean(spread) / ((options**2 - 1) / 12))
    k = len(spread)
    return k * (1 - v) / (k * (1 - v) + v)


def shrunken_means(groups: Groups) -> list[float | None]:
    """Return for each group L ybar_j + (1 - L) ybar, with L = n_j ICC1/(1 + (n_j - 1) ICC1).

    An ICC(1) that is not available counts as 0: every group is then the mean over all people. None
    for a group without people (Snijders & Bosker 2012).
    """
    share = icc(groups).icc1 or 0.0
    people = [value for group in groups for value in group]
    weights = [
        len(group) * share / (1 + (len(group) - 1) * share) if group else 0 for group in groups
    ]
    return [
        weight * mean(group) + (1 - weight) * mean(people) if group else None
        for group, weight in zip(groups, weights, strict=True)
    ]


def welch(first: Values, second: Values) -> Difference | None:
    """Return the difference of two means with its t, df and interval (Welch 1947).

    None where a side has under two values, or where nothing varies on either.
    """
    if min(len(first), len(second)) < PAIR:
        return None
    a, b = _variance(first) / len(first), _variance(second) / len(second)
    if a + b < NOTHING:
        return None
    df = (a + b) ** 2 / (a * a / (len(first) - 1) + b * b / (len(second) - 1))
    apart, error = mean(first) - mean(second), sqrt(a + b)
    half = t_quantile(UPPER, df) * error
    return Difference(apart, apart / error, df, apart - half, apart + half)


def hedges_g(first: Values, second: Values) -> float | None:
    """Return the difference in pooled SDs times 1 - 3/(4(n1 + n2) - 9) (Hedges 1981).

    None where a side has under two values, or where nothing varies on either.
    """
    m, n = len(first), len(second)
    if min(m, n) < PAIR:
        return None
    pooled = ((m - 1) * _variance(first) + (n - 1) * _variance(second)) / (m + n - 2)
    if pooled < NOTHING:
        return None
    return (mean(first) - mean(second)) / sqrt(pooled) * (1 - 3 / (4 * (m + n) - 9))
