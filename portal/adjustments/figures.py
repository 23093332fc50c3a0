"""The figure of one question then and now: from snapshots, only where versions compare."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from portal.adjustments.models import Finding
from portal.evaluation.trends import Held
from portal.meetings.models import Meeting
from portal.questionnaires.instruments.definition import Item
from portal.questionnaires.results.suppression import ItemResult


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What is shown of one question at one meeting: of how many answers, median, low answers."""

    meeting: Meeting
    answered: int
    median: float | None
    counts: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The same question before and after, side by side: nothing says that it went up or down."""

    item: Item
    then: Figure
    now: Figure
    simulated: bool = False


def comparisons(
    finding: Finding, held: Sequence[Held], *, after: date | None
) -> Sequence[Comparison]:
    """Return the figures of a finding's question beside those after a day, the newest first."""
    if after is None:
        return []
    before = next((one for one in held if one.meeting.id == finding.meeting_id), None)
    if before is None or before.definition is None:
        return []
    item = before.definition.items.get(finding.item_code)
    then = figure_of(before, finding.item_code)
    if item is None or then is None:
        return []
    later = (one for one in held if one.meeting.local_date > after and one.root == before.root)
    return list(reversed(list(_beside(item, before, then, later))))


def _beside(item: Item, before: Held, then: Figure, later: Iterable[Held]) -> Iterator[Comparison]:
    for one in later:
        now = figure_of(one, item.code)
        if now is not None:
            simulated = before.simulated or one.simulated
            yield Comparison(item=item, then=then, now=now, simulated=simulated)


def figure_of(held: Held, code: str) -> Figure | None:
    """Return the figure of a question at a meeting, or nothing where it is not shown."""
    result = held.result_of(code)
    if result is None or result.answered is None or result.counts is None:
        return None
    return _figure(held.meeting, result, result.answered)


def _figure(meeting: Meeting, result: ItemResult, answered: int) -> Figure:
    return Figure(
        meeting=meeting,
        answered=answered,
        median=result.median,
        counts=list((result.counts or {}).values()),
    )
