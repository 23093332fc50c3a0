"""What the keys of a need are called, for the current reader."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.needs.models import State, StepKind

_STATES: Final[Mapping[State, LazyString]] = {
    State.OPEN: _l("open"),
    State.BEING_MADE: _l("being made"),
    State.ANSWERED: _l("answered"),
    State.MERGED: _l("merged"),
}
_STEPS: Final[Mapping[StepKind, LazyString]] = {
    StepKind.BEING_MADE: _l("A lesson kit is being made for it"),
    StepKind.KIT: _l("Answered with a lesson kit"),
    StepKind.REASON: _l("Answered with a reason"),
    StepKind.REOPENED: _l("Opened again"),
    StepKind.MERGED: _l("Merged with another need"),
    StepKind.PARTED: _l("Stands by itself again"),
}


def state_label(state: State) -> str:
    """Return what a need is, in a word."""
    return str(_STATES[state])


def step_label(kind: StepKind) -> str:
    """Return what a step did, in a few words."""
    return str(_STEPS[kind])
