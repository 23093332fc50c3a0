"""How polls, their days and marks are called, in the language of the reader."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.polls.models import Mark, PollOption, PollState
from portal.web.words import day, time_span

MARKS: Final[Mapping[Mark, LazyString]] = {
    Mark.YES: _l("Yes, this suits me"),
    Mark.IF_NEED_BE: _l("If need be"),
    Mark.NO: _l("No"),
}
STATES: Final[Mapping[PollState, LazyString]] = {
    PollState.DRAFT: _l("draft"),
    PollState.OPEN: _l("open"),
    PollState.PICKED: _l("day picked"),
    PollState.CLOSED: _l("closed without a day"),
}


def option_words(option: PollOption) -> str:
    """Return a proposed day with its hours, as it stands in a sentence."""
    return f"{day(option.day)}, {time_span(option.starts_at, option.ends_at)}"


def mark_words(mark: Mark) -> str:
    """Return what a mark is called."""
    return str(MARKS[mark])


def state_words(state: PollState) -> str:
    """Return where a poll is in its life."""
    return str(STATES[state])
