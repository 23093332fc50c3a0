"""A construct as it is read at one place: its figures from the snapshot, and what they mean.

Words are made where they are shown (``showing.py``); here is what may be said at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from portal.culture.rules import AGREES, DIFFERS, LEAST_FOR_PERCENTAGE
from portal.questionnaires.instruments.definition import Construct, Definition
from portal.questionnaires.kinds import Referent
from portal.questionnaires.results.shapes import (
    LEAST_TO_BENCHMARK,
    Consistency,
    Figure,
    Hidden,
    PlaceKind,
    PlaceResults,
)
from portal.questionnaires.results.snapshots import READ_AT_MOST, KeptPlace

SMALL_ICC: Final = 0.05
LOWEST: Final = 1
HIGHEST: Final = 5


@dataclass(frozen=True, kw_only=True)
class Beside:
    """The mean of a larger place to read a score beside: never of one other organisation."""

    kind: PlaceKind
    mean: float
    organisations: int


@dataclass(frozen=True, kw_only=True)
class Score:
    """One construct at one place; ``figure`` is nothing where it was not asked."""

    construct: Construct
    place: PlaceKind
    figure: Figure | None
    consistency: Consistency | None
    responses: int | None
    lo: int = LOWEST
    hi: int = HIGHEST
    beside: Sequence[Beside] = ()

    @property
    def is_of_patients(self) -> bool:
        """Tell whether staff say here how patients and families are, as they see it."""
        return self.construct.referent is Referent.PATIENT

    @property
    def is_personal(self) -> bool:
        """Tell whether each speaks of themselves, and teams differ too little to be read apart."""
        alone = self.construct.referent is Referent.SELF and self.place is PlaceKind.UNIT
        icc = self.consistency.icc1 if self.consistency else None
        return alone and (icc is None or icc < SMALL_ICC)

    @property
    def mean(self) -> float | None:
        """Return the mean as far as it may be read here."""
        return self.figure.mean if self.figure is not None and not self.is_personal else None

    @property
    def shown(self) -> Figure | None:
        """Return the figures as far as they may be read here."""
        return self.figure if self.mean is not None else None

    @property
    def has_percentage(self) -> bool:
        """Tell whether there are enough answers for a percentage beside the counts."""
        return bool(self.shown and (self.shown.answered or 0) >= LEAST_FOR_PERCENTAGE)

    @property
    def agrees(self) -> bool | None:
        """Tell whether the people of a unit agree; nothing where it cannot be said or lies between.

        By rwg(j), from .70 on and under .50.
        """
        value = self.shown.agreement if self.shown and self.place is PlaceKind.UNIT else None
        if value is None or DIFFERS <= value < AGREES:
            return None
        return value >= AGREES

    @property
    def reads_as_team(self) -> bool:
        """Tell whether the mean of a unit may be read as a view that the unit shares."""
        return self.agrees is not False and bool(self.consistency and self.consistency.benchmark)

    def share(self, value: float) -> float:
        """Return how far a value lies between the lowest and the highest answer, from 0 to 1."""
        return min(max((value - self.lo) / (self.hi - self.lo), 0.0), 1.0)


@dataclass(frozen=True, kw_only=True)
class Source:
    """All that the scores of a place are made of: snapshots, and the version that was asked.

    A version is known by its hash: what has the same hash asks the same in any database.
    """

    content_sha256: str
    definition: Definition = field(compare=False, repr=False)
    place: KeptPlace
    network: KeptPlace | None
    larger: tuple[KeptPlace, ...] = ()


@lru_cache(maxsize=READ_AT_MOST)
def read_scores(source: Source) -> Mapping[str, Score]:
    """Return the scores of a place by element; worked out once a process, for they never change."""
    return scores_of(
        source.definition,
        source.place.results,
        source.network.results if source.network else None,
        [one.results for one in source.larger],
    )


def as_read(
    definition: Definition, place: PlaceResults, network: PlaceResults | None
) -> PlaceResults:
    """Return the figures of a place without those that its page does not read per team either."""
    unread = {
        score.construct.code
        for score in scores_of(definition, place, network).values()
        if score.is_personal
    }
    figures = [
        Figure(code=one.code, answered=one.answered, hidden=one.hidden or Hidden.PERSONAL)
        if one.code in unread
        else one
        for one in place.figures
    ]
    return place.model_copy(update={"figures": tuple(figures)})


def scores_of(
    definition: Definition,
    place: PlaceResults,
    network: PlaceResults | None,
    larger: Sequence[PlaceResults] = (),
) -> Mapping[str, Score]:
    """Return the scores of a place by element of the model; ``larger`` places to read beside."""
    figures = {figure.code: figure for figure in place.figures}
    consistency = {one.code: one for one in network.consistency} if network else {}
    found = {}
    for construct in definition.constructs:
        if construct.element is None:
            continue
        found[construct.element] = Score(
            construct=construct,
            place=place.place.kind,
            figure=figures.get(construct.code),
            consistency=consistency.get(construct.code),
            responses=place.responses,
            beside=_beside(construct, consistency.get(construct.code), larger, network),
        )
    return found


def _beside(
    construct: Construct,
    consistency: Consistency | None,
    larger: Sequence[PlaceResults],
    network: PlaceResults | None,
) -> Sequence[Beside]:
    """Return larger places whose mean may stand beside: enough of them, and a shared view.

    What staff think that patients feel is never held beside that of others.
    """
    if construct.referent is Referent.PATIENT or not (consistency and consistency.benchmark):
        return ()
    return tuple(
        Beside(kind=place.place.kind, mean=figure.mean, organisations=place.organisations)
        for place in larger
        for figure in place.figures
        if figure.code == construct.code
        and figure.mean is not None
        and place.organisations - 1 >= LEAST_TO_BENCHMARK
        and _leaves_enough(place, network)
    )


def _leaves_enough(place: PlaceResults, network: PlaceResults | None) -> bool:
    """Tell whether the network without this place is nothing, or not a few others by name."""
    others = network.organisations - place.organisations if network else 0
    return others == 0 or others >= LEAST_TO_BENCHMARK
