"""What holds for a team's card, for help that is shared, and for the code of a team."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from portal.accounts.rules import Limit
from portal.rules import N_, RuleBroken

CODE_TRIES: Final = Limit(
    free=60, first_wait=timedelta(minutes=1), longest_wait=timedelta(minutes=30)
)
MOST_ANSWERS_A_DAY: Final = 5


def period_start(*, last_moment: date | None, team_since: date) -> date:
    """Return the day on which a team's card of now begins: a team that is new begins later."""
    return max(last_moment or team_since, team_since)


def is_of_period(since: date | None, start: date) -> bool:
    """Tell whether a card that began on ``since`` is the one of the period that began on ``start``.

    A moment that moved leaves a card that began a little after the period did: it is the same one.
    """
    return since is not None and since >= start


def check_may_fill(team_until: date | None, today: date) -> None:
    """Refuse to write on the card of a team that has ended."""
    if team_until is not None and team_until <= today:
        raise RuleBroken(N_("This team has ended: its cards stay as they are, and it has no code."))


def check_says_something(*given: object) -> None:
    """Refuse a card on which nothing is filled in."""
    if not any(given):
        raise RuleBroken(N_("Fill in at least one of the three questions."))


def check_may_share(*, wants_help: bool) -> None:
    """Refuse to show the network an empty question."""
    if not wants_help:
        raise RuleBroken(N_("Write what you want help with, or leave the box unticked."))


def check_may_answer(
    *, own_organisation: bool, answered_today: Collection[int], card_id: int
) -> None:
    """Refuse an answer to one's own house, a second one on a day, and a flood of them."""
    if own_organisation:
        raise RuleBroken(N_("This team is of your own organisation. Talk to them directly."))
    if card_id in answered_today:
        raise RuleBroken(N_("You wrote to this team today already. They have your message."))
    if len(answered_today) >= MOST_ANSWERS_A_DAY:
        raise RuleBroken(
            N_("You wrote to %(count)s teams today. Write to the next one tomorrow."),
            count=MOST_ANSWERS_A_DAY,
        )
