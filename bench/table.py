"""The table that the bench prints: what, target, measured on both databases, reached."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bench.servers import BenchError

HEAD = ("what", "target", "SQLite", "PostgreSQL", "reached")
BOTH = 2


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured value, as a number and as it is written."""

    value: float
    text: str


@dataclass(kw_only=True)
class Row:
    """One line: a figure for each database, in their order; ``failed`` where there is none."""

    what: str
    target: str
    limit: float | None
    figures: list[Figure] = field(default_factory=list)
    failed: bool = False

    def add(self, measure: Callable[[], Figure]) -> None:
        """Measure; what fails is shown in the figure's place, and the bench goes on."""
        try:
            self.figures.append(measure())
        except BenchError as error:
            self.failed = True
            self.figures.append(Figure(value=float("inf"), text=f"FAILED {error}"))

    @property
    def reached(self) -> str:
        """Say whether every figure keeps the limit."""
        if self.failed:
            return "FAILED"
        if self.limit is None:
            return "-"
        return "yes" if all(one.value <= self.limit for one in self.figures) else "NO"

    def cells(self) -> tuple[str, ...]:
        """Return the texts of the line."""
        texts = [one.text for one in self.figures]
        return (self.what, self.target, *texts, *[""] * (BOTH - len(texts)), self.reached)


class Table:
    """The lines in the order in which they were first asked for."""

    def __init__(self) -> None:
        """Start empty."""
        self.rows: dict[str, Row] = {}

    def row(self, what: str, target: str = "", limit: float | None = None) -> Row:
        """Return the line called ``what``, made with this target when it is new."""
        return self.rows.setdefault(what, Row(what=what, target=target, limit=limit))

    @property
    def failed(self) -> bool:
        """Tell whether something did not answer as it must."""
        return any(row.failed for row in self.rows.values())

    def __str__(self) -> str:
        """Write the table as plain text, its columns below each other."""
        lines = [HEAD, *(row.cells() for row in self.rows.values())]
        widths = [max(len(line[place]) for line in lines) for place in range(len(HEAD))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )
