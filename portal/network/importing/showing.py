"""What the pages, files and commands say of a plan, in the words of the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext

from portal.network.importing.plan import Change, Difference, Plan, Turn, Value
from portal.network.importing.problems import Problem
from portal.network.importing.shape import LISTED_KEYS, Sheet, column_of, options_of, title_of
from portal.tables.files import Column, Kind, Table
from portal.web.words import reason, short_day

MOST_SHOWN: Final = 100
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A difference in words: the row, what it is about, and each change."""

    row: int
    what: str
    words: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Part:
    """What happens to one sheet: the counts, and the first lines of what is new or changes."""

    title: str
    new: int
    changed: int
    same: int
    left: int
    new_lines: Sequence[Line]
    changed_lines: Sequence[Line]


def parts_of(plan: Plan) -> Sequence[Part]:
    """Return the sheets of the file with what happens to each, the first hundred lines of it."""
    names = {key: options_of(key) for key in LISTED_KEYS}
    return [_part(plan, sheet, names) for sheet in Sheet if sheet in plan.upload.sheets]


def _part(plan: Plan, sheet: Sheet, names: Names) -> Part:
    mine = [one for one in plan.differences if one.sheet is sheet]
    by_turn = {turn: [one for one in mine if one.turn is turn] for turn in Turn}
    lines = {
        turn: [_line(one, names) for one in found[:MOST_SHOWN]] for turn, found in by_turn.items()
    }
    return Part(
        title=title_of(sheet),
        new=len(by_turn[Turn.NEW]),
        changed=len(by_turn[Turn.CHANGED]),
        same=plan.same[sheet],
        left=plan.left[sheet],
        new_lines=lines[Turn.NEW],
        changed_lines=lines[Turn.CHANGED],
    )


def _line(difference: Difference, names: Names) -> Line:
    words = [_words(difference.sheet, change, names) for change in difference.changes]
    return Line(row=difference.row, what=difference.what, words=words)


def _words(sheet: Sheet, change: Change, names: Names) -> str:
    label = str(column_of(sheet, change.key).label)
    new = _value(change.key, change.new, names)
    if change.old is None:
        return f"{label}: {new}"
    return f"{label}: {_value(change.key, change.old, names)} → {new}"


def _value(key: str, value: Value, names: Names) -> str:
    if value is None or value == "":
        return str(gettext("nothing"))
    if isinstance(value, date):
        return str(short_day(value))
    return names.get(key, {}).get(str(value), str(value))


def differences_table(plan: Plan) -> Table:
    """Return every change of every row, one line each, to take along."""
    names = {key: options_of(key) for key in LISTED_KEYS}
    turns = {Turn.NEW: gettext("new"), Turn.CHANGED: gettext("changed")}
    return Table(
        name="import",
        columns=[
            Column(key="sheet", label=gettext("Sheet")),
            Column(key="row", label=gettext("Row"), kind=Kind.NUMBER),
            Column(key="turn", label=gettext("What happens")),
            Column(key="what", label=gettext("Name")),
            Column(key="column", label=gettext("Column")),
            Column(key="old", label=gettext("In the portal")),
            Column(key="new", label=gettext("In the file")),
        ],
        rows=[
            {
                "sheet": title_of(one.sheet),
                "row": one.row,
                "turn": turns[one.turn],
                "what": one.what,
                "column": str(column_of(one.sheet, change.key).label),
                "old": None if change.old is None else _value(change.key, change.old, names),
                "new": _value(change.key, change.new, names),
            }
            for one in plan.differences
            for change in one.changes
        ],
    )


def place_of(problem: Problem) -> str:
    """Return where a problem is, in one line: sheet, row, column with its letter."""
    row = gettext("row %(number)s", number=problem.row) if problem.row else ""
    heading = problem.heading and f"“{problem.heading}”"
    letter = f"({problem.column})" if problem.column and heading else problem.column
    column = " ".join(filter(None, (heading, letter)))
    named = gettext("column %(name)s", name=column) if column else ""
    return ", ".join(filter(None, (problem.sheet, row, named)))


def said(problem: Problem) -> str:
    """Return a problem as one line of text."""
    return ": ".join(filter(None, (place_of(problem), reason(problem.refused))))
