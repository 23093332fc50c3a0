"""When minutes may be written, approved and changed; each refusal is a ``RuleBroken``."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from portal.meetings.models import MeetingState
from portal.meetings.rules import check_may_step, check_may_write_minutes
from portal.minutes.models import LONGEST_IN_BRIEF, LONGEST_SECTION, Part
from portal.rules import N_, RuleBroken

MOST_LINES_IN_BRIEF: Final = 3
SETTLED: Final = frozenset({MeetingState.MINUTES_APPROVED, MeetingState.LOCKED})


def check_may_write(state: MeetingState, day: date, *, today: date, reason: str) -> None:
    """Refuse minutes before the day; once approved, a change wants its reason."""
    check_may_write_minutes(state, day, today=today)
    if state in SETTLED and not reason.strip():
        raise RuleBroken(N_("These minutes are approved. Say why you change them."))


def check_fits(part: str, body: str) -> None:
    """Refuse a text that is too long for its part; three lines are three lines."""
    if part != Part.IN_BRIEF:
        if len(body) > LONGEST_SECTION:
            raise RuleBroken(N_("This text is too long. Keep to what others need."))
        return
    lines = [line for line in body.split("\n") if line.strip()]
    if len(lines) > MOST_LINES_IN_BRIEF or len(body) > LONGEST_IN_BRIEF:
        raise RuleBroken(
            N_("Three lines and %(most)s characters at most: the rest stands below."),
            most=LONGEST_IN_BRIEF,
        )


def check_may_approve(state: MeetingState, texts: Iterable[str]) -> None:
    """Refuse to approve minutes that are not there, or twice."""
    check_may_step(state, MeetingState.MINUTES_APPROVED)
    if not any(text.strip() for text in texts):
        raise RuleBroken(N_("There are no minutes to approve yet."))


def check_may_agree(state: MeetingState, day: date, *, today: date) -> None:
    """Refuse to add or take away a decision or an action once the minutes are approved."""
    check_may_write_minutes(state, day, today=today)
    if state in SETTLED:
        raise RuleBroken(
            N_("These minutes are approved: what was decided and agreed stays as it is.")
        )


def check_due(due_on: date | None, *, today: date) -> None:
    """Refuse to agree that something is done by a day that is past."""
    if due_on is not None and due_on < today:
        raise RuleBroken(N_("That day is past. Choose a day that is still to come."))
