"""What is wrong with a file: where, and in words that say what to do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from portal.rules import N_, RuleBroken

WHOLE_FILE: Final = ""
NO_COLUMN: Final = ("", "")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A refusal with its place: ``row`` 0 is the whole sheet, no sheet is the whole file.

    ``column`` is the letter that a spreadsheet shows, ``heading`` what stands in its first row.
    """

    sheet: str
    row: int
    column: str
    heading: str
    refused: RuleBroken


@dataclass
class Problems:
    """Everything that is wrong with one file; a cell is refused once, for its first reason."""

    _found: dict[tuple[str, int, str, str], Problem] = field(default_factory=dict)

    def add(
        self,
        refused: RuleBroken,
        *,
        sheet: str = WHOLE_FILE,
        row: int = 0,
        column: tuple[str, str] = NO_COLUMN,
    ) -> None:
        """Note why a cell, a row, a sheet or the file cannot be taken."""
        letter, heading = column
        found = Problem(sheet=sheet, row=row, column=letter, heading=heading, refused=refused)
        self._found.setdefault((sheet, row, *column), found)

    def __bool__(self) -> bool:
        """Tell whether anything is wrong."""
        return bool(self._found)

    def __len__(self) -> int:
        """Return how many places are wrong."""
        return len(self._found)

    def __iter__(self) -> Iterator[Problem]:
        """Go through them in the order of the file: sheet by sheet, from the first row down."""
        sheets = list(dict.fromkeys(one.sheet for one in self._found.values()))
        return iter(
            sorted(
                self._found.values(),
                key=lambda one: (sheets.index(one.sheet), one.row, len(one.column), one.column),
            )
        )


class FileRefused(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """The file as a whole cannot be read; ``reason`` says why and what to do."""

    def __init__(self, reason: RuleBroken) -> None:
        """Keep the reason."""
        super().__init__(reason.message)
        self.reason = reason


def no_file() -> FileRefused:
    """Return the refusal of a file without a single byte."""
    return FileRefused(RuleBroken(N_("This file is empty. Choose the file with your roster.")))
