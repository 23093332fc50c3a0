"""How well each construct was measured in one campaign: figures for researchers, over all units.

Every figure of a construct is over the same people: those who answered all its items. No two
figures then differ by a few people whose answers could be found by subtraction. Means stand with
the released scores; nothing is repeated here over another number of people.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from portal.questionnaires.instruments.definition import Construct, Definition, Item
from portal.questionnaires.kinds import Missing
from portal.questionnaires.results.shapes import Hidden
from portal.questionnaires.results.statistics import (
    SLACK,
    alpha,
    alpha_if_dropped,
    alpha_interval,
    counts_of,
    extremes,
    icc,
    item_rest,
    mean,
    median,
    omega_total,
    reverse,
    rwg_j,
    spearman_brown,
    standard_deviation,
)

TABLE_CODE: Final = "psychometrics"
LEAST_PEOPLE: Final = 30  # under it no figure at all
LEAST_FOR_CERTAIN: Final = 200  # under it every figure is provisional
LEAST_UNITS: Final = 5  # of at least k people each: a median over fewer speaks of one of them
MUCH_AT_AN_END: Final = 0.15
LEAST_ITEM_REST: Final = 0.30
PAIR: Final = 2

PersonRow = Mapping[str, int | None]
MissingCounts = Mapping[str, Mapping[Missing, int]]


class Certainty(StrEnum):
    """How far the figures of a construct may be relied on, by how many people answered."""

    TOO_FEW = "too_few"
    PROVISIONAL = "provisional"
    SUFFICIENT = "sufficient"


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class ItemFigures(_Shape):
    """One item beside the others of its construct; ``counts`` by value as it was answered.

    ``missing`` counts the reasons over everybody who was asked; a reason that fewer than k people
    gave holds ``None``.
    """

    code: str
    mean: float | None = None
    deviation: float | None = None
    counts: dict[str, int] | None = None
    missing: dict[str, int | None] | None = None
    item_rest: float | None = None
    alpha_if_dropped: float | None = None
    hidden: Hidden | None = None


class Reliability(_Shape):
    """Whether the items of a construct measure one thing.

    Two items have ``spearman_brown`` and no omega. ``heywood`` says why omega is not available
    where it would be expected.
    """

    alpha: float | None = None
    alpha_low: float | None = None
    alpha_high: float | None = None
    spearman_brown: float | None = None
    omega: float | None = None
    omega_standardised: float | None = None
    heywood: bool = False


class Resemblance(_Shape):
    """How alike people of one unit answer, over the ``units`` with k people or more.

    ``agreement`` is the median rwg(j), and ``icc1_raw`` is ICC(1) before 0 is its least.
    """

    units: int = 0
    icc1: float | None = None
    icc1_raw: float | None = None
    icc2: float | None = None
    agreement: float | None = None


class Ends(_Shape):
    """Which share of people, 0 to 1, stands at the lowest and at the highest score."""

    floor: float
    ceiling: float

    @property
    def much_at_floor(self) -> bool:
        """Tell whether more than 15 % stand at the lowest score."""
        return self.floor > MUCH_AT_AN_END

    @property
    def much_at_ceiling(self) -> bool:
        """Tell whether more than 15 % stand at the highest score."""
        return self.ceiling > MUCH_AT_AN_END


class ConstructFigures(_Shape):
    """One construct over the ``people`` who answered all its items; too few have no figures."""

    code: str
    certainty: Certainty
    items: tuple[ItemFigures, ...]
    people: int | None = None
    reliability: Reliability = Reliability()
    resemblance: Resemblance = Resemblance()
    ends: Ends | None = None


class Psychometrics(_Shape):
    """All constructs of one campaign that have items, in the order of the instrument."""

    constructs: tuple[ConstructFigures, ...] = ()

    def of(self, code: str) -> ConstructFigures | None:
        """Return the figures of one construct, or nothing."""
        return next((one for one in self.constructs if one.code == code), None)


def psychometrics_of(
    definition: Definition,
    rows: Sequence[PersonRow],
    units: Sequence[str | None],
    *,
    missing: MissingCounts | None = None,
    k_score: int,
    k_comment: int,
) -> Psychometrics:
    """Return the figures of every construct that was asked, from one row of values a person.

    ``units`` names the unit of each person, or none where it was not kept. ``missing`` counts per
    item the reasons for having no value.
    """
    asked = {code for row in rows for code in row}
    found = []
    for construct in definition.constructs:
        items = _numeric(definition, construct, asked)
        if items:
            given = _Given.of(items, definition, rows, units, construct.min_answered)
            least = max(k_comment, LEAST_PEOPLE)
            found.append(_construct(construct.code, given, missing or {}, (k_score, least)))
    return Psychometrics(constructs=tuple(found))


def _numeric(definition: Definition, construct: Construct, asked: set[str]) -> Sequence[Item]:
    return [
        item
        for item in definition.items_of(construct.code)
        if item.code in asked and item.scale is not None and definition.scale_of(item).is_numeric
    ]


@dataclass(frozen=True, kw_only=True)
class _Given:
    """What people who answered all items of a construct said, as it was and turned round."""

    items: Sequence[Item]
    scales: Sequence[Sequence[int]]
    answered: Sequence[Sequence[int]]
    turned: Sequence[Sequence[float]]
    units: Sequence[str | None]
    partial: int  # people with a score who left an item of it open

    @classmethod
    def of(
        cls,
        items: Sequence[Item],
        definition: Definition,
        rows: Sequence[PersonRow],
        units: Sequence[str | None],
        min_answered: float,
    ) -> "_Given":
        scales = [definition.scale_of(item).values for item in items]
        answered, kept, partial = [], [], 0
        for row, unit in zip(rows, units, strict=True):
            values = [value for item in items if (value := row.get(item.code)) is not None]
            if len(values) == len(items):
                answered.append(values)
                kept.append(unit)
            elif values and len(values) >= min_answered * len(items) - SLACK:
                partial += 1
        turns = [
            (item.reverse, scale[0], scale[-1]) for item, scale in zip(items, scales, strict=True)
        ]
        turned = [
            [
                reverse(x, lo, hi) if turn else x
                for x, (turn, lo, hi) in zip(row, turns, strict=True)
            ]
            for row in answered
        ]
        return cls(
            items=items,
            scales=scales,
            answered=answered,
            turned=turned,
            units=kept,
            partial=partial,
        )


def _construct(
    code: str, given: _Given, missing: MissingCounts, least: tuple[int, int]
) -> ConstructFigures:
    """Return one construct, or only that those who answered all of it are too few."""
    k_score, k_people = least
    people = len(given.answered)
    if people < k_people:
        hidden = tuple(ItemFigures(code=item.code, hidden=Hidden.FEW) for item in given.items)
        return ConstructFigures(code=code, certainty=Certainty.TOO_FEW, items=hidden)
    return ConstructFigures(
        code=code,
        certainty=Certainty.PROVISIONAL if people < LEAST_FOR_CERTAIN else Certainty.SUFFICIENT,
        people=people,
        items=tuple(_items(given, missing, k_score)),
        reliability=_reliability(given.turned),
        resemblance=_resemblance(given, k_score),
        ends=None if _tells_of_few(given, k_score) else _ends(given),
    )


def _tells_of_few(given: _Given, k_score: int) -> bool:
    """Tell whether the released mean, over some more people, would give these few away."""
    return 0 < given.partial < k_score


def _reliability(rows: Sequence[Sequence[float]]) -> Reliability:
    value = alpha(rows)
    interval = alpha_interval(value, len(rows), len(rows[0])) if value is not None else None
    factor = omega_total(rows)
    alike = omega_total(rows, standardised=True)
    return Reliability(
        alpha=value,
        alpha_low=interval.low if interval else None,
        alpha_high=interval.high if interval else None,
        spearman_brown=spearman_brown(rows) if len(rows[0]) == PAIR else None,
        omega=factor.total if factor else None,
        omega_standardised=alike.total if alike else None,
        heywood=factor is not None and factor.heywood,
    )


def _resemblance(given: _Given, k_score: int) -> Resemblance:
    """Compare the units with k people or more; a median over few of them would speak of one."""
    by_unit: dict[str, list[Sequence[float]]] = defaultdict(list)
    for unit, row in zip(given.units, given.turned, strict=True):
        if unit is not None:
            by_unit[unit].append(row)
    units = [rows for rows in by_unit.values() if len(rows) >= k_score]
    if len(units) < LEAST_UNITS:
        return Resemblance(units=len(units))
    alike = icc([[mean(row) for row in rows] for rows in units])
    within = [rwg_j(rows, len(given.scales[0])) for rows in units]
    return Resemblance(
        units=len(units),
        icc1=alike.icc1,
        icc1_raw=alike.raw,
        icc2=alike.icc2,
        agreement=median([value for value in within if value is not None]),
    )


def _ends(given: _Given) -> Ends | None:
    lo, hi = mean([scale[0] for scale in given.scales]), mean([scale[-1] for scale in given.scales])
    found = extremes([mean(row) for row in given.turned], lo, hi)
    return Ends(floor=found.floor, ceiling=found.ceiling) if found else None


def _items(given: _Given, missing: MissingCounts, k_score: int) -> Iterator[ItemFigures]:
    rests, drops = item_rest(given.turned), alpha_if_dropped(given.turned)
    columns = list(zip(*given.answered, strict=True))
    few = Hidden.COMPLEMENTARY if _tells_of_few(given, k_score) else None
    for place, item in enumerate(given.items):
        values, reasons = columns[place], missing.get(item.code, {})
        counts = counts_of(values, given.scales[place])
        hidden = Hidden.IDENTICAL if len(set(values)) == 1 else few
        yield ItemFigures(
            code=item.code,
            mean=None if hidden else mean(values),
            deviation=None if hidden else standard_deviation(values),
            counts=None if hidden else {str(value): n for value, n in counts.items()},
            missing={why.value: n if n >= k_score else None for why, n in reasons.items() if n},
            item_rest=rests[place],
            alpha_if_dropped=drops[place],
            hidden=hidden,
        )
