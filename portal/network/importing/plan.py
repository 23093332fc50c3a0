"""What a file would change: the differences for the reader, and the acts for the writer."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from portal.network.importing.problems import NO_COLUMN, Problems
from portal.network.importing.rows import OrganisationRow, PostRow, TeamRow, Upload
from portal.network.importing.shape import Sheet
from portal.network.importing.state import Crew, Held, Home, Human, Known
from portal.rules import RuleBroken

Row = OrganisationRow | TeamRow | PostRow
Value = str | int | date | None
SHEET_OF: Final = {
    OrganisationRow: Sheet.ORGANISATIONS,
    TeamRow: Sheet.TEAMS,
    PostRow: Sheet.PEOPLE,
}


class Turn(StrEnum):
    """What a row of the file does to the roster."""

    NEW = "new"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One column of a row: what the roster says now, and what the file says."""

    key: str
    old: Value
    new: Value


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A row that adds something or changes it, and what it is about."""

    sheet: Sheet
    row: int
    turn: Turn
    what: str
    changes: tuple[Change, ...]


@dataclass(kw_only=True)
class Stop:
    """A post that a row ends; when somebody follows on that day no reason is asked."""

    home: Home
    post: Held
    row: PostRow
    is_followed: bool = False


@dataclass(kw_only=True)
class Acts:
    """What has to be written, in the terms of the roster in memory."""

    waves: dict[int, date] = field(default_factory=dict)
    homes: list[Home] = field(default_factory=list)
    facts: list[tuple[Home, dict[str, Value]]] = field(default_factory=list)
    statuses: list[tuple[Home, OrganisationRow]] = field(default_factory=list)
    reasons: list[tuple[Home, OrganisationRow]] = field(default_factory=list)
    crews: list[tuple[Home, Crew]] = field(default_factory=list)
    replaced: list[tuple[Crew, Crew]] = field(default_factory=list)
    renamed: list[tuple[Crew, dict[str, Value]]] = field(default_factory=list)
    ended: list[tuple[Crew, TeamRow]] = field(default_factory=list)
    humans: list[Human] = field(default_factory=list)
    corrected: list[tuple[Human, PostRow]] = field(default_factory=list)
    posts: list[tuple[Home, Held]] = field(default_factory=list)
    stopped: list[Stop] = field(default_factory=list)
    handed_over: list[tuple[Home, Held]] = field(default_factory=list)
    unsettled: list[Home] = field(default_factory=list)


@dataclass(kw_only=True)
class Plan:
    """One file laid on one roster; nothing of it may be written while there is a problem."""

    upload: Upload
    known: Known
    today: date
    problems: Problems
    differences: list[Difference] = field(default_factory=list)
    same: Counter[Sheet] = field(default_factory=Counter)
    left: Counter[Sheet] = field(default_factory=Counter)
    acts: Acts = field(default_factory=Acts)
    doubted: set[int] = field(default_factory=set)
    touched: dict[int, Home] = field(default_factory=dict)
    lacking: list[Home] = field(default_factory=list)

    def touch(self, home: Home) -> None:
        """Remember that something of this organisation changes, so that it is judged whole."""
        self.touched[id(home)] = home

    def refuse(self, row: Row, key: str, refused: RuleBroken, home: Home | None = None) -> None:
        """Note what is wrong with a cell; the organisation it belongs to is not judged whole."""
        sheet = SHEET_OF[type(row)]
        place = self.upload.columns[sheet].get(key, NO_COLUMN)
        title = self.upload.titles[sheet]
        self.problems.add(refused, sheet=title, row=row.at, column=place)
        if home is not None:
            self.doubted.add(id(home))

    def note(
        self, row: Row, turn: Turn, what: str, changes: dict[str, tuple[Value, Value]]
    ) -> None:
        """Keep what a row does, column by column, or that it does nothing."""
        sheet = SHEET_OF[type(row)]
        kept = tuple(
            Change(key=key, old=old, new=new)
            for key, (old, new) in changes.items()
            if turn is Turn.NEW or old != new
        )
        if turn is Turn.CHANGED and not kept:
            self.same[sheet] += 1
            return
        self.differences.append(
            Difference(sheet=sheet, row=row.at, turn=turn, what=what, changes=kept)
        )

    def count(self, sheet: Sheet, turn: Turn) -> int:
        """Return how many rows of a sheet do this."""
        return sum(one.sheet is sheet and one.turn is turn for one in self.differences)

    @property
    def fingerprint(self) -> str:
        """A name for exactly these differences: another one means that something moved on."""
        return hashlib.sha256(repr(self.differences).encode()).hexdigest()
