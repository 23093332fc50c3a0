"""Long lists in pages of a hundred."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T")
PAGE_SIZE: Final = 100
_NUMBER: Final = re.compile(r"[0-9]{1,8}")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """One page of a list: its rows, its number from 1, and how many rows there are in all."""

    rows: Sequence[T]
    number: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page; an empty list has one."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def first_row(self) -> int:
        """The place of this page's first row in the whole list, from 1."""
        return (self.number - 1) * PAGE_SIZE + 1 if self.rows else 0

    @property
    def last_row(self) -> int:
        """The place of this page's last row in the whole list, from 1."""
        return self.first_row + len(self.rows) - 1 if self.rows else 0


def page_number(raw: str | None) -> int:
    """Read a page number from an address; what is none means the first page."""
    return max(1, int(raw)) if raw and _NUMBER.fullmatch(raw) else 1


def offset(number: int) -> int:
    """Return how many rows stand before page ``number``."""
    return (number - 1) * PAGE_SIZE
