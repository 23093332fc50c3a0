"""Figures over answers: pure functions on whole numbers, no answer ever leaves through them."""

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt


def expand(counts: Mapping[int, int]) -> list[int]:
    """Return the values behind ``{value: how often}``, in order of value."""
    return [value for value in sorted(counts) for _ in range(counts[value])]


def counts_of(values: Iterable[int], scale: Sequence[int]) -> dict[int, int]:
    """Count each value of ``scale``, also those nobody chose; KeyError for a value outside it."""
    counts = dict.fromkeys(scale, 0)
    for value in values:
        counts[value] += 1
    return counts


def mean(values: Sequence[int]) -> float:
    """Return the arithmetic mean, in units of the scale; ValueError without values."""
    if not values:
        raise ValueError("no values")
    return sum(values) / len(values)


def standard_deviation(values: Sequence[int]) -> float:
    """Return the sample standard deviation (n - 1); ValueError under two values."""
    if len(values) < 2:  # noqa: PLR2004 -- n - 1 must be positive
        raise ValueError("a standard deviation needs two values")
    centre = mean(values)
    return sqrt(sum((value - centre) ** 2 for value in values) / (len(values) - 1))


def median(values: Sequence[int]) -> float:
    """Return the middle value, or the mean of the middle two; ValueError without values."""
    if not values:
        raise ValueError("no values")
    ordered, middle = sorted(values), len(values) // 2
    if len(ordered) % 2:
        return float(ordered[middle])
    return (ordered[middle - 1] + ordered[middle]) / 2
