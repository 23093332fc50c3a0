"""Two measurements of one place, and what changed: from published figures only.

Each measurement asks whoever works there then, and nobody knows who answered twice: the interval is
that of two separate groups, and so rather too wide than too narrow. As only published numbers,
averages and deviations enter, a comparison discloses nothing that they do not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot, sqrt

from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.meanings import trend_codes
from portal.questionnaires.results.numerics import t_quantile
from portal.questionnaires.results.shapes import Figure, PlaceResults
from portal.questionnaires.results.statistics import NOTHING, PAIR, UPPER


@dataclass(frozen=True, kw_only=True)
class Change:
    """One construct, later minus earlier; without published deviations only the difference.

    ``low`` and ``high`` bound the difference by Welch, ``g`` is Hedges' g.
    """

    code: str
    before: Figure
    after: Figure
    difference: float
    low: float | None = None
    high: float | None = None
    g: float | None = None


def codes_in_common(*newest_first: Definition) -> Sequence[str]:
    """Return the constructs that all these versions score by the same items, in the newest's order.

    They are one line only where each version says that it is comparable with the next.
    """
    joined = set(trend_codes(*newest_first))
    newest, *older = newest_first
    return [
        code
        for code in newest.construct_by_code
        if {item.code for item in newest.items_of(code)} <= joined
        and all(_basis(one, code) == _basis(newest, code) for one in older)
    ]


def _basis(definition: Definition, construct: str) -> set[tuple[str, bool, bool]]:
    if construct not in definition.construct_by_code:
        return set()
    items = definition.items_of(construct)
    return {(item.code, item.reverse, item.organisation_only) for item in items}


def compare(before: PlaceResults, after: PlaceResults, codes: Sequence[str]) -> Iterator[Change]:
    """Yield what changed in these constructs, wherever both averages are published."""
    earlier = {figure.code: figure for figure in before.figures}
    later = {figure.code: figure for figure in after.figures}
    for code in codes:
        pair = (earlier.get(code), later.get(code))
        if (change := _change(code, *pair)) is not None:
            yield change


def _change(code: str, before: Figure | None, after: Figure | None) -> Change | None:
    if before is None or after is None or before.mean is None or after.mean is None:
        return None
    apart = after.mean - before.mean
    low, high = welch_bounds(after, before) or (None, None)
    g = hedges(after, before)
    return Change(code=code, before=before, after=after, difference=apart, low=low, high=high, g=g)


Summary = tuple[int, float, float]


def _summary(figure: Figure) -> Summary | None:
    """Return number, average and variance, where all three are published."""
    if figure.answered is None or figure.mean is None or figure.deviation is None:
        return None
    return (figure.answered, figure.mean, figure.deviation**2) if figure.answered >= PAIR else None


def welch_bounds(first: Figure, second: Figure) -> tuple[float, float] | None:
    """Return the 95 % interval of first minus second (Welch 1947); none without deviations."""
    one, other = _summary(first), _summary(second)
    if one is None or other is None:
        return None
    (m, mean_one, var_one), (n, mean_other, var_other) = one, other
    a, b = var_one / m, var_other / n
    if a + b < NOTHING:
        return None
    freedom = (a + b) ** 2 / (a * a / (m - 1) + b * b / (n - 1))
    half = t_quantile(UPPER, freedom) * sqrt(a + b)
    return mean_one - mean_other - half, mean_one - mean_other + half


def combined_bounds(first: Figure, second: Figure) -> tuple[float, float] | None:
    """Return about the same from the published intervals, where those know more than deviations do.

    The half widths add as the legs of a right triangle (Cumming & Finch 2005): for averages of
    clusters, and for those that are published without their spread.
    """
    halves = [
        (one.high - one.low) / 2
        for one in (first, second)
        if one.low is not None and one.high is not None
    ]
    if first.mean is None or second.mean is None or len(halves) < PAIR:
        return None
    apart, reach = first.mean - second.mean, hypot(*halves)
    return apart - reach, apart + reach


def hedges(first: Figure, second: Figure) -> float | None:
    """Return the difference in pooled deviations, corrected for few (Hedges 1981)."""
    one, other = _summary(first), _summary(second)
    if one is None or other is None:
        return None
    (m, mean_one, var_one), (n, mean_other, var_other) = one, other
    pooled = ((m - 1) * var_one + (n - 1) * var_other) / (m + n - 2)
    if pooled < NOTHING:
        return None
    return (mean_one - mean_other) / sqrt(pooled) * (1 - 3 / (4 * (m + n) - 9))
