"""An attacker who adds and subtracts everything that is published, with any weights.

She knows who belongs to which place, and how many people answered where. Each published total is a
sum over the units below its place: a row of ones and zeros with the published figures beside it.
Whatever she can work out by adding and subtracting is a combination of these rows. Gauss and Jordan
bring them to rows that have no unit in common, which she checks and does not take for granted. Then
every combination covers each of those rows wholly or not at all, up to a weight, so that no group
smaller than the smallest of them can be singled out: to look at the rows is to look at all attacks
of this kind. Numbers are fractions, and the figures ride along: what she finds, she can read off.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from portal.questionnaires.results.campaign_places import NETWORK, UNPLACED
from portal.questionnaires.results.place_tables import Survey
from portal.questionnaires.results.shapes import Figure, PlaceResults

Row = list[Fraction]
Figures = Callable[[Figure], Sequence[float] | None]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A group that a combination of totals singles out, and its figures as worked out."""

    what: str
    units: tuple[str, ...]
    people: int
    figures: tuple[float, ...]


def means(figure: Figure) -> Sequence[float] | None:
    """Return the number of answers and their sum."""
    if figure.mean is None or figure.answered is None:
        return None
    return (figure.answered, figure.answered * figure.mean)


def spreads(figure: Figure) -> Sequence[float] | None:
    """Return the number, the sum, the sum of squares, the favourable and the counts."""
    if figure.deviation is None or figure.mean is None or figure.answered is None:
        return None
    n, squares = figure.answered, figure.deviation**2 * (figure.answered - 1)
    counts = list((figure.counts or {}).values())
    return (n, n * figure.mean, squares + n * figure.mean**2, figure.favourable or 0, *counts)


def attack(survey: Survey, tables: Sequence[PlaceResults]) -> Iterator[Found]:
    """Yield every group of a few that the published tables single out."""
    for place, measure in enumerate(survey.measures):
        larger = measure.for_larger_places
        for kinds, scored_by in (({"unit"}, measure.for_units), (_LARGER, larger)):
            if scored_by is None:
                continue
            every = kinds | _LARGER if not measure.organisation_only else kinds
            truth = survey.places.scores_by_leaf(scored_by.scores(survey.sheets))
            scores = {leaf: [one.score for one in scored] for leaf, scored in truth.items()}
            for what, read, least in (
                ("means", means, survey.k.score),
                ("spreads", spreads, survey.k.comment),
            ):
                published = {
                    table.place.code: values
                    for table in tables
                    if table.place.kind.value in every
                    and (values := read(table.figures[place])) is not None
                }
                yield from _difference(survey, f"{what} {measure.code}", published, scores, least)


_LARGER = {"organisation", "sector", "network"}


def attack_numbers(
    survey: Survey, published: Mapping[str, tuple[float, float]]
) -> Mapping[tuple[str, ...], float]:
    """Return the means of few people that come out of numbers and means read from somewhere."""
    (measure,) = survey.measures
    truth = survey.places.scores_by_leaf(measure.scores(survey.sheets))
    scores = {leaf: [one.score for one in scored] for leaf, scored in truth.items()}
    totals = {code: (n, n * mean) for code, (n, mean) in published.items()}
    told = _difference(survey, "means", totals, scores, survey.k.score)
    return {one.units: round(one.figures[1] / one.figures[0], 4) for one in told}


def attack_rates(survey: Survey, tables: Sequence[PlaceResults]) -> Iterator[Found]:
    """Yield every group of a few of which the tables tell how many answered."""
    people = {unit.code: [0.0, *[1.0] * (unit.headcount - 1)] for unit in survey.units}
    published = {
        table.place.code: (table.headcount, table.responses)
        for table in tables
        if table.headcount is not None and table.responses is not None
    }
    yield from _difference(survey, "rates", published, people, survey.k.score)


def _difference(
    survey: Survey,
    what: str,
    published: Mapping[str, Sequence[float]],
    scores: Mapping[str, Sequence[float]],
    least: int,
) -> Iterator[Found]:
    leaves = sorted(leaf for leaf, answers in scores.items() if answers)
    covers = {code: _covered(survey, code) & set(leaves) for code in published}
    rows = [
        [Fraction(leaf in covers[code]) for leaf in leaves] + [Fraction(x) for x in values]
        for code, values in published.items()
    ]
    reduced = reduce_rows(rows, len(leaves))
    parts = [frozenset(u for u, x in zip(leaves, row, strict=False) if x) for row in reduced]
    disjoint = sum(map(len, parts)) == len(frozenset[str]().union(*parts))
    for part, row in zip(parts, reduced, strict=True):
        people = [score for leaf in part for score in scores[leaf]]
        is_a_place = part in covers.values()
        few_units = len(part) == 1 and UNPLACED not in part and not is_a_place
        if not disjoint or len(people) < least or few_units or len(set(people)) == 1:
            yield Found(
                what=what,
                units=tuple(sorted(part)),
                people=len(people),
                figures=tuple(float(x) for x in row[len(leaves) :]),
            )


def _covered(survey: Survey, code: str) -> set[str]:
    units = {unit.code for unit in survey.places.units_under[code]}
    return units | {UNPLACED} if code == NETWORK.code else units


def reduce_rows(rows: Sequence[Row], width: int) -> list[Row]:
    """Return the reduced rows of a matrix; what stands beyond ``width`` rides along."""
    left, done = [list(row) for row in rows], list[Row]()
    for column in range(width):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left = [row for row in left if row is not pivot]
        pivot = [x / pivot[column] for x in pivot]
        left = [_minus(row, pivot, column) for row in left]
        done = [*(_minus(row, pivot, column) for row in done), pivot]
    return done


def _minus(row: Row, pivot: Row, column: int) -> Row:
    times = row[column]
    return [x - times * y for x, y in zip(row, pivot, strict=True)] if times else row


def rank(rows: Sequence[Row]) -> int:
    """Return how many of the rows say something of their own."""
    return len(reduce_rows(rows, len(rows[0]))) if rows else 0


def told_of_few(
    rows: Sequence[Row], groups: Mapping[str, Collection[int]], sizes: Mapping[str, int], least: int
) -> Iterator[tuple[str, ...]]:
    """Yield each set of fewer than ``least`` people of whom some combination speaks alone.

    ``groups`` names the columns of each group of people who are always counted together. A
    combination speaks of some groups alone where the rows lose rank without their columns.
    """
    whole = rank(rows)
    for count in range(1, len(groups) + 1):
        for some in combinations(sorted(groups), count):
            if sum(sizes[name] for name in some) < least:
                gone = {column for name in some for column in groups[name]}
                others = [[x for n, x in enumerate(row) if n not in gone] for row in rows]
                if rank(others) < whole:
                    yield some
