"""Files to bring in, made by hand: the three sheets with a heading, and any cell in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Final

from xlsxwriter import Workbook

ORGANISATIONS: Final = (
    "Naam",
    "Adres in het portaal",
    "Sector",
    "Provincie",
    "Golf",
    "Status",
    "Sinds",
    "Reden",
)
TEAMS: Final = (
    "Organisatie",
    "Plaats",
    "Naam",
    "Eigen woord",
    "Soort team",
    "Waarom dit soort team",
    "Vanaf",
    "Tot",
)
PEOPLE: Final = (
    "Organisatie",
    "Team",
    "Rol",
    "Naam",
    "E-mailadres",
    "Taal",
    "Vanaf",
    "Tot",
    "Reden van het einde",
)
START: Final = date(2022, 1, 10)


@dataclass(frozen=True)
class Formula:
    """A cell that Excel works out."""

    words: str


Cell = str | int | float | date | Formula | None
Rows = Sequence[Sequence[Cell]]


def organisation(name: Cell, **others: Cell) -> list[Cell]:
    """Return a row of the first sheet that is all right, but for what is said otherwise."""
    row: dict[str, Cell] = {
        "name": name,
        "slug": None,
        "sector": "Ziekenhuis",
        "province": "Limburg",
        "wave": 1,
        "status": "Start op",
        "since": START,
        "reason": None,
    }
    return list((row | others).values())


def team(home: str, place: Cell, name: str, **others: Cell) -> list[Cell]:
    """Return a row of the second sheet that is all right, but for what is said otherwise."""
    row: dict[str, Cell] = {
        "organisation": home,
        "place": place,
        "name": name,
        "own_word": None,
        "care_context": "Niet-oncologisch",
        "reason": None,
        "start": START,
        "end": None,
    }
    return list((row | others).values())


def post(home: Cell, role: str, name: str, email: Cell, **others: Cell) -> list[Cell]:
    """Return a row of the third sheet that is all right, but for what is said otherwise."""
    row: dict[str, Cell] = {
        "organisation": home,
        "team": None,
        "role": role,
        "name": name,
        "email": email,
        "locale": None,
        "start": START,
        "end": None,
        "end_reason": None,
    }
    return list((row | others).values())


def book(
    organisations: Rows | None = None, teams: Rows | None = None, people: Rows | None = None
) -> bytes:
    """Return an XLSX file with those sheets that are given."""
    sheets: dict[str, Rows] = {}
    if organisations is not None:
        sheets["Organisaties"] = [ORGANISATIONS, *organisations]
    if teams is not None:
        sheets["Teams"] = [TEAMS, *teams]
    if people is not None:
        sheets["Mensen"] = [PEOPLE, *people]
    return workbook(sheets)


def workbook(sheets: dict[str, Rows]) -> bytes:
    """Return an XLSX file with any sheets at all."""
    paper = BytesIO()
    with Workbook(paper) as made:
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        for title, rows in sheets.items():
            sheet = made.add_worksheet(title)
            for at, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, Formula):
                        sheet.write_formula(at, place, cell.words)
                    elif isinstance(cell, date):
                        sheet.write_datetime(at, place, cell, day)
                    elif isinstance(cell, int | float):
                        sheet.write_number(at, place, cell)
                    elif cell is not None:
                        sheet.write_string(at, place, cell)
    return paper.getvalue()


def csv_of(rows: Rows, *, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """Return a CSV file with these rows, days as people in Belgium write them."""
    lines = (delimiter.join(_written(cell) for cell in row) for row in rows)
    return "\r\n".join(lines).encode(encoding)


def _written(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell.day}/{cell.month}/{cell.year}"
    return "" if cell is None else str(cell)
