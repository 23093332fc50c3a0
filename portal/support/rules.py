"""When a task may be finished, who may follow whom, and how long a vacancy may last unseen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from portal.rules import N_, RuleBroken
from portal.support.models import Level, Outcome, TaskKind

ALERT_FROM: Final = timedelta(days=14)
RED_FROM: Final = timedelta(days=30)
LEVELS: Final = (Level.PLAIN, Level.ALERT, Level.RED)
LONGEST_AHEAD: Final = timedelta(days=366)
LONGEST_BACK: Final = timedelta(days=366)

BY_ITSELF: Final = frozenset({TaskKind.VACANCY, TaskKind.KIT_REVIEW})
BY_HAND: Final = frozenset({TaskKind.ONBOARDING, TaskKind.HAND_OVER, TaskKind.ACTION})
_ANSWERS: Final = {kind: frozenset({Outcome.DONE, Outcome.NOT_NEEDED}) for kind in BY_HAND} | {
    TaskKind.CONTACT_CHECK: frozenset({Outcome.ADDRESS_RIGHT})
}


def level_of(since: date, day: date) -> Level:
    """Return how serious a vacancy is on ``day``; ``since`` is its first day, day 0."""
    waited = day - since
    if waited >= RED_FROM:
        return Level.RED
    return Level.ALERT if waited >= ALERT_FROM else Level.PLAIN


def is_higher(level: Level, than: Level) -> bool:
    """Tell whether a level is above another."""
    return LEVELS.index(level) > LEVELS.index(than)


def check_may_finish(kind: TaskKind, outcome: Outcome, *, is_open: bool) -> None:
    """Refuse to finish a task twice, one that ends by itself, or with an answer it does not have.

    What follows from the roster cannot be ticked off: the roster has to change.
    """
    if not is_open:
        raise RuleBroken(N_("This is done already."))
    if kind is TaskKind.KIT_REVIEW:
        raise RuleBroken(N_("This ends by itself, once somebody has looked at the lesson kit."))
    if kind in BY_ITSELF:
        raise RuleBroken(N_("This ends by itself, as soon as there is an ambassador."))
    if outcome not in _ANSWERS[kind]:
        raise RuleBroken(N_("Choose one of the answers."))


def check_day_done(done_on: date, *, opened_on: date, today: date) -> None:
    """Refuse a day on which the task was not there yet, or that is still to come."""
    if done_on > today:
        raise RuleBroken(N_("That day is still to come."))
    if done_on < opened_on:
        raise RuleBroken(N_("The task was not there yet on that day."))


def check_may_reopen(kind: TaskKind, *, is_open: bool) -> None:
    """Refuse to open again what is open, or what opens and ends by itself."""
    if is_open:
        raise RuleBroken(N_("This is open already."))
    if kind not in BY_HAND:
        raise RuleBroken(N_("This opens again by itself when it is needed."))


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Who is ambassador of an organisation, until when, and which post is still to come."""

    ambassador_id: int | None
    planned_id: int | None
    until: date | None = None

    @property
    def mark(self) -> str:
        """The same for the same standing; a form carries it to notice that somebody was first."""
        return f"{self.ambassador_id or 0}-{self.planned_id or 0}"

    def is_vacant_before(self, day: date) -> bool:
        """Tell whether nobody is there to take over from on ``day``."""
        return self.ambassador_id is None or (self.until is not None and self.until < day)


class NotAsSeen(RuleBroken):
    """Somebody else was first: what the form showed is no longer so."""


def check_still_so(seen: str, standing: Standing) -> None:
    """Refuse to go on from what is no longer so: somebody else was first."""
    if seen != standing.mark:
        raise NotAsSeen(
            N_("Somebody changed who is ambassador while you had this page open. Look again.")
        )


def check_may_follow(
    successor_id: int, standing: Standing, *, starts_on: date, today: date
) -> None:
    """Refuse a second plan, a hand-over to oneself, and a day that is far away."""
    if standing.planned_id is not None:
        raise RuleBroken(N_("Somebody is to follow already. Change or cancel that first."))
    if successor_id == standing.ambassador_id:
        raise RuleBroken(N_("This person is the ambassador already."))
    check_near(starts_on, today=today)


def check_near(starts_on: date, *, today: date) -> None:
    """Refuse a day that is more than a year from today."""
    if not today - LONGEST_BACK <= starts_on <= today + LONGEST_AHEAD:
        raise RuleBroken(N_("Choose a day at most a year from today."))


def check_still_planned(*, is_planned: bool) -> None:
    """Refuse to move or cancel a hand-over that took place."""
    if not is_planned:
        raise RuleBroken(N_("This hand-over took place already. It stays as it was."))


def check_may_move(starts_on: date, *, today: date) -> None:
    """Refuse to move a planned hand-over into the past, or far away."""
    if starts_on <= today:
        raise RuleBroken(N_("Choose a day that is still to come."))
    check_near(starts_on, today=today)


def check_moment(held_on: date, next_on: date | None, *, earliest: date, today: date) -> None:
    """Refuse a moment that is to come, was before the network, or agreed on an earlier day."""
    if held_on > today:
        raise RuleBroken(N_("That day is still to come. Log what has been."))
    if held_on < earliest:
        raise RuleBroken(N_("That day is before the start of the network."))
    if next_on is not None and next_on < held_on:
        raise RuleBroken(N_("The next step comes after the moment itself."))


def check_step_stays(next_step: str, *, has_action: bool) -> None:
    """Refuse to wipe out what was agreed once it is an action: that one is finished instead."""
    if has_action and not next_step:
        raise RuleBroken(N_("The next step is an action now. Finish the action instead."))


def check_known_steps(wanted: Collection[str], known: Collection[str]) -> None:
    """Refuse a step that no checklist has."""
    if set(wanted) - set(known):
        raise RuleBroken(N_("Choose steps from the list."))
