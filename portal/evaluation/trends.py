"""Evaluations beside each other, from their snapshots alone: what was asked more than once.

A question is followed by its code, and only over versions of the instrument that say themselves
that they may be compared; elsewhere the line breaks. Counts come with how many they are of, and
nothing says that a figure went up or down.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from portal.charts.runchart import Reading
from portal.evaluation.models import Evaluation
from portal.evaluation.rules import USEFULNESS, Concern, concerns
from portal.meetings.models import Meeting
from portal.questionnaires.instruments.definition import Definition, Item
from portal.questionnaires.results.suppression import ItemResult, Results

LEAST_TIMES: Final = 2


@dataclass(frozen=True, kw_only=True)
class Held:
    """One meeting with what its evaluation shows; ``root`` parts versions that do not compare."""

    meeting: Meeting
    evaluation: Evaluation | None = None
    definition: Definition | None = None
    results: Results | None = None
    root: int | None = None

    def result_of(self, code: str) -> ItemResult | None:
        """Return what is shown of a question, or nothing where it was not asked."""
        found = (item for item in self.results.items if item.code == code) if self.results else ()
        return next(iter(found), None)

    @property
    def concerns(self) -> Sequence[Concern]:
        """What of this evaluation is to be talked about."""
        return list(concerns(self.results)) if self.results else []

    @property
    def simulated(self) -> bool:
        """Tell whether the answers were made up."""
        return self.evaluation is not None and self.evaluation.campaign.simulated


@dataclass(frozen=True, kw_only=True)
class Bar:
    """The counts of one question at one meeting, of so many answers."""

    meeting: Meeting
    parts: Sequence[int]
    answered: int
    simulated: bool = False


@dataclass(frozen=True, kw_only=True)
class Followed:
    """One question over meetings, as far as versions compare: its bars, and where there is none."""

    item: Item
    definition: Definition
    bars: Sequence[Bar]
    hidden: Sequence[tuple[Meeting, str]] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class Line:
    """The medians of one question over all held meetings."""

    item: Item
    readings: Sequence[Reading]
    cells: Sequence[tuple[Meeting, float | None, int | None]]


def roots_of(comparable: Mapping[int, int | None]) -> Mapping[int, int]:
    """Return for each version the oldest one it may be compared with, from what each names."""
    found = {}
    for version in comparable:
        root = version
        while (older := comparable.get(root)) is not None:
            root = older
        found[version] = root
    return found


def followed(held: Sequence[Held]) -> Sequence[Followed]:
    """Return each question with choices that comparable versions asked more than once."""
    newest_first = [one for one in reversed(held) if one.results and one.definition]
    wanted: dict[tuple[int | None, str], tuple[Item, Definition]] = {}
    for one in newest_first:
        if one.definition:
            for item in one.definition.items.values():
                if item.type.has_options:
                    wanted.setdefault((one.root, item.code), (item, one.definition))
    lines = [
        _followed(item, definition, [one for one in newest_first if one.root == root])
        for (root, _), (item, definition) in wanted.items()
    ]
    return [line for line in lines if len(line.bars) >= LEAST_TIMES]


def _followed(item: Item, definition: Definition, held: Iterable[Held]) -> Followed:
    bars, hidden = [], []
    for one in held:
        result = one.result_of(item.code)
        if result is None:
            continue
        if result.counts is None or result.answered is None:
            hidden.append((one.meeting, result.hidden or "few"))
            continue
        scale = definition.scale_of(item)
        parts = [result.counts.get(str(value), 0) for value in scale.values]
        bars.append(
            Bar(
                meeting=one.meeting,
                parts=parts,
                answered=result.answered,
                simulated=one.simulated,
            )
        )
    return Followed(item=item, definition=definition, bars=bars, hidden=hidden)


def usefulness(held: Sequence[Held]) -> Sequence[Line]:
    """Return the medians of how useful each part was, from the first evaluation to the last."""
    shown = [number for number, one in enumerate(held) if one.results]
    span = held[shown[0] : shown[-1] + 1] if shown else []
    newest = next((one.definition for one in reversed(span) if one.definition), None)
    if newest is None:
        return []
    return [_line(newest.items[code], span) for code in USEFULNESS if code in newest.items]


def _line(item: Item, span: Sequence[Held]) -> Line:
    readings, cells = [], []
    before: int | None = None
    for one in span:
        result = one.result_of(item.code)
        value = result.median if result else None
        broken = value is not None and before is not None and one.root != before
        readings.append(Reading(label=str(one.meeting.number), value=value, broken=broken))
        cells.append((one.meeting, value, result.answered if result else None))
        before = one.root if value is not None else before
    return Line(item=item, readings=readings, cells=cells)
