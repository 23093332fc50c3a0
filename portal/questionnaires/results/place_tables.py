"""What is shown of each place of a campaign: from scores to figures, after suppression.

Means stand from the first threshold on. Whatever tells of the spread (deviation, interval, counts,
favourable, agreement) tells nearly every answer of a small group, so it waits for the second one,
and stands only where the mean stands. Means and spread are each closed on their own
(``remainders``), construct by construct, because another construct is answered by other people.

What is made of several units is made of published figures only, so that it gives no hidden one
back: agreement and consistency of units whose spread is shown; intervals of larger places clustered
by organisation, where all that is hidden counts as one organisation; the interval of a small unit,
which borrows the spread of the others. Each measurement asks anew
without knowing who answered before: no two of them share the sum of anybody.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce

from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.kinds import Length
from portal.questionnaires.results.campaign_places import NETWORK, UNPLACED, Places, Unit
from portal.questionnaires.results.figures import (
    Pooled,
    Spread,
    agreement_of,
    consistency_of,
    larger_interval,
    middle,
    pooled_of,
    unit_interval,
)
from portal.questionnaires.results.remainders import LEAST_UNITS, Group, Guard, Tree, closed
from portal.questionnaires.results.scores import Measure, Scored, Sheet, measures_of
from portal.questionnaires.results.shapes import (
    RULE_VERSION,
    Consistency,
    Figure,
    Hidden,
    Place,
    PlaceKind,
    PlaceResults,
)
from portal.questionnaires.results.suppression import Thresholds


@dataclass(frozen=True, kw_only=True)
class Survey:
    """A closed campaign as numbers, before anything is suppressed.

    ``apart`` is how many people were asked who stand in no unit.
    """

    definition: Definition
    length: Length
    k: Thresholds
    units: Sequence[Unit]
    sheets: Sequence[Sheet]
    apart: int = 0

    @cached_property
    def places(self) -> Places:
        """Return the places of this campaign."""
        return Places(units=self.units)

    @cached_property
    def measures(self) -> Sequence[Measure]:
        """Return what is scored, in the order of the instrument."""
        return list(measures_of(self.definition, self.length))


def place_tables(survey: Survey, guard: Guard = closed) -> Iterator[PlaceResults]:
    """Yield what is shown of each place, the network first; ``guard`` decides what may stand."""
    columns = [column_of(survey, measure, guard) for measure in survey.measures]
    rates = _Rates(survey, guard)
    for place in survey.places.all:
        figures = tuple(column.figure(place) for column in columns)
        units = survey.places.units_under[place.code]
        yield PlaceResults(
            place=place,
            organisations=len({unit.organisation for unit in units}),
            units=len(units),
            headcount=rates.headcount(place),
            responses=rates.responses(place),
            figures=figures,
            consistency=tuple(column.consistency for column in columns) if place == NETWORK else (),
            hidden=_why_all(figures),
            rule_version=RULE_VERSION,
        )


def _why_all(figures: Sequence[Figure]) -> Hidden | None:
    """Say why nothing at all is shown of a place; nothing where a figure stands."""
    reasons = {figure.hidden for figure in figures}
    if None in reasons or not reasons:
        return None
    return Hidden.FEW if Hidden.FEW in reasons else Hidden.COMPLEMENTARY


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One construct, scored in one way, over the places where it may stand."""

    measure: Measure
    places: Places
    tree: Tree
    by_leaf: Mapping[str, Sequence[Scored]]
    means: Collection[str]
    spreads: Collection[str]
    least: int

    def figure(self, place: Place, agreements: Mapping[str, float]) -> Figure:
        """Return what is shown here, or why nothing is."""
        scored = self.scored(place.code)
        if place.code not in self.means:
            why = Hidden.FEW if len(scored) < self.least else Hidden.COMPLEMENTARY
            return Figure(code=self.measure.code, hidden=why)
        spread = Spread(measure=self.measure, scores=[one.score for one in scored])
        units = self.places.units_under[place.code]
        if place.kind is PlaceKind.UNIT:
            return self._of_a_unit(spread, units[0], agreements)
        if place.code not in self.spreads:
            return spread.mean_only()
        inside = [agreements[unit.code] for unit in units if unit.code in agreements]
        clusters = self._clusters(place)
        organisations = len({unit.organisation for unit in units})
        return spread.whole(larger_interval(clusters, organisations), middle(inside))

    def _of_a_unit(self, spread: Spread, unit: Unit, agreements: Mapping[str, float]) -> Figure:
        if unit.code in self.spreads:
            own = unit_interval(spread.scores, unit.headcount)
            return spread.whole(own, agreements.get(unit.code))
        pooled = self._pooled
        return spread.within(pooled and spread.pooled_interval(pooled, unit.headcount))

    @cached_property
    def _pooled(self) -> Pooled | None:
        return pooled_of(self.unit_groups)

    @cached_property
    def shown_units(self) -> Sequence[str]:
        """Return the units whose spread is shown."""
        return [unit.code for unit in self.places.units if unit.code in self.spreads]

    @cached_property
    def unit_groups(self) -> Sequence[Sequence[float]]:
        """Return the scores of those units, unit by unit."""
        return [[one.score for one in self.by_leaf[code]] for code in self.shown_units]

    def scored(self, code: str) -> list[Scored]:
        """Return the scores of everybody who belongs to a place."""
        return [one for leaf in self._leaves(code) for one in self.by_leaf.get(leaf, ())]

    def _clusters(self, place: Place) -> list[list[float]]:
        """Part the scores by published organisation; all others are one cluster together."""
        parted: dict[str, list[float]] = {}
        for leaf in self._leaves(place.code):
            organisation = self.places.organisation_of.get(leaf, "")
            key = organisation if organisation in self.spreads else ""
            parted.setdefault(key, []).extend(one.score for one in self.by_leaf.get(leaf, ()))
        return list(parted.values())

    def _leaves(self, code: str) -> Sequence[str]:
        own = [unit.code for unit in self.places.units_under[code]]
        return [*own, UNPLACED] if code == NETWORK.code else own


@dataclass(frozen=True, kw_only=True)
class Column:
    """One construct over all places: as units see it, and as larger places do."""

    code: str
    small: Layer | None
    large: Layer

    def figure(self, place: Place) -> Figure:
        """Return what is shown of this construct at a place."""
        if place.kind is not PlaceKind.UNIT:
            return self._of_a_larger_place(place)
        if self.small is None:
            return Figure(code=self.code, hidden=Hidden.ORGANISATION_ONLY)
        return self.small.figure(place, self._agreements)

    def _of_a_larger_place(self, place: Place) -> Figure:
        figure = self.large.figure(place, self._agreements)
        if figure.hidden and self.is_about_few and self._is_of_one_unit(place):
            return figure.model_copy(update={"hidden": Hidden.ORGANISATION_ONLY})
        return figure

    @cached_property
    def is_about_few(self) -> bool:
        """Tell whether an item would speak of one recognisable person or the mood of a few."""
        return self.large is not self.small

    def _is_of_one_unit(self, place: Place) -> bool:
        answered = self.large.scored(place.code)
        return len(answered) >= self.large.least and len({one.unit for one in answered}) == 1

    @cached_property
    def _agreements(self) -> Mapping[str, float]:
        """Return rwg(j) of each unit whose spread is shown."""
        if self.small is None:
            return {}
        small = self.small
        found = {
            code: agreement_of(small.measure, small.by_leaf[code]) for code in small.shown_units
        }
        return {code: value for code, value in found.items() if value is not None}

    @cached_property
    def consistency(self) -> Consistency:
        """Return how far the units differ and their members agree, from shown units only."""
        groups = self.small.unit_groups if self.small else []
        return consistency_of(self.code, groups, list(self._agreements.values()))


def column_of(survey: Survey, measure: Measure, guard: Guard) -> Column:
    """Decide for one construct where it is shown.

    With an item that would speak of one person, units are scored without it, larger places need
    two units and the second threshold, and the two are laid beside each other.
    """
    units = {unit.code for unit in survey.units}
    larger = {place.code for place in survey.places.all} - units
    if not measure.organisation_only:
        layer = _layer(survey, measure, units | larger, survey.k, guard)
        return Column(code=measure.code, small=layer, large=layer)
    others = measure.for_units
    strict = Thresholds(score=survey.k.comment, comment=survey.k.comment)
    large = _layer(
        survey, measure.for_larger_places, larger, strict, guard, least_units=LEAST_UNITS
    )
    if not others:
        return Column(code=measure.code, small=None, large=large)
    small = _layer(survey, others, units, survey.k, guard)
    return Column(
        code=measure.code,
        small=_beside(small, large, survey.k, guard),
        large=_beside(large, small, survey.k, guard),
    )


def _beside(layer: Layer, other: Layer, k: Thresholds, guard: Guard) -> Layer:
    """Leave in a layer what may stand beside another one of nearly the same items.

    Whoever answers all of them alike has the same score in both, so that a total of the one less
    the units of the other tells nearly as much as a subtraction within one.
    """
    trees = (layer.tree, other.tree)
    means = _together(trees, {*layer.means, *other.means}, k.score, guard)
    told = {code for code in (*layer.spreads, *other.spreads) if code in means}
    spreads = _together(trees, told, k.comment, guard)
    return replace(
        layer,
        means=means.intersection(layer.means),
        spreads=spreads.intersection(layer.spreads),
    )


def _together(
    trees: Sequence[Tree], asked_for: Collection[str], least: int, guard: Guard
) -> frozenset[str]:
    """Return the places that may be published together, whichever of the trees is subtracted in."""
    shown = frozenset(asked_for)
    while (kept := reduce(lambda codes, tree: guard(tree, codes, least), trees, shown)) != shown:
        shown = kept
    return shown


def _layer(
    survey: Survey,
    measure: Measure,
    codes: Collection[str],
    k: Thresholds,
    guard: Guard,
    *,
    least_units: int = 1,
) -> Layer:
    by_leaf = survey.places.scores_by_leaf(measure.scores(survey.sheets))
    tree = survey.places.tree(survey.places.weigh(by_leaf))
    whole = tree.weigh()
    able = {code for code in codes if whole[code].units >= least_units}
    means = guard(tree, able, k.score)
    return Layer(
        measure=measure,
        places=survey.places,
        tree=tree,
        by_leaf=by_leaf,
        means=means,
        spreads=guard(tree, means, k.comment),
        least=k.score,
    )


class _Rates:
    """How many were asked and how many answered, where that says nothing of a few.

    Who stands in no unit counts for the network: they are at least as many people as a unit needs,
    because the opening of a campaign sees to that.
    """

    def __init__(self, survey: Survey, guard: Guard) -> None:
        self.places = survey.places
        self.answered = Counter(
            self.places.code_of.get(sheet.unit or "", UNPLACED) for sheet in survey.sheets
        )
        asked = {
            unit.code: Group(answers=unit.headcount, units=1, low=0, high=1)
            for unit in survey.units
        }
        self.apart = survey.apart
        if self.apart:
            asked[UNPLACED] = Group(answers=self.apart, units=LEAST_UNITS, low=0, high=1)
        everywhere = {place.code for place in self.places.all}
        self.shown = guard(self.places.tree(asked), everywhere, survey.k.score)

    def headcount(self, place: Place) -> int | None:
        """Return how many were asked here; nothing where the rate is hidden."""
        asked = sum(unit.headcount for unit in self.places.units_under[place.code])
        asked += self.apart if place == NETWORK else 0
        return asked if place.code in self.shown else None

    def responses(self, place: Place) -> int | None:
        """Return how many answered here; nothing where the rate is hidden."""
        codes = [unit.code for unit in self.places.units_under[place.code]]
        codes += [UNPLACED] if place == NETWORK else []
        found = sum(self.answered[code] for code in codes)
        return found if place.code in self.shown else None
