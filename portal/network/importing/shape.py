"""What a file with a roster looks like: three sheets, their columns, and the words in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.config import LOCALES
from portal.network.labels import province_label, role_label, status_label
from portal.network.models import Province, Status, folded
from portal.policy.table import NETWORK_ROLES, Role
from portal.taxonomy.sectors import CareContext, Sector, context_label, sector_label

PLACES: Final = ("1", "2", "3")
LISTED_KEYS: Final = ("sector", "province", "status", "care_context", "role", "locale")
LANGUAGES: Final[Mapping[str, str]] = {"nl": "Nederlands", "en": "English"}
ROLES: Final = tuple(role for role in Role if role not in NETWORK_ROLES)


class Sheet(StrEnum):
    """One of the three sheets; a CSV file holds one of them."""

    ORGANISATIONS = "organisations"
    TEAMS = "teams"
    PEOPLE = "people"


class Kind(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its key, its heading, what to write in it, and whether its cells may be empty."""

    key: str
    label: LazyString
    hint: LazyString
    kind: Kind = Kind.TEXT
    must: bool = False
    width: int = 16


_ORGANISATIONS: Final = (
    Column(
        key="name",
        label=_l("Name"),
        hint=_l("The whole name. The portal finds the organisation by it."),
        must=True,
        width=42,
    ),
    Column(
        key="slug",
        label=_l("Address in the portal"),
        hint=_l(
            "Leave this empty for a new organisation. It stays the same when the name changes."
        ),
        width=32,
    ),
    Column(
        key="sector",
        label=_l("Sector"),
        hint=_l("Choose from the list."),
        kind=Kind.CHOICE,
        must=True,
        width=34,
    ),
    Column(
        key="province",
        label=_l("Province"),
        hint=_l("Choose from the list."),
        kind=Kind.CHOICE,
        must=True,
    ),
    Column(
        key="wave",
        label=_l("Wave"),
        hint=_l("The number of the group that starts together."),
        kind=Kind.NUMBER,
        must=True,
        width=8,
    ),
    Column(
        key="status",
        label=_l("Status"),
        hint=_l("The last status. Choose from the list."),
        kind=Kind.CHOICE,
        must=True,
    ),
    Column(
        key="since",
        label=_l("Since"),
        hint=_l("The day on which this status starts."),
        kind=Kind.DAY,
        must=True,
        width=12,
    ),
    Column(
        key="reason",
        label=_l("Reason"),
        hint=_l("Needed when an organisation pauses, stops or is not taken further."),
        width=42,
    ),
)
_ORGANISATION: Final = Column(
    key="organisation",
    label=_l("Organisation"),
    hint=_l("The name as on the first sheet, or as it stands in the portal."),
    must=True,
    width=42,
)
_FROM: Final = Column(
    key="start", label=_l("From"), hint=_l("The first day."), kind=Kind.DAY, must=True, width=12
)
_UNTIL: Final = Column(
    key="end",
    label=_l("Until"),
    hint=_l("The first day on which it is over. Leave this empty as long as it lasts."),
    kind=Kind.DAY,
    width=12,
)
_TEAMS: Final = (
    _ORGANISATION,
    Column(
        key="place",
        label=_l("Place"),
        hint=_l("1, 2 or 3. Leave this empty for a team that follows along."),
        kind=Kind.NUMBER,
        width=8,
    ),
    Column(
        key="name",
        label=_l("Name"),
        hint=_l("What the team is called."),
        must=True,
        width=34,
    ),
    Column(
        key="own_word",
        label=_l("Own word"),
        hint=_l("What the team calls itself: team, department, ward, living group."),
    ),
    Column(
        key="care_context",
        label=_l("Care context"),
        hint=_l("Choose from the list."),
        kind=Kind.CHOICE,
        must=True,
        width=18,
    ),
    Column(
        key="care_context_reason",
        label=_l("Why this care context"),
        hint=_l("One sentence that says why the team is an oncology team or not."),
        width=42,
    ),
    _FROM,
    _UNTIL,
)
_PEOPLE: Final = (
    _ORGANISATION,
    Column(
        key="team",
        label=_l("Team"),
        hint=_l("Only for a team lead or a team member: the name of the team."),
        width=34,
    ),
    Column(
        key="role",
        label=_l("Role"),
        hint=_l("Choose from the list."),
        kind=Kind.CHOICE,
        must=True,
        width=24,
    ),
    Column(
        key="name",
        label=_l("Name"),
        hint=_l("First name and last name."),
        must=True,
        width=28,
    ),
    Column(
        key="email",
        label=_l("E-mail address"),
        hint=_l("Each person has an address of their own. The portal finds the person by it."),
        width=34,
    ),
    Column(
        key="locale",
        label=_l("Language"),
        hint=_l("The language of the mails."),
        kind=Kind.CHOICE,
        width=14,
    ),
    _FROM,
    _UNTIL,
    Column(
        key="end_reason",
        label=_l("Reason of the end"),
        hint=_l("Only when somebody stops. Never write anything about somebody’s health."),
        width=34,
    ),
)
COLUMNS: Final[Mapping[Sheet, Sequence[Column]]] = {
    Sheet.ORGANISATIONS: _ORGANISATIONS,
    Sheet.TEAMS: _TEAMS,
    Sheet.PEOPLE: _PEOPLE,
}
_TITLES: Final[Mapping[Sheet, LazyString]] = {
    Sheet.ORGANISATIONS: _l("Organisations"),
    Sheet.TEAMS: _l("Teams"),
    Sheet.PEOPLE: _l("People"),
}


def title_of(sheet: Sheet) -> str:
    """Return what a sheet is called, for the current reader."""
    return str(_TITLES[sheet])


def column_of(sheet: Sheet, key: str) -> Column:
    """Return one column of a sheet; ``KeyError`` when it has none with this key."""
    found = {column.key: column for column in COLUMNS[sheet]}
    return found[key]


def options_of(key: str) -> Mapping[str, str]:
    """Return what can be chosen in the column ``key``: stored key and name for this reader."""
    match key:
        case "sector":
            return {one.value: sector_label(one) for one in Sector}
        case "province":
            return {one.value: province_label(one) for one in Province}
        case "status":
            return {one.value: status_label(one) for one in Status}
        case "care_context":
            return {one.value: context_label(one) for one in CareContext}
        case "role":
            return {one.value: role_label(one) for one in ROLES}
        case _:
            return LANGUAGES


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Every word that may stand in a file, in each language, folded, with the key it means."""

    titles: Mapping[str, Sheet]
    headings: Mapping[Sheet, Mapping[str, str]]
    options: Mapping[str, Mapping[str, str]]


def read_vocabulary() -> Vocabulary:
    """Gather the words of all languages: a Dutch file is read by an English reader, too."""
    titles: dict[str, Sheet] = {sheet.value: sheet for sheet in Sheet}
    headings: dict[Sheet, dict[str, str]] = {sheet: {} for sheet in Sheet}
    options: dict[str, dict[str, str]] = {}
    for code in LOCALES:
        with force_locale(code):
            titles |= {folded(title_of(sheet)): sheet for sheet in Sheet}
            for sheet, columns in COLUMNS.items():
                headings[sheet] |= {folded(str(one.label)): one.key for one in columns}
                for one in columns:
                    if one.kind is Kind.CHOICE:
                        options.setdefault(one.key, {}).update(_words_for(one.key))
    return Vocabulary(titles=titles, headings=headings, options=options)


def _words_for(key: str) -> Mapping[str, str]:
    named = {folded(name): stored for stored, name in options_of(key).items()}
    return named | {folded(stored): stored for stored in options_of(key)}
