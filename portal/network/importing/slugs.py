"""The last part of an organisation's address, made from its name."""

import re
from collections.abc import Container
from itertools import count
from typing import Final

from slugify import slugify

LONGEST: Final = 60
_SHAPE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_slug(words: str) -> bool:
    """Tell whether these words can stand in an address."""
    return len(words) <= LONGEST and _SHAPE.fullmatch(words) is not None


def free_slug(name: str, taken: Container[str]) -> str:
    """Return an address for a name that nobody has yet."""
    wanted = slugify(name, max_length=LONGEST, word_boundary=True) or "organisation"
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(one for one in numbered if one not in taken)
