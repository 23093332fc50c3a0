"""What the keys of the loop are called, for the current reader."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.adjustments.models import Helped, Source, State, StepKind

_WORDS: Final[Mapping[StrEnum, LazyString]] = {
    State.OPEN: _l("no decision yet"),
    State.TO_CHANGE: _l("decided, to change"),
    State.TO_ANNOUNCE: _l("to announce"),
    State.TO_RERATE: _l("announced, to rate again"),
    State.CLOSED: _l("closed"),
    StepKind.ADOPTED: _l("Adopted"),
    StepKind.ADAPTED: _l("Adapted"),
    StepKind.DECLINED: _l("Declined"),
    StepKind.CHANGED: _l("What changed"),
    StepKind.ANNOUNCED: _l("Announced"),
    StepKind.EXPLAINED: _l("Told why not"),
    StepKind.RERATED: _l("Rated again"),
    StepKind.REOPENED: _l("Opened again"),
    Helped.YES: _l("it helped"),
    Helped.PARTLY: _l("it helped partly"),
    Helped.NOT_YET: _l("it has not helped yet"),
    Helped.UNCLEAR: _l("we cannot tell"),
    Source.FLAG: _l("a sign in an evaluation"),
    Source.ITEM: _l("a question of an evaluation"),
    Source.CODE: _l("open answers with the same code"),
    Source.CULTURE: _l("a result of a culture measurement"),
    Source.MEETING: _l("a meeting"),
    Source.FREE: _l("what the project team heard"),
}


def adjustment_label(key: StrEnum) -> str:
    """Return what a key is called."""
    return str(_WORDS[key])
