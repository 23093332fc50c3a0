"""What is wrong in a kit folder: one line that says where, what, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from portal.rules import Phrase

WARNINGS: Final = frozenset({"V02", "L01", "P01", "G01"})


@dataclass(frozen=True, order=True, kw_only=True)
class Finding:
    """One remark about one line of one file."""

    file: str
    line: int
    code: str
    key: str
    message: Phrase
    hint: Phrase

    @property
    def is_error(self) -> bool:
        """Tell whether this keeps the kit from being published."""
        return self.code not in WARNINGS

    def __str__(self) -> str:
        """Return ``file:line: CODE key: message — hint``, in English."""
        return f"{self.file}:{self.line}: {self.code} {self.key}: {self.message} — {self.hint}"


def errors_in(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that are more than a warning."""
    return [finding for finding in findings if finding.is_error]
