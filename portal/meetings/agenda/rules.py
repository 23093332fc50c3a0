"""How an agenda is laid out and timed, and what may be done with it: pure decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType
from typing import Final

from portal.meetings.agenda.models import PointState
from portal.meetings.models import BlockKind, MeetingKind
from portal.rules import N_, RuleBroken

MOST_PROPOSED: Final = 3  # points of one source, when an agenda is filled in
MOST_POINTS: Final = 60
_STEP: Final = 5
_DAY: Final = 24 * 60

# What a usual meeting of two hours spends on each block, in minutes, in the order of the agenda.
TEMPLATES: Final[Mapping[MeetingKind, Mapping[BlockKind, int]]] = MappingProxyType(
    {
        MeetingKind.REFLECTION: {
            BlockKind.INTERVISION: 45,
            BlockKind.INSPIRATION: 30,
            BlockKind.DEVELOPMENT: 30,
            BlockKind.PROCESS_EVALUATION: 15,
        },
        MeetingKind.WORKSHOP: {
            BlockKind.WELCOME: 10,
            BlockKind.THEME: 40,
            BlockKind.TOGETHER: 50,
            BlockKind.TAKE_ALONG: 20,
        },
        MeetingKind.NETWORK_EVENT: {
            BlockKind.WELCOME: 15,
            BlockKind.PROGRAMME: 60,
            BlockKind.MEETING_EACH_OTHER: 30,
            BlockKind.CLOSING: 15,
        },
    }
)


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How long the agenda takes of the minutes that there are."""

    planned: int
    available: int

    @property
    def over(self) -> int:
        """Return how many minutes the agenda takes too many, or 0."""
        return max(0, self.planned - self.available)


def blocks_for(kind: MeetingKind, length: int) -> Mapping[BlockKind, int]:
    """Return the blocks of a kind of meeting with their minutes, which fit into ``length``."""
    usual = TEMPLATES[kind]
    total = sum(usual.values())
    return {
        block: max(_STEP, minutes * length // total // _STEP * _STEP)
        for block, minutes in usual.items()
    }


def minutes_of_block(planned: int | None, of_points: Sequence[int | None]) -> int:
    """Return how long a block takes: as planned, or else as long as its points together."""
    return sum(minutes or 0 for minutes in of_points) if planned is None else planned


def clock_after(starts: time, minutes: Sequence[int]) -> Sequence[tuple[time, time]]:
    """Return from when to when each block lasts on the clock, one after the other."""
    spans, at = [], _minute_of(starts)
    for each in minutes:
        spans.append((_time_at(at), _time_at(at + each)))
        at += each
    return spans


def _minute_of(at: time) -> int:
    return at.hour * 60 + at.minute


def _time_at(minute: int) -> time:
    return time(minute % _DAY // 60, minute % 60)


def swapped(ids: Sequence[int], one: int, *, up: bool) -> Sequence[int]:
    """Return the order after ``one`` took the place of its neighbour; at an end it stays."""
    order, place = list(ids), ids.index(one)
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order


class OrderChanged(RuleBroken):
    """Somebody changed the order of the agenda after the page was opened."""

    def __init__(self) -> None:
        """Say what happened and what to do."""
        super().__init__(
            N_(
                "Somebody changed this agenda in the meantime. Below it stands as it is now. "
                "Press once more if you still want it."
            )
        )


def check_same_order(revision: int, based_on: int) -> None:
    """Refuse to move what somebody else moved since the page was opened."""
    if revision != based_on:
        raise OrderChanged


def check_may_add(many: int) -> None:
    """Refuse more points than anybody can talk about."""
    if many >= MOST_POINTS:
        raise RuleBroken(N_("This agenda is full. Remove a point before you add one."))


def check_has_block(block: BlockKind, blocks: Sequence[BlockKind]) -> None:
    """Refuse a point in a block that the agenda does not have."""
    if block not in blocks:
        raise RuleBroken(N_("This agenda has no such part."))


def check_may_go(state: PointState, wanted: PointState) -> None:
    """Refuse to take off what is off, or to put back what stands there: somebody was first."""
    if state is wanted:
        raise RuleBroken(N_("Somebody did this already."))


def check_has_content(kind: BlockKind, *, has_kit: bool, words: str) -> None:
    """Refuse an inspiration that names no kit and does not say why."""
    if kind is BlockKind.INSPIRATION and not has_kit and not words.strip():
        raise RuleBroken(N_("Choose a lesson kit, or say why there is none this time."))
