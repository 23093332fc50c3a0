"""A file as it was found: sheets of rows of cells, before anybody asks what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.rules import RuleBroken

# A cell that cannot be used at all, such as a formula, holds the reason in its place.
Cell = str | int | float | date | RuleBroken | None
MOST_ROWS: Final = 60_000
MOST_COLUMNS: Final = 40


@dataclass(frozen=True, kw_only=True)
class RawRow:
    """One row: its number as a spreadsheet counts, and its cells from the first column on."""

    at: int
    cells: Sequence[Cell]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing stands in it."""
        return all(cell is None or cell == "" for cell in self.cells)


@dataclass(frozen=True, kw_only=True)
class RawSheet:
    """The rows of a sheet in which something stands; a CSV file is a sheet without a title."""

    title: str
    rows: Sequence[RawRow]


def letter(place: int) -> str:
    """Return the letter of a column, from 0 for A."""
    before, last = divmod(place, 26)
    return f"{letter(before - 1) if before else ''}{chr(ord('A') + last)}"
