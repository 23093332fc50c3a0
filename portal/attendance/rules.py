"""What holds on the day of a meeting: marks, the hours of checking in, guests, attestations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from portal.meetings.models import Presence
from portal.rules import N_, RuleBroken

THERE: Final = frozenset({Presence.ON_SITE, Presence.ONLINE})
MOST_GUESTS: Final = 500
_PARTS: Final = ("by_deputy", "came_late", "left_early")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """How one expected person was there; without a presence nobody filled it in yet."""

    presence: Presence | None = None
    by_deputy: bool = False
    came_late: bool = False
    left_early: bool = False

    @property
    def is_there(self) -> bool:
        """Tell whether this counts as present: the person, or a colleague instead."""
        return self.presence in THERE

    def written(self) -> str:
        """Return the mark as one word, for a form that remembers what it showed."""
        ticks = [part for part in _PARTS if getattr(self, part)]
        return " ".join([self.presence.value if self.presence else "-", *ticks])

    @classmethod
    def read(cls, written: str) -> Self:
        """Return the mark behind such a word; what is none is the empty mark."""
        first, *ticks = written.split() or ["-"]
        known = {presence.value: presence for presence in Presence}
        return cls.of(known.get(first), {part: part in ticks for part in _PARTS})

    @classmethod
    def of(cls, presence: Presence | None, ticks: Mapping[str, bool]) -> Self:
        """Return a mark whose ticks count only for who was there."""
        there = presence in THERE
        return cls(presence=presence, **{part: there and bool(ticks.get(part)) for part in _PARTS})


NOT_MARKED: Final = Mark()


@dataclass(frozen=True)
class Change:
    """What a page showed of somebody's mark, and what the reader made of it."""

    shown: Mark
    wanted: Mark


def is_conflict(change: Change, kept: Mark) -> bool:
    """Tell whether somebody else marked the person otherwise after the page was shown."""
    return kept not in {change.shown, change.wanted}


def check_guests(count: int, *, named: int) -> None:
    """Refuse fewer guests than there are on the list by name."""
    if count < named:
        raise RuleBroken(
            N_("There are %(named)s guests with a name. Take names away before you count fewer."),
            named=named,
        )
