"""Two texts that began as one become one again, line by line, when nobody changed the same line."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


@dataclass(frozen=True, kw_only=True)
class Change:
    """Lines ``[start, end)`` of the common text that became other lines."""

    start: int
    end: int
    lines: tuple[str, ...]

    @property
    def only_adds(self) -> bool:
        """Tell whether no line of the common text is touched."""
        return self.start == self.end


def merged(base: str, theirs: str, mine: str) -> str | None:
    """Return one text with the changes of both, or nothing when they changed the same lines.

    What both wrote in the same place, without changing a line, stands one after the other: first
    what was kept first. No line that either wrote is lost.
    """
    if not base.strip():
        return _one_after_the_other(theirs, mine)
    lines = base.split("\n")
    theirs_changed, mine_changed = changes(base, theirs), changes(base, mine)
    if any(_clash(one, other) for one in theirs_changed for other in mine_changed):
        return None
    ordered = sorted(
        dict.fromkeys([*theirs_changed, *mine_changed]),
        key=lambda change: (change.start, change.end),
    )
    for change in reversed(ordered):
        lines[change.start : change.end] = change.lines
    joined = "\n".join(lines)
    return None if _lost(base, theirs, mine, joined) else joined


def _lost(base: str, theirs: str, mine: str, joined: str) -> set[str]:
    """Return lines that both still have and the joined text has not: each took away one of two."""
    both = _lines(base) & _lines(theirs) & _lines(mine)
    return both - _lines(joined)


def _lines(text: str) -> set[str]:
    return {line for line in text.split("\n") if line.strip()}


def changes(before: str, after: str) -> Sequence[Change]:
    """Return which lines of a text became which, in their order."""
    old, new = before.split("\n"), after.split("\n")
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        Change(start=start, end=end, lines=tuple(new[begin:stop]))
        for what, start, end, begin, stop in steps
        if what != "equal"
    ]


def _one_after_the_other(theirs: str, mine: str) -> str:
    """Put two texts that began with nothing in one: there is no line that could be in the way."""
    texts = dict.fromkeys(text for text in (theirs, mine) if text.strip())
    return "\n\n".join(texts)


def _clash(one: Change, other: Change) -> bool:
    """Tell whether two changes meet; what is added before or after a changed line does not."""
    if one == other:
        return False
    if one.only_adds or other.only_adds:
        return one.start < other.start < one.end or other.start < one.start < other.end
    return one.start < other.end and other.start < one.end


class Fate(StrEnum):
    """What became of a line of the text that both began with."""

    STAYED = "stayed"
    ADDED = "added"
    GONE = "gone"


@dataclass(frozen=True)
class Line:
    """One line, and what became of it."""

    fate: Fate
    words: str


def told(before: str, after: str) -> list[Line]:
    """Return a text line by line, with what was added and what went: for eyes and ears."""
    old, lines, at = before.split("\n"), [], 0
    for change in changes(before, after):
        lines += [Line(Fate.STAYED, words) for words in old[at : change.start]]
        lines += [Line(Fate.GONE, words) for words in old[change.start : change.end]]
        lines += [Line(Fate.ADDED, words) for words in change.lines]
        at = change.end
    lines += [Line(Fate.STAYED, words) for words in old[at:]]
    return [line for line in lines if line.words.strip()]
