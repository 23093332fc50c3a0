"""All checks on what an instrument says, apart from the form of its data."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from portal.questionnaires.instruments.lint import constructs, items, scales, texts
from portal.questionnaires.instruments.lint.faults import Remark
from portal.questionnaires.instruments.lint.tree import Node

Check = Callable[[Node], Iterable[Remark]]

# Without these no form could be shown and no score be counted: they hold for every version.
NEEDED: Final[Sequence[Check]] = (
    *items.NEEDED,
    *scales.NEEDED,
    *constructs.NEEDED,
    *texts.NEEDED,
)
# These hold for what is published from now on; a version that exists already stays readable.
WANTED: Final[Sequence[Check]] = (
    *items.WANTED,
    *scales.WANTED,
    *constructs.WANTED,
    *texts.WANTED,
)
