"""Put small groups together before anybody answers, so that nobody stands among too few."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter


def groups_to_keep(headcounts: Mapping[str, int], ungrouped: int, *, least: int) -> frozenset[str]:
    """Return the groups whose name may be kept beside an answer.

    A small group is left unnamed; if those left unnamed are then too few to hide among, the next
    smallest group joins them, until they are none or at least ``least``.
    """
    kept = {group for group, size in headcounts.items() if size >= least}
    rest = ungrouped + sum(size for group, size in headcounts.items() if group not in kept)
    for group in sorted(kept, key=lambda name: (headcounts[name], name)):
        if rest == 0 or rest >= least:
            break
        kept.discard(group)
        rest += headcounts[group]
    return frozenset(kept)


@dataclass(frozen=True, kw_only=True)
class Group:
    """The people of one team, or of an organisation apart from its teams, on the opening day."""

    size: int
    organisation: int
    team: int | None = None

    @property
    def rank(self) -> tuple[int, int, int]:
        """Return what orders groups: the smallest first, and always in the same order."""
        return (self.size, self.organisation, self.team or 0)


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """Groups put together so that nobody stands among too few.

    Each of ``units`` is one group, or several of one organisation; those of ``apart`` count for
    the whole network only.
    """

    units: tuple[tuple[Group, ...], ...]
    apart: tuple[Group, ...]


def pool(groups: Iterable[Group], *, least: int) -> Pooled:
    """Put small groups of an organisation together, and leave out who cannot reach ``least``.

    When those left out are themselves too few to hide among, the next smallest unit joins them.
    """
    of_each: dict[int, list[Group]] = {}
    for group in sorted(groups, key=_rank):
        of_each.setdefault(group.organisation, []).append(group)
    units, apart = [], []
    for mine in of_each.values():
        if _size(mine) < least:
            apart += mine
        else:
            units += _pool_one(mine, least)
    units.sort(key=lambda unit: (_size(unit), unit[0].rank))
    while units and 0 < _size(apart) < least:
        apart += units.pop(0)
    return Pooled(
        units=tuple(sorted(units, key=lambda unit: (unit[0].organisation, unit[0].rank))),
        apart=tuple(sorted(apart, key=_rank)),
    )


def units_left_out(sizes: Mapping[int, int], apart: int, *, least: int) -> frozenset[int]:
    """Return the units (by id) that may stand no more once ``least`` people are asked for.

    Their people join those who stood apart from the start; the next smallest unit goes with them
    until they are none or enough to hide among. At the threshold of the opening, none is left out.
    """
    gone: set[int] = set()
    for unit, size in sorted(sizes.items(), key=lambda each: (each[1], each[0])):
        if size >= least and (apart == 0 or apart >= least):
            break
        gone.add(unit)
        apart += size
    return frozenset(gone)


def _pool_one(groups: Sequence[Group], least: int) -> list[tuple[Group, ...]]:
    """Return the units of one organisation whose groups, smallest first, reach ``least``."""
    together = [group for group in groups if group.size < least]
    alone = [group for group in groups if group.size >= least]
    while 0 < _size(together) < least:
        together.append(alone.pop(0))
    teamless = [group for group in alone if group.team is None]
    if together and teamless:  # one unit without a team an organisation
        together += teamless
        alone = [group for group in alone if group.team is not None]
    return [*((group,) for group in alone), *([tuple(together)] if together else [])]


_rank = attrgetter("rank")


def _size(groups: Iterable[Group]) -> int:
    return sum(group.size for group in groups)
