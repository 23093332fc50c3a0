"""What a line of the trail may say about an act: names of things and numbers, never content."""

import re
from collections.abc import Mapping
from typing import Final

LONGEST_DETAIL: Final = 60
EVENT: Final = re.compile(r"[a-z][a-z0-9]*([._-][a-z0-9]+)*")


def check_event(event: str) -> None:
    """Raise ``ValueError`` unless ``event`` is a stored key such as ``meeting_planned``."""
    if not EVENT.fullmatch(event):
        raise ValueError(f"{event!r} is no key of an event")


def check_detail(detail: Mapping[str, str | int]) -> None:
    """Raise ``ValueError`` for what looks like content or personal data."""
    for key, value in detail.items():
        if not isinstance(value, str | int):
            raise ValueError(f"{key} is neither a word nor a number")  # noqa: TRY004 -- one kind of refusal
        if isinstance(value, str) and (len(value) > LONGEST_DETAIL or "@" in value):
            raise ValueError(f"{key} holds more than the trail may keep")
