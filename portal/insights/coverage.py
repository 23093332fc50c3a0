"""The model beside what the network does: per construct the needs, the kits, and who used one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.adoption.queries import counted_teams, teams_using_by_construct
from portal.insights.culture import CultureOn, culture_on
from portal.moi.library import stages_by_construct
from portal.moi.models import ActKind
from portal.needs.queries import NeedCounts, counts_by_construct
from portal.taxonomy.model import CONSTRUCTS, Construct, Part

# The stages in which a kit can be taken along, in the order in which it comes to them.
STAGES: Final = (ActKind.PILOT, ActKind.VALIDATED, ActKind.PUBLISHED)
NO_NEEDS: Final = NeedCounts(open=0, answered=0, teams=0)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One construct with its counts; ``asking`` are the counted teams that share an open need."""

    construct: Construct
    open: int
    answered: int
    asking: int
    by_stage: Mapping[ActKind, int]
    using: int

    @property
    def needs(self) -> int:
        """Count the needs, with and without an answer."""
        return self.open + self.answered

    @property
    def kits(self) -> int:
        """Count the kits that serve the construct, in whichever stage."""
        return sum(self.by_stage.values())

    @property
    def tested(self) -> int:
        """Count the kits that are being tested; the others were approved."""
        return self.by_stage.get(ActKind.PILOT, 0)

    @property
    def is_gap(self) -> bool:
        """Tell whether it is asked for and no kit serves it."""
        return bool(self.open) and not self.kits


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Every construct in the order of the model; counts of teams are of ``teams``."""

    as_of: date
    teams: int
    lines: Sequence[Line]
    culture: CultureOn | None = None

    @property
    def gaps(self) -> Sequence[Line]:
        """Return what is asked for and has no kit: shared by most teams first."""
        gaps = [line for line in self.lines if line.is_gap]
        return sorted(gaps, key=lambda line: (-line.asking, -line.open))

    @property
    def asked_on(self) -> Sequence[Line]:
        """Return what has a kit and is asked for all the same."""
        return [line for line in self.lines if line.open and line.kits]

    @property
    def unused(self) -> Sequence[Line]:
        """Return what has a kit of which no counted team said that it used one."""
        return [line for line in self.lines if line.kits and not line.using]

    def of(self, part: Part) -> Sequence[Line]:
        """Return the lines of one part of the model."""
        return [line for line in self.lines if line.construct.part is part]


def coverage_on(as_of: date) -> Coverage:
    """Read the map of a day, in a statement or two for each of its five questions."""
    needs, stages = counts_by_construct(as_of), stages_by_construct(as_of)
    using = teams_using_by_construct(as_of)
    return Coverage(
        as_of=as_of,
        teams=counted_teams(as_of),
        culture=culture_on(as_of),
        lines=[
            _line(
                construct,
                needs=needs.get(key, NO_NEEDS),
                stages=stages.get(key, {}),
                using=using.get(key, 0),
            )
            for key, construct in CONSTRUCTS.items()
        ],
    )


def _line(
    construct: Construct, *, needs: NeedCounts, stages: Mapping[ActKind, int], using: int
) -> Line:
    return Line(
        construct=construct,
        open=needs.open,
        answered=needs.answered,
        asking=needs.teams,
        by_stage=stages,
        using=using,
    )
