"""What the formulas of ``statistics`` stand on: quantiles to 1e-9, and one factor by likelihood."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from math import exp, fsum, lgamma, log, sqrt
from operator import mul
from typing import Final, NamedTuple

Matrix = list[list[float]]

NORMAL_UPPER: Final = 1.959963984540054  # the normal quantile of .975
HALF: Final = 0.5
EXACT: Final = 1e-15
LEAST_LOG: Final = log(1e-3)  # a unique variance under this share of its item's is none
MOST_TERMS: Final = 10_000
MOST_TURNS: Final = 300
MOST_SQUARES: Final = 60
MOST_HALVINGS: Final = 30
LONGEST_STEP: Final = 2.0
RIDGE: Final = 1e-9  # keeps the curvature from vanishing
LEVEL: Final = 1e-14  # what rounding may lift a point
STILL: Final = 1e-9  # how small the slope is where the search ends
NOTHING: Final = 1e-12
NEARLY_STILL: Final = 1e-6  # and where no step leads lower
LEAST_MOVE: Final = 1e-12


class Factor(NamedTuple):
    """Loadings and unique variances of standardised items; Heywood where one of these is gone."""

    loadings: list[float]
    unique: list[float]
    is_heywood: bool


def beta_share(x: float, rest: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function at x, 0 to 1; ``rest`` is 1 - x, to the last.

    Both are asked for, as the one that is near nothing would lose its digits.
    """
    if x <= 0 or rest <= 0:
        return float(rest <= 0)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(rest, x, b, a)
    front = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(rest)
    return exp(front) / a * _continued_fraction(x, a, b)


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Return the fraction beside the incomplete beta, by Lentz's method (DLMF 8.17.22)."""
    upper, lower = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    value = lower
    for m in range(1, MOST_TERMS):
        even = a + 2 * m
        for step in (
            m * (b - m) * x / ((even - 1) * even),
            -(a + m) * (a + b + m) * x / (even * (even + 1)),
        ):
            lower = 1 / (1 + step * lower)
            upper = 1 + step / upper
            value *= upper * lower
        if abs(upper * lower - 1) < EXACT:
            break
    return value


def _root(share: Callable[[float], float], p: float) -> float:
    """Return x >= 0 where a rising share reaches p, by doubling and then halving."""
    low, high = 0.0, 1.0
    while share(high) < p:
        low, high = high, high * 2
    while (middle := (low + high) / 2) not in (low, high):
        low, high = (middle, high) if share(middle) < p else (low, middle)
    return middle


@lru_cache(maxsize=4096)
def t_quantile(p: float, df: float) -> float:
    """Return the quantile of Student's t for 0 < p < 1 and df > 0."""
    if p < HALF:
        return -t_quantile(1 - p, df)

    def share(t: float) -> float:
        whole = df + t * t
        return 1 - beta_share(df / whole, t * t / whole, df / 2, HALF) / 2

    return _root(share, p)


@lru_cache(maxsize=4096)
def f_quantile(p: float, df1: float, df2: float) -> float:
    """Return the quantile of F for 0 < p < 1 and both degrees of freedom > 0."""

    def share(f: float) -> float:
        whole = df1 * f + df2
        return beta_share(df1 * f / whole, df2 / whole, df1 / 2, df2 / 2)

    return _root(share, p)


def one_factor(r: Matrix) -> Factor | None:
    """Return the one-factor maximum likelihood solution of a correlation matrix of three or more.

    Newton steps on the logarithms of the unique variances, with the curvature as it is where the
    model fits (Joreskog 1967); given these, the loadings follow from the first eigenvector. None
    where the items share nothing, or where the search finds no end.
    """
    k = len(r)
    if all(abs(r[i][j]) < NOTHING for i in range(k) for j in range(i)):
        return None
    x = [log(HALF)] * k
    for _ in range(MOST_TURNS):
        a = _scaled(r, x)
        height, axis = _leading(a)
        slope = [1 - w * w - (a[i][i] - height * w * w) for i, w in enumerate(axis)]
        free = [i for i in range(k) if x[i] > LEAST_LOG or slope[i] < 0]
        steepest = max((abs(slope[i]) for i in free), default=0.0)
        further = x if steepest < STILL else _downhill(r, x, _step(axis, slope, free))
        moved = max(abs(new - old) for new, old in zip(further, x, strict=True))
        if moved < LEAST_MOVE:  # as low as rounding lets it come
            return _factor(x, height, axis) if steepest < NEARLY_STILL else None
        x = further
    return None


def _scaled(r: Matrix, x: Sequence[float]) -> Matrix:
    """Divide a matrix by the unique variances on both sides."""
    by = [exp(-value / 2) for value in x]
    return [[value * by[i] * by[j] for j, value in enumerate(row)] for i, row in enumerate(r)]


def _leading(a: Matrix) -> tuple[float, list[float]]:
    """Return the first eigenvalue and a vector of length 1 to it, by squaring again and again."""
    power = a
    for _ in range(MOST_SQUARES):
        trace = fsum(power[i][i] for i in range(len(a)))
        before, power = power, [[value / trace for value in row] for row in power]
        power = [[sum(map(mul, row, other)) for other in power] for row in power]
        if _is_settled(before, power):
            break
    strongest = max(power, key=lambda row: sum(map(mul, row, row)))
    length = sqrt(sum(map(mul, strongest, strongest)))
    axis = [value / length for value in strongest]
    return fsum(w * fsum(map(mul, row, axis)) for w, row in zip(axis, a, strict=True)), axis


def _is_settled(before: Matrix, after: Matrix) -> bool:
    """Tell whether squaring once more would change nothing."""
    pairs = zip(chain.from_iterable(before), chain.from_iterable(after), strict=True)
    return all(abs(old - new) < EXACT for old, new in pairs)


def _misfit(a: Matrix, x: Sequence[float], first: float) -> float:
    """Return the likelihood's discrepancy, apart from what no unique variance changes."""
    return fsum(a[i][i] for i in range(len(a))) - first + fsum(x) + log(first)


def _step(axis: Sequence[float], slope: Sequence[float], free: Sequence[int]) -> list[float]:
    """Return how far to move each logarithm; those at their end stay."""
    bend = [[(float(i == j) - axis[i] * axis[j]) ** 2 for j in free] for i in free]
    for place, row in enumerate(bend):
        row[place] += RIDGE
    moves = dict(zip(free, _solved(bend, [-slope[i] for i in free]), strict=True))
    longest = max(1.0, *(abs(move) / LONGEST_STEP for move in moves.values()))
    return [moves.get(i, 0.0) / longest for i in range(len(axis))]


def _downhill(r: Matrix, x: Sequence[float], step: Sequence[float]) -> list[float]:
    """Return the point along the step, halved until it lies no higher than where it started."""
    a = _scaled(r, x)
    here, part = _misfit(a, x, _leading(a)[0]), 1.0
    for _ in range(MOST_HALVINGS):
        there = [max(LEAST_LOG, at + part * move) for at, move in zip(x, step, strict=True)]
        a = _scaled(r, there)
        if _misfit(a, there, _leading(a)[0]) <= here + LEVEL:
            return there
        part /= 2
    return list(x)


def _solved(a: Matrix, b: Sequence[float]) -> list[float]:
    """Solve a symmetric, positive definite system by elimination."""
    rows = [[*row, value] for row, value in zip(a, b, strict=True)]
    for i, pivot in enumerate(rows):
        for row in rows[i + 1 :]:
            share = row[i] / pivot[i]
            row[i:] = [p - share * q for p, q in zip(row[i:], pivot[i:], strict=True)]
    found: list[float] = []
    for i in reversed(range(len(rows))):
        rest = fsum(map(mul, rows[i][i + 1 : -1], found))
        found.insert(0, (rows[i][-1] - rest) / rows[i][i])
    return found


def _factor(x: Sequence[float], first: float, axis: Sequence[float]) -> Factor:
    unique = [exp(value) for value in x]
    size, sign = sqrt(max(0.0, first - 1)), -1 if fsum(axis) < 0 else 1
    loadings = [sign * size * w * sqrt(u) for w, u in zip(axis, unique, strict=True)]
    return Factor(loadings, unique, is_heywood=min(x) <= LEAST_LOG)
