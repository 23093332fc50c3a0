"""When a meeting is evaluated, until when, and which results ask for a talk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from portal.meetings.models import MeetingState
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.kinds import Length
from portal.questionnaires.results.suppression import ItemResult, Results
from portal.rules import N_, RuleBroken

STAYS_OPEN: Final = timedelta(days=10)
REMEMBERED_FOR: Final = timedelta(days=60)
FULL_AGAIN_AFTER: Final = timedelta(days=175)  # six months, less a few days of planning
REMINDS_BEFORE: Final = timedelta(days=3)
USEFULNESS: Final = ("P13a", "P13b", "P13c", "P13d")
FIDELITY: Final = ("P05", "P07")
UNWANTED: Final = "P15"
LOW_USE: Final = ("0", "1")
NEUTRAL: Final = 3


@dataclass(frozen=True, kw_only=True)
class Concern:
    """A result to talk about: a sign, never a test."""

    code: str
    kind: str
    count: int = 0
    answered: int = 0


def usual_closing(meeting_day: date) -> date:
    """Return the day until which an evaluation usually stays open."""
    return meeting_day + STAYS_OPEN


def check_may_open(state: MeetingState, day: date, *, exists: bool, today: date) -> None:
    """Refuse to evaluate a meeting twice, too early, too late, or one that never was."""
    if exists:
        raise RuleBroken(N_("This meeting has its process evaluation already."))
    if state is MeetingState.CANCELLED or state is MeetingState.DRAFT:
        raise RuleBroken(N_("Only a meeting that people came to can be evaluated."))
    if day > today:
        raise RuleBroken(
            N_("The process evaluation opens on the day of the meeting at the earliest.")
        )
    if today - day > REMEMBERED_FOR:
        raise RuleBroken(N_("This meeting is too long ago: people no longer remember how it was."))


def check_may_reply(campaign: Campaign) -> None:
    """Refuse to answer feedback that nobody could read yet."""
    if not campaign.released:
        raise RuleBroken(
            N_("First the process evaluation closes, then you say what you do with it.")
        )


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Which form fits now, and why."""

    length: Length
    reason: str


def proposed_form(last_full: date | None, on: date) -> Proposal:
    """Propose the full form where none was asked in the last half year, else the short one."""
    if last_full is None:
        reason = N_("The full form was not asked yet. It comes twice a year.")
        return Proposal(length=Length.FULL, reason=reason)
    if on - last_full >= FULL_AGAIN_AFTER:
        reason = N_("No full form was asked in the last half year. It comes twice a year.")
        return Proposal(length=Length.FULL, reason=reason)
    reason = N_("A full form was asked in the last half year, so the short one will do.")
    return Proposal(length=Length.SHORT, reason=reason)


def reminds_on(closes_on: date) -> date:
    """Return the day from which who has not answered gets the one reminder."""
    return closes_on - REMINDS_BEFORE


def concerns(results: Results) -> Iterator[Concern]:
    """Yield what the coordinator should look at, only from figures that are shown."""
    for item in results.items:
        found = _concern(item)
        if found is not None:
            yield found


def _concern(item: ItemResult) -> Concern | None:
    counts, answered = item.counts or {}, item.answered or 0
    if item.code in USEFULNESS:
        low = sum(counts.get(value, 0) for value in LOW_USE)
        if counts and 4 * low >= answered:
            return Concern(code=item.code, kind="of little use", count=low, answered=answered)
    if item.code in FIDELITY and item.median is not None and item.median <= NEUTRAL:
        return Concern(code=item.code, kind="not as agreed", answered=answered)
    if item.code == UNWANTED and counts.get("1"):
        return Concern(code=item.code, kind="unwanted effect", count=counts["1"], answered=answered)
    return None
