"""From cells to rows: which sheet is which, which column is which, and what each cell means."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from portal.network.importing.cells import choice_of, day_of, number_of, text_of
from portal.network.importing.problems import FileRefused, Problems
from portal.network.importing.raw import MOST_ROWS, Cell, RawRow, RawSheet, letter
from portal.network.importing.rows import OrganisationRow, PostRow, TeamRow, Upload
from portal.network.importing.shape import (
    COLUMNS,
    LISTED_KEYS,
    Column,
    Kind,
    Sheet,
    Vocabulary,
    options_of,
    read_vocabulary,
    title_of,
)
from portal.network.models import Province, Status, folded
from portal.network.rules import EARLIEST
from portal.policy.table import Role
from portal.rules import N_, RuleBroken
from portal.taxonomy.sectors import CareContext, Sector

FEWEST_HEADINGS: Final = 2
UNKNOWN_WAVE: Final = 0
# Without these a row cannot be compared with anything, and is left out of further checks.
_ESSENTIAL: Final[Mapping[Sheet, frozenset[str]]] = {
    Sheet.ORGANISATIONS: frozenset({"name"}),
    Sheet.TEAMS: frozenset({"organisation", "place", "name", "start", "end"}),
    Sheet.PEOPLE: frozenset({"organisation", "team", "role", "name", "email", "start", "end"}),
}
# Stands for a cell that could not be read, so that the rest of the file is checked in one go.
_INSTEAD: Final[Mapping[str, object]] = {
    "sector": Sector.HOSPITAL.value,
    "province": Province.ANTWERP.value,
    "status": Status.CANDIDATE.value,
    "since": EARLIEST,
    "wave": UNKNOWN_WAVE,
    "care_context": CareContext.ONCOLOGY.value,
}


@dataclass
class _Reading:
    """One file on its way from cells to rows."""

    words: Vocabulary
    problems: Problems
    found: dict[Sheet, list[dict[str, Any]]] = field(default_factory=dict)
    titles: dict[Sheet, str] = field(default_factory=dict)
    columns: dict[Sheet, dict[str, tuple[str, str]]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)


def parse(sheets: Sequence[RawSheet], problems: Problems) -> Upload:
    """Return the rows of a file; what cannot be understood goes to ``problems``."""
    reading = _Reading(words=read_vocabulary(), problems=problems)
    for raw in sheets:
        sheet = _which(raw, reading.words)
        if sheet is not None:
            _read_sheet(reading, sheet, raw)
    if not reading.titles:
        raise FileRefused(
            RuleBroken(N_("No sheet has the headings that we know. Start from the template."))
        )
    if not any(reading.found.values()) and not problems:
        raise FileRefused(RuleBroken(N_("There are headings in this file, but no rows below.")))
    return _upload(reading)


def _upload(reading: _Reading) -> Upload:
    return Upload(
        sheets=list(reading.titles),
        organisations=[_organisation(row) for row in reading.found.get(Sheet.ORGANISATIONS, [])],
        teams=[_team(row) for row in reading.found.get(Sheet.TEAMS, [])],
        posts=[_post(row) for row in reading.found.get(Sheet.PEOPLE, [])],
        titles=reading.titles,
        columns=reading.columns,
        unsure=frozenset(reading.unsure),
    )


def _which(raw: RawSheet, words: Vocabulary) -> Sheet | None:
    """Tell which sheet this is: by its title, else by the headings it has most of."""
    if not raw.rows:
        return None
    if folded(raw.title) in words.titles:
        return words.titles[folded(raw.title)]
    headings = {folded(str(cell)) for cell in raw.rows[0].cells if cell}
    known = {sheet: len(headings & set(words.headings[sheet])) for sheet in Sheet}
    best = max(Sheet, key=lambda sheet: known[sheet])
    return best if known[best] >= FEWEST_HEADINGS else None


def _read_sheet(reading: _Reading, sheet: Sheet, raw: RawSheet) -> None:
    title = raw.title or title_of(sheet)
    if sheet in reading.titles:
        reading.problems.add(RuleBroken(N_("This sheet is twice in the file.")), sheet=title)
        return
    reading.titles[sheet] = title
    if len(raw.rows) > MOST_ROWS:
        refused = RuleBroken(N_("More than %(most)s rows. Send them in parts."), most=MOST_ROWS)
        reading.problems.add(refused, sheet=title)
        return
    head, *below = raw.rows
    places = _columns(reading, sheet, head, below)
    if places is None:
        reading.found[sheet] = []
        return
    names = {key: options_of(key) for key in LISTED_KEYS}
    read = _RowReader(reading, sheet, places, names)
    reading.found[sheet] = [known for row in below if (known := read.row(row)) is not None]


def _columns(
    reading: _Reading, sheet: Sheet, head: RawRow, below: Sequence[RawRow]
) -> Mapping[str, int] | None:
    """Return where each column stands; none when one is missing that no row can do without."""
    places: dict[str, int] = {}
    for place, key in _headings(reading, sheet, head, below):
        places.setdefault(key, place)
    reading.columns[sheet] = {
        key: (letter(place), str(head.cells[place])) for key, place in places.items()
    }
    missing = [column for column in COLUMNS[sheet] if column.must and column.key not in places]
    for column in missing:
        reading.problems.add(
            RuleBroken(N_("The column “%(name)s” is missing."), name=str(column.label)),
            sheet=reading.titles[sheet],
            row=head.at,
            column=("", str(column.label)),
        )
    return None if missing else places


def _headings(
    reading: _Reading, sheet: Sheet, head: RawRow, below: Sequence[RawRow]
) -> Iterator[tuple[int, str]]:
    """Yield the place and key of each heading, and note what is no heading of ours."""
    seen: Counter[str] = Counter()
    width = max((len(row.cells) for row in (head, *below)), default=0)
    for place in range(width):
        cell = head.cells[place] if place < len(head.cells) else None
        key = reading.words.headings[sheet].get(folded(str(cell or "")))
        refused = _wrong_heading(sheet, cell, key, seen)
        if key and not refused:
            yield place, key
        if refused and (cell or _is_used(below, place)):
            at = (letter(place), str(cell or ""))
            reading.problems.add(refused, sheet=reading.titles[sheet], row=head.at, column=at)


def _wrong_heading(
    sheet: Sheet, cell: Cell, key: str | None, seen: Counter[str]
) -> RuleBroken | None:
    if isinstance(cell, RuleBroken):
        return cell
    if not cell:
        return RuleBroken(
            N_("This column has no heading. Are cells merged there? Give each its own heading.")
        )
    if key is None:
        names = ", ".join(str(column.label) for column in COLUMNS[sheet])
        return RuleBroken(
            N_("We do not know the column “%(name)s”. This sheet can have: %(names)s."),
            name=str(cell),
            names=names,
        )
    seen[key] += 1
    if seen[key] > 1:
        return RuleBroken(N_("The column “%(name)s” is there twice."), name=str(cell))
    return None


def _is_used(below: Sequence[RawRow], place: int) -> bool:
    return any(place < len(row.cells) and row.cells[place] for row in below)


class _RowReader:
    """Reads the rows of one sheet."""

    def __init__(
        self,
        reading: _Reading,
        sheet: Sheet,
        places: Mapping[str, int],
        names: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.reading = reading
        self.sheet = sheet
        self.places = places
        self.names = names

    def row(self, raw: RawRow) -> dict[str, Any] | None:
        """Return what the cells mean, by key; nothing when the row cannot be compared."""
        known: dict[str, Any] = {"at": raw.at}
        unread: set[str] = set()
        for column in COLUMNS[self.sheet]:
            place = self.places.get(column.key, len(raw.cells))
            cell = raw.cells[place] if place < len(raw.cells) else None
            try:
                known[column.key] = self._meaning(column, cell)
            except RuleBroken as refused:
                unread.add(column.key)
                known[column.key] = _INSTEAD.get(column.key, "")
                self._note(raw.at, column, refused)
        if unread:
            self._doubt(known, unread)
        return None if unread & _ESSENTIAL[self.sheet] else known

    def _meaning(self, column: Column, cell: Cell) -> object:
        meaning: object
        match column.kind:
            case Kind.DAY:
                meaning = day_of(cell)
            case Kind.NUMBER:
                meaning = number_of(cell)
            case Kind.CHOICE:
                known = self.reading.words.options[column.key]
                meaning = choice_of(cell, known, self.names[column.key])
            case _:
                meaning = text_of(cell)
        if column.must and (meaning is None or meaning == ""):
            raise RuleBroken(N_("This cell is empty. Fill it in."))
        return meaning

    def _note(self, at: int, column: Column, refused: RuleBroken) -> None:
        self.reading.problems.add(
            refused,
            sheet=self.reading.titles[self.sheet],
            row=at,
            column=self.reading.columns[self.sheet].get(column.key, ("", str(column.label))),
        )

    def _doubt(self, known: Mapping[str, Any], unread: set[str]) -> None:
        key = "name" if self.sheet is Sheet.ORGANISATIONS else "organisation"
        if key not in unread:
            self.reading.unsure.add(folded(known[key]))


def _organisation(row: Mapping[str, Any]) -> OrganisationRow:
    typed = {
        "sector": Sector(row["sector"]),
        "province": Province(row["province"]),
        "status": Status(row["status"]),
    }
    return OrganisationRow(**{**row, **typed})


def _team(row: Mapping[str, Any]) -> TeamRow:
    return TeamRow(**{**row, "care_context": CareContext(row["care_context"])})


def _post(row: Mapping[str, Any]) -> PostRow:
    return PostRow(**{**row, "role": Role(row["role"]), "email": row["email"].lower()})
