"""What is said before it is known who reads it: phrases, and the exception of every rule."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import ParamSpec

P = ParamSpec("P")


def N_(message: str) -> str:  # noqa: N802 -- the name that message extraction looks for
    """Mark a message for the catalogues without translating it here."""
    return message


class Phrase:
    """A message for the catalogues with what it names: in English as text, until it is rendered.

    What it names may be phrases again. Two phrases that say the same are the same.
    """

    def __init__(self, message: str, **params: object) -> None:
        """Keep the untranslated message and what it names."""
        self.message = message
        self.params = params

    def __str__(self) -> str:
        """Return the phrase in English."""
        return self.message % self.params if self.params else self.message

    def __repr__(self) -> str:
        """Show the phrase as it reads in English."""
        return f"Phrase({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        """Tell whether the other says the same."""
        return isinstance(other, Phrase) and str(self) == str(other)

    def __lt__(self, other: "Phrase") -> bool:
        """Sort by the English text."""
        return str(self) < str(other)

    def __hash__(self) -> int:
        """Return the same for phrases that say the same."""
        return hash(str(self))


def joined(parts: Iterable[Phrase | str], between: str) -> Phrase:
    """Return several parts as one phrase; ``between`` is a message with ``one`` and ``next``."""
    first, *others = parts
    start = first if isinstance(first, Phrase) else Phrase("%(one)s", one=first)
    return reduce(lambda one, following: Phrase(between, one=one, next=following), others, start)


class RuleBroken(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """Someone asked for what the rules do not allow; ``phrase`` says why."""

    def __init__(self, message: str, **params: object) -> None:
        """Keep the untranslated message and what it names."""
        self.phrase = Phrase(message, **params)
        super().__init__(str(self.phrase))

    @property
    def message(self) -> str:
        """Return why, as a catalogue key."""
        return self.phrase.message

    @property
    def params(self) -> Mapping[str, object]:
        """Return what the message names."""
        return self.phrase.params


def why_not(check: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> RuleBroken | None:
    """Return the reason why ``check`` refuses, or nothing: the text of a disabled step."""
    try:
        check(*args, **kwargs)
    except RuleBroken as reason:
        return reason
    return None
