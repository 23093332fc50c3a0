"""From answers to scores: one number a person and construct, on the scale of its items."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from portal.questionnaires.instruments.definition import Construct, Definition, Item
from portal.questionnaires.kinds import ItemType, Length
from portal.questionnaires.results.statistics import score


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What one person answered: a value for each item that got one; the unit where it is known."""

    unit: str | None
    values: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Scored:
    """One person's score, and the values behind it, reverse items turned round."""

    unit: str | None
    score: float
    values: tuple[int | None, ...]

    @property
    def is_complete(self) -> bool:
        """Tell whether every item was answered."""
        return None not in self.values


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A construct with the items that count for it in this campaign, on one scale."""

    code: str
    items: tuple[Item, ...]
    lo: int
    hi: int
    min_answered: float

    def score(self, sheet: Sheet) -> Scored | None:
        """Return the mean of what was answered; nothing when too few items were."""
        given = [sheet.values.get(item.code) for item in self.items]
        turned = [item.reverse for item in self.items]
        found = score(given, self.lo, self.hi, turned, self.min_answered)
        return None if found is None else self.as_scored(sheet, found)

    def as_scored(self, sheet: Sheet, found: float) -> Scored:
        """Return this score with the values behind it."""
        given = [sheet.values.get(item.code) for item in self.items]
        values = tuple(map(self._turned, self.items, given))
        return Scored(unit=sheet.unit, score=found, values=values)

    def scores(self, sheets: Sequence[Sheet]) -> list[Scored]:
        """Return the scores of all who answered enough of it."""
        return [scored for sheet in sheets if (scored := self.score(sheet)) is not None]

    @cached_property
    def organisation_only(self) -> tuple[Item, ...]:
        """Return the items that would speak of one recognisable person or the mood of a few."""
        return tuple(item for item in self.items if item.organisation_only)

    @cached_property
    def for_units(self) -> "Measure | None":
        """Return this construct by the items that units may see; nothing when none is left."""
        others = tuple(item for item in self.items if not item.organisation_only)
        return replace(self, items=others) if others else None

    @cached_property
    def for_larger_places(self) -> "Measure":
        """Return this construct as larger places see it.

        Where units see fewer items, it is scored only for who answered all: otherwise the two
        scores would differ by those few who answered what units do not see, and tell of them.
        """
        differs = self.organisation_only and self.for_units is not None
        return replace(self, min_answered=1.0) if differs else self

    def _turned(self, item: Item, value: int | None) -> int | None:
        return self.lo + self.hi - value if item.reverse and value is not None else value


def measures_of(definition: Definition, length: Length) -> Iterator[Measure]:
    """Yield each construct that has items, with those that a campaign of this length asks."""
    asked = {item.code for item in definition.asked(length)}
    for construct in definition.constructs:
        items = [item for item in definition.items_of(construct.code) if _counts(definition, item)]
        if items:
            there = tuple(item for item in items if item.code in asked)
            yield _measure(definition, construct, there or tuple(items))


def _counts(definition: Definition, item: Item) -> bool:
    """Tell whether an item gives one number that a mean makes sense of."""
    return (
        item.type.has_options
        and item.type is not ItemType.MULTIPLE
        and definition.scale_of(item).is_numeric
    )


def _measure(definition: Definition, construct: Construct, items: tuple[Item, ...]) -> Measure:
    scale = definition.scale_of(items[0])
    return Measure(
        code=construct.code,
        items=items,
        lo=scale.lo or 0,
        hi=scale.hi or 0,
        min_answered=construct.min_answered,
    )
