"""The roster in memory: as it is, and then as it becomes while the rows of a file are laid on it.

Nothing here is a row of the database. What is new has no ``id`` until it is written.
"""

from dataclasses import dataclass, field
from datetime import date

from portal.network.every_day import History
from portal.network.importing.rows import OrganisationRow, PostRow, TeamRow
from portal.network.models import Province, Rule, Status, folded
from portal.network.rules import Interval
from portal.policy.table import Role
from portal.taxonomy.sectors import CareContext, Sector


@dataclass(kw_only=True, eq=False)
class Human:
    """Somebody, with what the file says of them."""

    id: int | None
    name: str
    email: str | None
    locale: str
    row: PostRow | None = None


@dataclass(kw_only=True, eq=False)
class Crew:
    """A team, and the row of the file that is about it."""

    id: int | None
    slot: int | None
    name: str
    own_word: str
    care_context: CareContext
    care_context_reason: str
    start: date
    end: date | None
    row: TeamRow | None = None

    @property
    def period(self) -> Interval:
        """The days on which it exists."""
        return Interval(start=self.start, end=self.end)


@dataclass(kw_only=True, eq=False)
class Held:
    """A post that somebody holds at a place, and the row that is about it."""

    id: int | None
    human: Human
    role: Role
    crew: Crew | None
    start: date
    end: date | None
    row: PostRow | None = None

    @property
    def period(self) -> Interval:
        """The days on which it is held."""
        return Interval(start=self.start, end=self.end)


@dataclass(kw_only=True, eq=False)
class Home:
    """An organisation with everything it has, and the row that is about it."""

    id: int | None
    slug: str
    name: str
    sector: Sector
    province: Province
    wave: int
    statuses: list[tuple[date, Status, str]]
    crews: list[Crew] = field(default_factory=list)
    posts: list[Held] = field(default_factory=list)
    decided: list[tuple[Rule, Interval]] = field(default_factory=list)
    derived: set[tuple[Rule, Interval]] = field(default_factory=set)
    row: OrganisationRow | None = None

    def in_slot(self, slot: int) -> list[Crew]:
        """Return the teams that have this place, had it or get it, in the order of time."""
        return sorted((one for one in self.crews if one.slot == slot), key=lambda one: one.start)

    def history(self) -> History:
        """Return what decides whether it has what an active organisation must have."""
        return History(
            statuses=[(since, status) for since, status, _reason in self.statuses],
            teams=[(one.period, one.care_context) for one in self.crews if one.slot],
            ambassadors=self._periods_of(Role.AMBASSADOR),
            primary_contacts=self._periods_of(Role.PRIMARY_CONTACT),
            exemptions=self.decided,
        )

    def _periods_of(self, role: Role) -> list[Interval]:
        return [post.period for post in self.posts if post.role is role]


@dataclass(kw_only=True)
class Known:
    """The whole roster, by the keys under which a file speaks of it."""

    waves: dict[int, int | None] = field(default_factory=dict)
    homes: list[Home] = field(default_factory=list)
    by_slug: dict[str, Home] = field(default_factory=dict)
    by_name: dict[str, Home] = field(default_factory=dict)
    humans: dict[str, Human] = field(default_factory=dict)

    def add(self, home: Home) -> None:
        """Let a file find an organisation by its name and by its address in the portal."""
        self.homes.append(home)
        self.by_name[folded(home.name)] = home
        if home.slug:
            self.by_slug[home.slug] = home

    def find(self, words: str) -> Home | None:
        """Return the organisation with this name or address; none when there is none."""
        return self.by_name.get(folded(words)) or self.by_slug.get(words)
