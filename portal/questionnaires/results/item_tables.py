"""The questions of a culture campaign over the whole network, beside the scores made of them.

A score is missing for who left too many questions of it open. If each question counted everybody
who answered it, the scores taken away from the questions would leave the answers of those few. So
questions count exactly those who answered all questions of a construct, and are shown only where
the people that a score counts besides are nobody, or enough.
"""

from collections.abc import Iterator, Sequence

from portal.questionnaires.instruments.definition import Item
from portal.questionnaires.results.figures import DIGITS
from portal.questionnaires.results.place_tables import Survey
from portal.questionnaires.results.scores import Measure, Scored, Sheet
from portal.questionnaires.results.shapes import Hidden, PlaceResults
from portal.questionnaires.results.statistics import counts_of, mean, median, standard_deviation
from portal.questionnaires.results.suppression import (
    ItemResult,
    Results,
    Tally,
    Thresholds,
    Why,
    tabulate,
)


def item_table(survey: Survey, tally: Tally, network: PlaceResults) -> Results:
    """Return what is shown of each question over the network, given what is shown of its scores."""
    strict = Thresholds(score=survey.k.comment, comment=survey.k.comment)
    shown = tabulate(survey.definition, survey.length, tally, strict)
    measured = dict(_measured(survey, network))
    return shown.model_copy(
        update={"items": tuple(measured.get(item.code, item) for item in shown.items)}
    )


def _measured(survey: Survey, network: PlaceResults) -> Iterator[tuple[str, ItemResult]]:
    figures, least = {figure.code: figure for figure in network.figures}, survey.k.comment
    for measure in survey.measures:
        figure = figures[measure.code]
        few = figure.hidden is Hidden.FEW or (figure.answered or least) < least
        hidden: Why = "few" if few else "complementary"
        yield from _of_measure(measure, survey, hidden if figure.counts is None else None)


def _of_measure(
    measure: Measure, survey: Survey, why: Why | None
) -> Iterator[tuple[str, ItemResult]]:
    scored = list(_scored_somewhere(measure, survey.sheets))
    rows = [[x for x in one.values if x is not None] for one in scored if one.is_complete]
    why = why or _why_not(measure, scored, rows, survey.k.comment)
    for place, item in enumerate(measure.items):
        if why:
            yield item.code, ItemResult(code=item.code, hidden=why)
        else:
            values = [_as_given(measure, item, row[place]) for row in rows]
            yield item.code, _shown(measure, item, values)


def _scored_somewhere(measure: Measure, sheets: Sequence[Sheet]) -> Iterator[Scored]:
    """Yield who counts in a score: of larger places, or of units by the other questions."""
    larger, units = measure.for_larger_places, measure.for_units
    for sheet in sheets:
        one = larger.score(sheet)
        if one is None and units is not None:
            part = units.score(sheet)
            one = part and measure.as_scored(sheet, part.score)
        if one is not None:
            yield one


def _why_not(
    measure: Measure, scored: Sequence[Scored], rows: Sequence[Sequence[int]], least: int
) -> Why | None:
    """Say why the questions of a construct stay hidden: all of them, or none."""
    if len(rows) < least:
        return "few"
    if any(len(set(column)) == 1 for column in zip(*rows, strict=True)):
        return "complementary"
    few = any(0 < size < least for size in _others(measure, scored))
    return "complementary" if few else None


def _others(measure: Measure, scored: Sequence[Scored]) -> Iterator[int]:
    """Yield how many people a score counts who left a question open.

    Which one they left open matters where units are scored by fewer questions than larger places.
    """
    gaps = [tuple(value is None for value in one.values) for one in scored if not one.is_complete]
    if measure.organisation_only:
        yield from (gaps.count(gap) for gap in set(gaps))
    else:
        yield len(gaps)


def _as_given(measure: Measure, item: Item, value: int) -> int:
    """Return the answer as it was given: a reverse question is turned back."""
    return measure.lo + measure.hi - value if item.reverse else value


def _shown(measure: Measure, item: Item, values: Sequence[int]) -> ItemResult:
    counts = counts_of(values, range(measure.lo, measure.hi + 1))
    return ItemResult(
        code=item.code,
        answered=len(values),
        mean=round(mean(values), DIGITS),
        deviation=round(standard_deviation(values), DIGITS),
        median=median(values),
        counts={str(value): count for value, count in counts.items()},
    )
