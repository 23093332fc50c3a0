"""The slides of a kit in Markdown: where one ends, and what is said but not shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BETWEEN: Final = re.compile(r"^---[ \t]*$", re.MULTILINE)
SAID: Final = re.compile(r"^Note:[ \t]*$\n?|^Note:[ \t]+", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Slide:
    """One slide: the Markdown that is shown, and the Markdown of the speaker's notes."""

    shown: str
    notes: str


def slides_of(body: str) -> Sequence[Slide]:
    """Return the slides of a text; a line ``---`` ends one, ``Note:`` begins what is only said."""
    return [_slide(part) for part in BETWEEN.split(body) if part.strip()]


def _slide(part: str) -> Slide:
    shown, *notes = SAID.split(part, maxsplit=1)
    return Slide(shown=shown.strip(), notes="".join(notes).strip())
