"""What needs somebody: a sentence, its reason, and the step beside it."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How a tag is coloured; the words say it too."""

    PLAIN = ""
    DUE = "due"
    RED = "red"
    NEW = "new"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing that waits for the reader, in the reader's language."""

    what: str
    why: str
    href: str
    step: str
    tag: str = ""
    tone: Tone = Tone.PLAIN
