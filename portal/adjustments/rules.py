"""What may follow in the loop of a finding, when it is rated again, and what counts as late."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Final

from portal.adjustments.models import (
    BEGINNING,
    DECISIONS,
    FOLLOWS,
    MEETINGS_TO_WAIT,
    State,
    StepKind,
)
from portal.rules import N_, RuleBroken

_STATES: Final[Mapping[StepKind, State]] = {
    StepKind.ADOPTED: State.TO_CHANGE,
    StepKind.ADAPTED: State.TO_CHANGE,
    StepKind.DECLINED: State.TO_ANNOUNCE,
    StepKind.CHANGED: State.TO_ANNOUNCE,
    StepKind.ANNOUNCED: State.TO_RERATE,
    StepKind.EXPLAINED: State.CLOSED,
    StepKind.RERATED: State.CLOSED,
}
_WHY_NOT: Final[Mapping[State, str]] = {
    State.OPEN: N_("First decide: adopt it, adapt it, or decline it with the reason."),
    State.TO_CHANGE: N_("First tell what changed."),
    State.TO_ANNOUNCE: N_("First announce it: at a meeting or by mail."),
    State.TO_RERATE: N_("This was announced already. Open it again first, with a reason."),
    State.CLOSED: N_("This loop is closed. Open it again first, with a reason."),
}
_DECIDED: Final = N_("This is decided already. Open it again first, with a reason.")


def state_after(last: StepKind | None) -> State:
    """Return where a loop stands after its last step; before the first one it is open."""
    return _STATES.get(last, State.OPEN) if last else State.OPEN


def may_follow(last: StepKind | None) -> frozenset[StepKind]:
    """Return the steps that may follow the last one."""
    return FOLLOWS[last or BEGINNING]


def check_may_decide(last: StepKind | None) -> None:
    """Refuse to decide twice."""
    if StepKind.ADOPTED not in may_follow(last):
        raise RuleBroken(_DECIDED)


def check_is_decision(verdict: StepKind) -> None:
    """Refuse what is no decision."""
    if verdict not in DECISIONS:
        raise RuleBroken(N_("Choose what you decide."))


def check_may_change(last: StepKind | None) -> None:
    """Refuse to tell a change before the decision, of what was declined, or once announced."""
    if last is StepKind.DECLINED:
        raise RuleBroken(N_("This was declined: nothing changes. Tell why instead."))
    _check(last, StepKind.CHANGED)


def check_may_announce(last: StepKind | None) -> None:
    """Refuse to announce what was not decided, or not changed yet."""
    if not may_follow(last) & {StepKind.ANNOUNCED, StepKind.EXPLAINED}:
        raise RuleBroken(_WHY_NOT[state_after(last)])


def announcing(last: StepKind | None) -> StepKind:
    """Return what telling about it is: of what was declined it is an explanation."""
    return StepKind.EXPLAINED if last is StepKind.DECLINED else StepKind.ANNOUNCED


def check_may_rerate(
    last: StepKind | None, announced_on: date | None, held: Iterable[date]
) -> None:
    """Refuse to rate again before as many moments were held since as a change needs to be felt."""
    if last is StepKind.EXPLAINED:
        raise RuleBroken(N_("This was declined: there is nothing to rate again."))
    _check(last, StepKind.RERATED)
    if not is_due_to_rerate(announced_on, held):
        raise RuleBroken(N_("Wait until two reflection moments were held after it was announced."))


def check_may_reopen(last: StepKind | None) -> None:
    """Refuse to open what is open."""
    if StepKind.REOPENED not in may_follow(last):
        raise RuleBroken(N_("This finding is open already."))


def check_may_publish(last: StepKind | None) -> None:
    """Refuse to show the public what participants were not told yet."""
    if state_after(last) not in {State.TO_RERATE, State.CLOSED}:
        raise RuleBroken(N_("First announce it to the participants, then to the public."))


def check_may_edit(last: StepKind | None) -> None:
    """Refuse to change the words of what was announced: people read them as they were."""
    if state_after(last) in {State.TO_RERATE, State.CLOSED}:
        raise RuleBroken(N_("This was announced: its words stay as people read them."))


def check_in_time(on: date, since: date, today: date) -> None:
    """Refuse a day that is still to come, and one before the step that it follows."""
    if on > today:
        raise RuleBroken(N_("This day is still to come. Choose today or a day before."))
    if on < since:
        raise RuleBroken(N_("This is before the last step. Choose that day or a later one."))


def _check(last: StepKind | None, wanted: StepKind) -> None:
    if wanted not in may_follow(last):
        raise RuleBroken(_WHY_NOT[state_after(last)])


def is_due_to_rerate(announced_on: date | None, held: Iterable[date]) -> bool:
    """Tell whether as many moments were held after the announcement as a change needs."""
    return announced_on is not None and _since(announced_on, held) >= MEETINGS_TO_WAIT


def is_overdue(state: State, told_on: date, held: Iterable[date]) -> bool:
    """Tell whether a finding waits for a decision since before the last two held moments."""
    return state is State.OPEN and _since(told_on, held) >= MEETINGS_TO_WAIT


def _since(day: date, held: Iterable[date]) -> int:
    return sum(1 for one in held if one > day)


def median_days(pairs: Sequence[tuple[date, date]]) -> float | None:
    """Return the median of the days between two dates; nothing of nothing."""
    return float(median((until - since).days for since, until in pairs)) if pairs else None
