"""How the parts of the minutes are called, in the language of the reader."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext

from portal.meetings.models import BlockKind
from portal.meetings.words import LABELS
from portal.minutes.models import Part
from portal.rules import N_

PARTS: Final[Mapping[str, str]] = {
    Part.IN_BRIEF: N_("Three lines for who could not come"),
    Part.GENERAL: N_("In general"),
    **{kind.value: LABELS[kind] for kind in BlockKind},
}


def part_label(part: str) -> str:
    """Return what a part is called; one that no agenda has any more keeps its own name."""
    return str(gettext(PARTS[part])) if part in PARTS else part
