"""The one exception that every rule raises, and the way to ask a rule without acting."""

from collections.abc import Callable
from typing import ParamSpec

P = ParamSpec("P")


def N_(message: str) -> str:  # noqa: N802 -- the name that message extraction looks for
    """Mark a message for the catalogues without translating it here."""
    return message


class RuleBroken(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """Someone asked for what the rules do not allow; ``message`` says why, as a catalogue key."""

    def __init__(self, message: str, **params: object) -> None:
        """Keep the untranslated message and what it names."""
        super().__init__(message % params if params else message)
        self.message = message
        self.params = params


def why_not(check: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> RuleBroken | None:
    """Return the reason why ``check`` refuses, or nothing: the text of a disabled step."""
    try:
        check(*args, **kwargs)
    except RuleBroken as reason:
        return reason
    return None
