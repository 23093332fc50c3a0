"""The rows of a file, once every cell was understood; ``at`` is the number of the row in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from portal.network.importing.shape import Sheet
from portal.network.models import Province, Status
from portal.policy.table import Role
from portal.taxonomy.sectors import CareContext, Sector


@dataclass(frozen=True, kw_only=True)
class OrganisationRow:
    """An organisation with its last status; an empty ``slug`` or ``reason`` says nothing."""

    at: int
    name: str
    slug: str
    sector: Sector
    province: Province
    wave: int
    status: Status
    since: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class TeamRow:
    """A team of an organisation from a day on; without ``place`` it follows along."""

    at: int
    organisation: str
    place: int | None
    name: str
    own_word: str
    care_context: CareContext
    care_context_reason: str
    start: date
    end: date | None


@dataclass(frozen=True, kw_only=True)
class PostRow:
    """A role that a person holds in an organisation or a team, from a day on."""

    at: int
    organisation: str
    team: str
    role: Role
    name: str
    email: str
    locale: str
    start: date
    end: date | None
    end_reason: str


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A whole file: the sheets that were in it, and letter and heading of their columns.

    ``unsure`` names organisations of which a row could not be read: they are not judged whole.
    """

    sheets: list[Sheet]
    organisations: list[OrganisationRow] = field(default_factory=list)
    teams: list[TeamRow] = field(default_factory=list)
    posts: list[PostRow] = field(default_factory=list)
    titles: Mapping[Sheet, str] = field(default_factory=dict)
    columns: Mapping[Sheet, Mapping[str, tuple[str, str]]] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()
