"""How much the network may ask of a team in two months, and what asking more needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.asks.periods import bucket_of, bucket_span
from portal.rules import N_, RuleBroken

# One reflection moment of two hours, and half an hour for all that comes with it: the form
# afterwards, reading, a second short call. A limit that the usual rhythm already breaks would be
# clicked away; this one speaks when something comes on top.
MOST_MINUTES: Final = 150
EARLIEST_YEAR: Final = 2000
LATEST_YEAR: Final = 2100


@dataclass(frozen=True, order=True)
class Period:
    """Two months, by their bucket."""

    bucket: int

    @classmethod
    def of(cls, day: date) -> "Period":
        """Return the period that holds a day."""
        return cls(bucket_of(day))

    @classmethod
    def read(cls, raw: str) -> "Period | None":
        """Return the period that starts in a month written like ``2022-11``; nothing for others."""
        try:
            first = date.fromisoformat(f"{raw}-01")
        except ValueError:
            return None
        period = cls.of(first)
        plausible = EARLIEST_YEAR <= first.year <= LATEST_YEAR
        return period if plausible and period.first == first else None

    @property
    def first(self) -> date:
        """The first day."""
        return bucket_span(self.bucket)[0]

    @property
    def last(self) -> date:
        """The last day."""
        return bucket_span(self.bucket)[1]

    @property
    def key(self) -> str:
        """The month in which it starts, as an address writes it: ``2022-11``."""
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> "Period":
        """The two months before."""
        return Period(self.bucket - 1)

    @property
    def after(self) -> "Period":
        """The two months after."""
        return Period(self.bucket + 1)

    def reference(self, today: date) -> date:
        """Return the day on which the roster is read: today, or the nearest day of the period."""
        return min(max(today, self.first), self.last)


@dataclass(frozen=True, kw_only=True)
class Band:
    """Teams that are asked about as much: from ``least`` up to and including ``most`` minutes."""

    least: int
    most: int | None
    teams: int


BANDS: Final[Sequence[tuple[int, int | None]]] = (
    (0, 0),
    (1, 60),
    (61, MOST_MINUTES),
    (MOST_MINUTES + 1, None),
)


def spread(teams_by_minutes: Mapping[int, int]) -> Sequence[Band]:
    """Return how many teams are asked how much; no band names a team."""
    return [
        Band(least=least, most=most, teams=_teams_between(teams_by_minutes, least, most))
        for least, most in BANDS
    ]


def _teams_between(teams: Mapping[int, int], least: int, most: int | None) -> int:
    return sum(
        many for asked, many in teams.items() if asked >= least and (most is None or asked <= most)
    )


class TooMuch(RuleBroken):
    """More is asked of teams than was agreed on, and nobody said why."""


def check_may_ask(teams_over: int, reason: str) -> None:
    """Refuse to ask more than the network agreed on, with ``TooMuch``, unless somebody says why."""
    if teams_over and not reason.strip():
        raise TooMuch(
            N_("This goes over the %(most)s minutes in two months. Say why it is worth it."),
            most=MOST_MINUTES,
        )
