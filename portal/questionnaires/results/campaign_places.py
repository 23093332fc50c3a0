"""The places of one campaign as a tree, and whose answers belong to each of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from portal.questionnaires.results.remainders import LEAST_UNITS, Group, Tree
from portal.questionnaires.results.scores import Scored
from portal.questionnaires.results.shapes import Place, PlaceKind

NETWORK: Final = Place(kind=PlaceKind.NETWORK, key="all")
UNPLACED: Final = "unplaced"  # answers of groups too small to be named beside an answer


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A group that was asked, with what lies above it; all keys as text."""

    key: str
    organisation: str
    sector: str
    headcount: int

    @property
    def code(self) -> str:
        """Return the code of its place."""
        return Place(kind=PlaceKind.UNIT, key=self.key).code

    @property
    def organisation_code(self) -> str:
        """Return the code of the place of its organisation."""
        return Place(kind=PlaceKind.ORGANISATION, key=self.organisation).code


@dataclass(frozen=True, kw_only=True)
class Places:
    """All places of a campaign, from its units up.

    Answers without a unit count for the network only. They come from at least two groups, because
    the opening of a campaign sees to that.
    """

    units: Sequence[Unit]

    @cached_property
    def all(self) -> Sequence[Place]:
        """Return every place: the network first, then what lies in it, units last."""
        sectors = sorted({unit.sector for unit in self.units})
        organisations = sorted({unit.organisation for unit in self.units})
        return [
            NETWORK,
            *(Place(kind=PlaceKind.SECTOR, key=key) for key in sectors),
            *(Place(kind=PlaceKind.ORGANISATION, key=key) for key in organisations),
            *(Place(kind=PlaceKind.UNIT, key=unit.key) for unit in self.units),
        ]

    @cached_property
    def parts(self) -> Mapping[str, Sequence[str]]:
        """Return what each place consists of; an organisation lies in the sector of its units."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        sector_of: dict[str, str] = {}
        for unit in self.units:
            sector = sector_of.setdefault(unit.organisation, unit.sector)
            above = Place(kind=PlaceKind.SECTOR, key=sector).code
            found[unit.organisation_code][unit.code] = None
            found[above][unit.organisation_code] = None
            found[NETWORK.code][above] = None
        found[NETWORK.code][UNPLACED] = None
        return {code: tuple(parts) for code, parts in found.items()}

    @cached_property
    def code_of(self) -> Mapping[str, str]:
        """Return the place of each unit by the unit's key."""
        return {unit.key: unit.code for unit in self.units}

    @cached_property
    def organisation_of(self) -> Mapping[str, str]:
        """Return the place of the organisation by the place of its unit."""
        return {unit.code: unit.organisation_code for unit in self.units}

    @cached_property
    def units_under(self) -> Mapping[str, Sequence[Unit]]:
        """Return the units of each place by its code."""
        by_code = {unit.code: unit for unit in self.units}
        found: dict[str, list[Unit]] = defaultdict(list)

        def gather(code: str) -> Sequence[Unit]:
            if code in by_code:
                found[code] = [by_code[code]]
            for part in self.parts.get(code, ()):
                found[code] += gather(part)
            return found[code]

        gather(NETWORK.code)
        return found

    def tree(self, leaves: Mapping[str, Group]) -> Tree:
        """Return the tree in which the units weigh this much."""
        return Tree(top=NETWORK.code, parts=self.parts, leaves=leaves)

    def scores_by_leaf(self, scored: Iterable[Scored]) -> Mapping[str, Sequence[Scored]]:
        """Part scores by unit; what has no unit, or one that nobody asked, is unplaced."""
        found: dict[str, list[Scored]] = defaultdict(list)
        for one in scored:
            found[self.code_of.get(one.unit or "", UNPLACED)].append(one)
        return found

    def weigh(self, by_leaf: Mapping[str, Sequence[Scored]]) -> Mapping[str, Group]:
        """Return what the scores of each unit weigh."""
        return {
            leaf: Group(
                answers=len(scored),
                units=LEAST_UNITS if leaf == UNPLACED else 1,
                low=min(one.score for one in scored),
                high=max(one.score for one in scored),
            )
            for leaf, scored in by_leaf.items()
        }
