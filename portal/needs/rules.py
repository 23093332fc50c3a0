"""What holds for a need and its steps, and when two needs sound alike."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from portal.needs.models import State, StepKind
from portal.network.models import folded
from portal.rules import N_, RuleBroken

UNANSWERED: Final = frozenset({State.OPEN, State.BEING_MADE})
_STATES: Final[Mapping[StepKind, State]] = {
    StepKind.BEING_MADE: State.BEING_MADE,
    StepKind.KIT: State.ANSWERED,
    StepKind.REASON: State.ANSWERED,
    StepKind.MERGED: State.MERGED,
}
# Words of four letters or more, by their beginning: "families" and "familie" sound alike.
_WORD: Final = re.compile(r"\w{4,}")
_STEM: Final = 6
_SAY_NOTHING: Final = frozenset(
    re.findall(
        r"\w+",
        """
        about could does from have into needs over people should team teams that their them they
        this want what when where which with would your
        deze door hebben hier iets kunnen maar meer mensen moet niet omdat onze over soms veel voor
        waar wanneer weten willen zijn zonder
        """,
    )
)
ALIKE: Final = 0.3
MOST_ALIKE: Final = 5


def state_after(last: StepKind | None) -> State:
    """Return what a need is after its last step; before the first one it is open."""
    return _STATES.get(last, State.OPEN) if last else State.OPEN


def check_may_share(*, state: State, shares: bool, team_ended: bool) -> None:
    """Refuse a team to say twice that a need is theirs, and to share what is not open."""
    if team_ended:
        raise RuleBroken(N_("This team has ended. What it told before stays."))
    if state is State.MERGED:
        raise RuleBroken(N_("This need was merged with another one. Share that one."))
    if shares:
        raise RuleBroken(N_("Your team says so already."))
    if state is State.ANSWERED:
        raise RuleBroken(
            N_("This need is answered. Look at the answer, or tell what you still miss.")
        )


def check_may_answer(state: State) -> None:
    """Refuse to answer a need that was merged: the one it went into gets the answer."""
    if state is State.MERGED:
        raise RuleBroken(N_("This need was merged with another one. Answer that one."))


def check_may_make(state: State) -> None:
    """Refuse to write a kit for a need that is answered or merged."""
    check_may_answer(state)
    if state is State.ANSWERED:
        raise RuleBroken(N_("This need is answered. Open it again first, with a reason."))


def check_may_reopen(state: State) -> None:
    """Refuse to open what is open, and what was merged."""
    if state is State.MERGED:
        raise RuleBroken(N_("This need was merged. Take the merger back first."))
    if state is State.OPEN:
        raise RuleBroken(N_("This need is open already."))


def check_may_be_merged(state: State) -> None:
    """Refuse to merge a need that has its answer, or that was merged already."""
    if state is State.MERGED:
        raise RuleBroken(N_("This need was merged already."))
    if state is State.ANSWERED:
        raise RuleBroken(N_("This need is answered. Open it again first, with a reason."))


def check_may_merge(state: State, into: State, *, same: bool) -> None:
    """Refuse to merge a need with itself, and into one that is answered or merged itself."""
    check_may_be_merged(state)
    if same:
        raise RuleBroken(N_("A need cannot be merged with itself."))
    if into not in UNANSWERED:
        raise RuleBroken(
            N_("Choose a need that is still open: an answer of before reaches nobody.")
        )


def check_may_part(state: State) -> None:
    """Refuse to take back a merger that is not there."""
    if state is not State.MERGED:
        raise RuleBroken(N_("This need was not merged with another one."))


def check_may_edit(state: State, *, others: bool, keeps: bool) -> None:
    """Refuse to change words that other teams said yes to, unless who keeps the needs does."""
    if state is State.MERGED:
        raise RuleBroken(N_("This need was merged: its words stay as they were told."))
    if not keeps and state is State.ANSWERED:
        raise RuleBroken(N_("This need is answered: its words stay as they were told."))
    if not keeps and others:
        raise RuleBroken(N_("Other teams share these words. Ask the project team to change them."))


def check_has_words(reason: str) -> None:
    """Refuse an answer without words: a team that asked deserves to know why."""
    if not reason:
        raise RuleBroken(N_("Say why, in words that the teams understand."))


def telling_words(text: str) -> frozenset[str]:
    """Return the beginnings of the words that say what a need is about."""
    found = (word for word in _WORD.findall(folded(text)) if word not in _SAY_NOTHING)
    return frozenset(word[:_STEM] for word in found)


def likeness(one: Collection[str], other: Collection[str]) -> float:
    """Return which part of the shorter of two needs the other one says too: 0 to 1."""
    shorter = min(len(one), len(other))
    return len(frozenset(one) & frozenset(other)) / shorter if shorter else 0.0


def most_alike(text: str, known: Iterable[tuple[int, str]]) -> list[int]:
    """Return the ids of the few known needs that sound most like ``text``, the nearest first."""
    mine = telling_words(text)
    near: dict[int, float] = {}
    for key, words in known:
        near[key] = max(near.get(key, 0.0), _nearness(mine, telling_words(words)))
    found = sorted((key for key in near if near[key] >= ALIKE), key=lambda key: (-near[key], key))
    return found[:MOST_ALIKE]


def _nearness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how near two needs are; one word in common is chance, unless there is no other."""
    common = len(one & other)
    enough = common > 1 or common == min(len(one), len(other))
    return likeness(one, other) if common and enough else 0.0
