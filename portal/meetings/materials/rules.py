"""What may be hung on a meeting, and when; each refusal is a ``RuleBroken`` with its reason."""

from datetime import date, timedelta
from typing import Final

from portal.meetings.models import MeetingState
from portal.rules import N_, RuleBroken

MOST: Final = 50
COMES_BACK: Final = timedelta(days=30)


def check_may_change(state: MeetingState) -> None:
    """Refuse to change what belongs to a meeting that is off."""
    if state is MeetingState.CANCELLED:
        raise RuleBroken(N_("This meeting is cancelled. What belongs to it stays as it was."))


def check_has_room(there: int) -> None:
    """Refuse more than anybody reads."""
    if there >= MOST:
        raise RuleBroken(
            N_("A meeting has %(most)s links and files at most. Take one away first."), most=MOST
        )


def is_over(removed_on: date, *, today: date) -> bool:
    """Tell whether what was taken away is gone for good."""
    return removed_on + COMES_BACK < today
