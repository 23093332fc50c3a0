"""The way through a form: page by page, back works, and nothing is kept before the last.

After the last page stands one to look everything over, for who wants to; from there each page can
be changed. A button may also only turn the language, or keep what was typed for later.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from itsdangerous import BadData, URLSafeSerializer
from pydantic import BaseModel, ConfigDict, ValidationError

from portal.questionnaires.filling.answers import Problem, find_problems, read, still_open
from portal.questionnaires.instruments.definition import Definition, Item
from portal.questionnaires.kinds import Length

Posted = Mapping[str, Sequence[str]]
ON: Final = "on"
BACK: Final = "back"
LOOK_OVER: Final = "look-over"
LATER: Final = "later"
STAY: Final = "stay"  # no button: the same page once more, with what was typed
CHANGE: Final = "change-"  # and the number of a page, from 1
LANGUAGE: Final = "lang-"  # and a language
_SALT = "questionnaires.progress"


class Progress(BaseModel):
    """Where somebody is in a form; it travels in the page itself, signed, never in a session.

    ``saves`` counts how often it was kept on the server, where answers carry a name anyway.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    campaign_id: int
    submit_key: str
    page: int = 0
    given: dict[str, list[str]] = {}
    nudged: tuple[int, ...] = ()
    looks_over: bool = False
    saves: int = 0
    code_hash: str | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """What the reader sees next: a page with what is wrong or open on it, or the end."""

    progress: Progress
    problems: tuple[Problem, ...] = ()
    open_items: tuple[Item, ...] = ()
    finished: bool = False


def begin(campaign_id: int, *, code_hash: str | None = None) -> Progress:
    """Start a form with a submission key of its own, so that a retry stays one response."""
    return Progress(campaign_id=campaign_id, submit_key=secrets.token_hex(16), code_hash=code_hash)


def seal(progress: Progress, *, secret: str) -> str:
    """Return the progress as signed text for a hidden field; it holds no time."""
    return str(URLSafeSerializer(secret, salt=_SALT).dumps(progress.model_dump(mode="json")))


def unseal(sealed: str, *, secret: str) -> Progress | None:
    """Return the progress, or nothing when the text is not ours."""
    try:
        return Progress.model_validate(URLSafeSerializer(secret, salt=_SALT).loads(sealed))
    except (BadData, ValidationError):
        return None


@dataclass(frozen=True, kw_only=True)
class Asking:
    """The form as one reader meets it: its definition, its length, the language it is read in."""

    definition: Definition
    length: Length
    lang: str

    def step(self, progress: Progress, posted: Posted, pressed: str = ON) -> Step:
        """Take in one posted page and say what comes next; what was typed is never lost."""
        if progress.page >= len(self.definition.pages(self.length)):
            return self._from_the_overview(progress, pressed)
        items = self.definition.pages(self.length)[progress.page].items
        given = _merge(progress.given, items, read(items, posted))
        problems = tuple(find_problems(self.definition, items, given, lang=self.lang))
        here = progress.model_copy(update={"given": given})
        if pressed == STAY or pressed.startswith(LANGUAGE):
            return Step(progress=here)
        if pressed == LATER:
            return Step(progress=_without(here, problems))
        if pressed == BACK:
            return Step(progress=_turn(_without(here, problems), here.page - 1))
        if problems:
            return Step(progress=here, problems=problems)
        return self._onward(here, looks_over=here.looks_over or pressed == LOOK_OVER)

    def _onward(self, here: Progress, *, looks_over: bool) -> Step:
        if waiting := self._ask_once_more(here):
            nudged = (*here.nudged, here.page)
            return Step(progress=here.model_copy(update={"nudged": nudged}), open_items=waiting)
        end = len(self.definition.pages(self.length))
        if looks_over:
            overview = here.model_copy(update={"looks_over": True})
            return Step(progress=_turn(overview, end))
        if here.page + 1 == end:
            return Step(progress=here, finished=True)
        return Step(progress=_turn(here, here.page + 1))

    def _from_the_overview(self, progress: Progress, pressed: str) -> Step:
        """Send, stay for another language, or go to one page and come back here from it."""
        if pressed == ON:
            return Step(progress=progress, finished=True)
        end = len(self.definition.pages(self.length))
        number = pressed.removeprefix(CHANGE)
        if pressed.startswith(CHANGE) and number.isdecimal() and 1 <= int(number) <= end:
            return Step(progress=_turn(progress, int(number) - 1))
        if pressed == BACK:
            return Step(progress=_turn(progress.model_copy(update={"looks_over": False}), end - 1))
        return Step(progress=progress)

    def _ask_once_more(self, progress: Progress) -> tuple[Item, ...]:
        if progress.page in progress.nudged:
            return ()
        items = self.definition.pages(self.length)[progress.page].items
        return tuple(still_open(self.definition, items, progress.given))


def _merge(
    given: dict[str, list[str]], items: Sequence[Item], posted: dict[str, list[str]]
) -> dict[str, list[str]]:
    """Replace what was given for these items: an answer taken away is gone."""
    codes = {item.code for item in items}
    return {code: value for code, value in given.items() if code not in codes} | posted


def _without(progress: Progress, problems: Sequence[Problem]) -> Progress:
    wrong = {problem.code for problem in problems}
    kept = {code: value for code, value in progress.given.items() if code not in wrong}
    return progress.model_copy(update={"given": kept})


def _turn(progress: Progress, page: int) -> Progress:
    return progress.model_copy(update={"page": max(0, page)})
