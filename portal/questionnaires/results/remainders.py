"""Which totals may stand beside each other, so that no subtraction leaves a few people over.

Places form a tree: network, sectors, organisations, units. Take away from a total every total
published below it: what is left is its *remainder*. The remainders of all published totals are
disjoint, and each total is a sum of remainders. So whatever an attacker adds and subtracts, with
any weights, is the same for all people of one remainder: the smallest group that can be singled
out is the smallest remainder. It is enough that each of them is empty or large; that holds for
numbers of answers, sums, sums of squares and counts alike, as all of these add up. Rounding
protects nothing, and is not relied upon.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from heapq import heapify, heappop, heappush
from math import inf
from operator import add
from typing import Final

LEAST_UNITS: Final = 2  # of one unit alone, a remainder would be that unit


@dataclass(frozen=True, kw_only=True)
class Group:
    """What a set of answers weighs: how many, of how many units, and between which bounds."""

    answers: int = 0
    units: int = 0
    low: float = inf
    high: float = -inf

    def __add__(self, other: "Group") -> "Group":
        """Return what both sets weigh together."""
        return Group(
            answers=self.answers + other.answers,
            units=self.units + other.units,
            low=min(self.low, other.low),
            high=max(self.high, other.high),
        )

    def is_shown(self, least: int) -> bool:
        """Tell whether the mean of all these says nothing of one: enough, and not all alike."""
        return self.answers >= least and self.low < self.high

    def is_left(self, least: int) -> bool:
        """Tell whether this may be what a subtraction leaves: nothing, or enough of two units."""
        return not self.answers or (self.units >= LEAST_UNITS and self.is_shown(least))


@dataclass(frozen=True, kw_only=True)
class Tree:
    """Places from the top down: the parts of each, and what those without parts weigh."""

    top: str
    parts: Mapping[str, Collection[str]]
    leaves: Mapping[str, Group]

    def weigh(self) -> Mapping[str, Group]:
        """Return what each place weighs as a whole."""
        whole: dict[str, Group] = {}
        self._weigh(self.top, whole)
        return whole

    def _weigh(self, place: str, whole: dict[str, Group]) -> Group:
        below = [self._weigh(part, whole) for part in self.parts.get(place, ())]
        whole[place] = reduce(add, below, self.leaves.get(place, Group()))
        return whole[place]


Guard = Callable[[Tree, Collection[str], int], frozenset[str]]


def closed(tree: Tree, asked_for: Collection[str], least: int) -> frozenset[str]:
    """Return which of these places may be published together.

    A place with too few answers, or with answers all alike, is left out; and where a total would
    leave too little over, the smallest place below it is hidden as well, until enough is left or
    the total stands alone.
    """
    walk = _Walk(tree, asked_for, least)
    walk.up_to(tree.top)
    return frozenset(walk.shown)


def large_enough(tree: Tree, asked_for: Collection[str], least: int) -> frozenset[str]:
    """Return which of these places have enough answers that are not all alike: the first step."""
    whole = tree.weigh()
    return frozenset(place for place in asked_for if whole[place].is_shown(least))


class _Walk:
    """One pass from the units up: each place settles what is left of it before its parent does."""

    def __init__(self, tree: Tree, asked_for: Collection[str], least: int) -> None:
        self.tree = tree
        self.least = least
        self.whole = tree.weigh()
        self.shown = set(large_enough(tree, asked_for, least))
        self.left: dict[str, Group] = {}
        self.below: dict[str, list[str]] = {}

    def up_to(self, place: str) -> None:
        """Settle everything under this place, then the place itself."""
        left, below = self.tree.leaves.get(place, Group()), list[str]()
        for part in self.tree.parts.get(place, ()):
            self.up_to(part)
            if part in self.shown:
                below.append(part)
            else:
                left, below = left + self.left[part], below + self.below[part]
        self.left[place], self.below[place] = left, below
        if place in self.shown:
            self._settle(place)

    def _settle(self, place: str) -> None:
        """Hide the smallest place below, one after the other, until what is left is enough."""
        left = self.left[place]
        order = [(self.whole[part].answers, part) for part in self.below[place]]
        heapify(order)
        while order and not left.is_left(self.least):
            part = heappop(order)[1]
            self.shown.discard(part)
            left += self.left[part]
            for under in self.below[part]:
                heappush(order, (self.whole[under].answers, under))
        self.left[place], self.below[place] = left, sorted(part for _, part in order)
