"""What a snapshot holds: figures of one place after suppression, and nothing else.

Pages, files and interfaces read these shapes only. One row of ``result_snapshot`` holds one place,
under ``Place.code``, so that a page reads what it shows and no more.
"""

from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

RULE_VERSION: Final = 2  # 2: places, with the complementary rule
FIRST_RULES: Final = 1  # of snapshots that do not say
LEAST_TO_BENCHMARK: Final = 5  # organisations, without the one that is compared


class PlaceKind(StrEnum):
    """How far figures are added up."""

    UNIT = "unit"
    ORGANISATION = "organisation"
    SECTOR = "sector"
    NETWORK = "network"


class Hidden(StrEnum):
    """Why figures are left out; a reader is told in words."""

    FEW = "few"
    COMPLEMENTARY = "complementary"  # another part could be found by subtraction
    IDENTICAL = "identical"  # of a whole campaign; of a place it would tell on colleagues
    ORGANISATION_ONLY = "organisation_only"  # it would speak of one person or a small group
    PERSONAL = "personal"  # never in a snapshot: shown, but not read per team


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class Place(_Shape):
    """Where figures belong: ``key`` is a unit's or organisation's id, a sector, or ``all``."""

    kind: PlaceKind
    key: str

    @property
    def code(self) -> str:
        """Return the code under which the snapshot of this place is kept."""
        return f"{self.kind.value}/{self.key}"


class Figure(_Shape):
    """One construct at one place, in units of its scale; what may not be shown is left out.

    ``low`` and ``high`` bound the 95 % interval of the mean. ``favourable`` counts the people whose
    score reaches 4 of 5. ``counts`` says how many scored from each whole step up to the next.
    ``agreement`` is rwg(j) of a unit, or the median over the units of a larger place. A unit's
    figure of a construct with an item that would speak of one person is made without that item.
    """

    code: str
    answered: int | None = None
    mean: float | None = None
    deviation: float | None = None
    low: float | None = None
    high: float | None = None
    favourable: int | None = None
    counts: dict[str, int] | None = None
    agreement: float | None = None
    hidden: Hidden | None = None


class Consistency(_Shape):
    """Over all units whose spread is shown: whether a unit's mean may be read as the unit's own.

    ``icc1_raw`` is ICC(1) before 0 is its least.
    """

    code: str
    units: int = 0
    icc1: float | None = None
    icc1_raw: float | None = None
    icc2: float | None = None
    agreement: float | None = None  # median rwg(j)
    benchmark: bool = False  # ICC(2) and median rwg(j) reach .70


class PlaceResults(_Shape):
    """All that is shown of one place in one campaign; people are counted, never listed."""

    place: Place
    organisations: int
    units: int
    headcount: int | None = None
    responses: int | None = None
    figures: tuple[Figure, ...] = ()
    consistency: tuple[Consistency, ...] = ()  # of the network only
    hidden: Hidden | None = None
    rule_version: int = FIRST_RULES
