"""The figures of one construct at one place, from the scores of those who may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt
from typing import Final, NamedTuple

from portal.questionnaires.results.numerics import t_quantile
from portal.questionnaires.results.scores import Measure, Scored
from portal.questionnaires.results.shapes import Consistency, Figure
from portal.questionnaires.results.statistics import (
    UPPER,
    Groups,
    Interval,
    clustered_interval,
    icc,
    mean,
    mean_interval,
    median,
    rwg_j,
    standard_deviation,
)

FAVOURABLE: Final = 0.75  # of the way up the scale: 4 of 1 to 5
TO_BENCHMARK: Final = 0.70
DIGITS: Final = 6


class Pooled(NamedTuple):
    """The variance of people within their units, over all units whose spread is shown."""

    within: float
    freedom: int


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Scores of one construct on its scale."""

    measure: Measure
    scores: Sequence[float]

    def mean_only(self) -> Figure:
        """Return how many answered and their mean, and nothing of how they differ."""
        return Figure(
            code=self.measure.code, answered=len(self.scores), mean=_round(mean(self.scores))
        )

    def within(self, interval: Interval | None) -> Figure:
        """Return the mean between these bounds."""
        if interval is None:
            return self.mean_only()
        bounds = {"low": self._bound(interval.low), "high": self._bound(interval.high)}
        return self.mean_only().model_copy(update=bounds)

    def whole(self, interval: Interval | None, agreement: float | None) -> Figure:
        """Return all there is to show."""
        counts = self.counts()
        return self.within(interval).model_copy(
            update={
                "deviation": _round(standard_deviation(self.scores)),
                "favourable": self._favourable(),
                "counts": {str(step): count for step, count in counts.items()},
                "agreement": _round(agreement),
            }
        )

    def counts(self) -> dict[int, int]:
        """Count the scores from each whole step of the scale up to the next."""
        steps = [floor(score) for score in self.scores]
        return {step: steps.count(step) for step in range(self.measure.lo, self.measure.hi + 1)}

    def pooled_interval(self, pooled: Pooled, population: int) -> Interval:
        """Return an interval that borrows the spread of other units and tells nothing of this."""
        n = len(self.scores)
        left = max(0.0, 1 - n / max(n, population))
        half = t_quantile(UPPER, pooled.freedom) * sqrt(pooled.within / n * left)
        return Interval(mean(self.scores) - half, mean(self.scores) + half)

    def _favourable(self) -> int:
        least = self.measure.lo + FAVOURABLE * (self.measure.hi - self.measure.lo)
        return sum(score >= least for score in self.scores)

    def _bound(self, value: float) -> float:
        """Keep a bound on the scale: beyond its ends there is nothing."""
        return round(min(max(value, self.measure.lo), self.measure.hi), DIGITS)


def unit_interval(scores: Sequence[float], headcount: int) -> Interval | None:
    """Return the interval of a unit that was asked whole."""
    return mean_interval(scores, population=headcount)


def larger_interval(clusters: Groups, organisations: int) -> Interval | None:
    """Return the interval of a place by its organisations; within one, of its people."""
    if organisations > 1:
        return clustered_interval(clusters)
    return mean_interval([score for cluster in clusters for score in cluster])


def agreement_of(measure: Measure, scored: Sequence[Scored]) -> float | None:
    """Return rwg(j) over those who answered every item; an item all agree on counts as well."""
    rows = [one.values for one in scored if one.is_complete]
    return rwg_j(rows, measure.hi - measure.lo + 1)


def middle(values: Sequence[float]) -> float | None:
    """Return the median; nothing of nothing."""
    return median(values) if values else None


def pooled_of(groups: Groups) -> Pooled | None:
    """Return what the units have in common in spread; nothing under two units."""
    within = icc(groups).within
    if within is None:
        return None
    return Pooled(within=within, freedom=sum(map(len, groups)) - len(groups))


def consistency_of(code: str, groups: Groups, agreements: Sequence[float]) -> Consistency:
    """Return whether a unit's mean may be read as the unit's own."""
    found, agreement = icc(groups), middle(agreements)
    return Consistency(
        code=code,
        units=len(groups),
        icc1=_round(found.icc1),
        icc1_raw=_round(found.raw),
        icc2=_round(found.icc2),
        agreement=_round(agreement),
        benchmark=min(found.icc2 or 0, agreement or 0) >= TO_BENCHMARK,
    )


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
