"""What may happen to a poll, and when; each refusal is a ``RuleBroken`` with its reason."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from portal.meetings.calendar_law import MESSAGES, REFUSED, WARNED, Concern, concerns_of
from portal.meetings.rules import first_of
from portal.polls.models import FEWEST_DAYS, MOST_DAYS, STEPS, PollState
from portal.rules import N_, RuleBroken

REMIND_BEFORE: Final = timedelta(days=3)
LEFT_IN_PEACE: Final = timedelta(days=2)


@dataclass(frozen=True, kw_only=True, order=True)
class ProposedDay:
    """A day that is proposed, with its hours on the clock."""

    day: date
    starts: time
    ends: time


def concerns_on(day: date, *, today: date) -> frozenset[Concern]:
    """Return what the calendar says of a day; the law of the series is not for workshops."""
    return concerns_of(day, (), today=today)


def refusal_of(day: date, *, today: date) -> str | None:
    """Return why a day cannot be proposed, as a catalogue key, or nothing."""
    refused = concerns_on(day, today=today) & REFUSED
    return MESSAGES[first_of(refused)] if refused else None


def warning_of(day: date, *, today: date) -> str | None:
    """Return what to think of before a day is proposed, as a catalogue key, or nothing."""
    warned = concerns_on(day, today=today) & WARNED
    return MESSAGES[first_of(warned)] if warned else None


def check_days(days: Collection[ProposedDay], *, closes_on: date, today: date) -> None:
    """Refuse too few or too many days, one twice, one that cannot be, or no time to mark."""
    if not FEWEST_DAYS <= len(days) <= MOST_DAYS:
        raise RuleBroken(
            N_("Propose %(fewest)s to %(most)s days."), fewest=FEWEST_DAYS, most=MOST_DAYS
        )
    if len({(one.day, one.starts) for one in days}) < len(days):
        raise RuleBroken(N_("The same day and hour is there twice."))
    for one in days:
        if one.ends <= one.starts:
            raise RuleBroken(N_("The meeting must end after it starts."))
        if message := refusal_of(one.day, today=today):
            raise RuleBroken(message)
    if closes_on < today:
        raise RuleBroken(N_("This day is already past. Choose a day to come."))
    if closes_on >= min(one.day for one in days):
        raise RuleBroken(N_("Let people mark until a day before the first day that you propose."))


def check_may_change(state: PollState) -> None:
    """Refuse to change what people were asked already."""
    if state is not PollState.DRAFT:
        raise RuleBroken(N_("People were asked already: the days stay as they are."))


def check_may_ask(state: PollState, closes_on: date, *, today: date) -> None:
    """Refuse to ask when it is over, or when nobody could mark any more."""
    if state not in {PollState.DRAFT, PollState.OPEN}:
        raise RuleBroken(N_("This poll is over. Nobody is asked any more."))
    if closes_on < today:
        raise RuleBroken(N_("The last day to mark is past. Pick a day, or close the poll."))


def check_may_mark(state: PollState, closes_on: date, *, today: date) -> None:
    """Refuse marks once a day is picked, the poll is closed, or the last day is past."""
    if state is not PollState.OPEN or today > closes_on:
        raise RuleBroken(N_("This poll is over. Marking is no longer needed."))


def check_may_pick(state: PollState) -> None:
    """Refuse to pick twice, or before anybody was asked."""
    if state is PollState.PICKED:
        raise RuleBroken(N_("Somebody picked a day in the meantime."))
    if PollState.PICKED not in STEPS[state]:
        raise RuleBroken(N_("A day is picked after people were asked."))


def check_may_close(state: PollState, reason: str) -> None:
    """Refuse to close what is over, or without saying why."""
    if PollState.CLOSED not in STEPS[state]:
        raise RuleBroken(N_("This poll is over already."))
    if not reason.strip():
        raise RuleBroken(N_("Say why no day is picked. Everybody who was asked reads it."))


def wants_reminder(opened_on: date, closes_on: date, *, today: date) -> bool:
    """Tell whether who has not marked may be reminded today: near the end, not just after asking.

    Of a poll that closes within days of its asking nobody is reminded.
    """
    return opened_on + LEFT_IN_PEACE <= today and closes_on - REMIND_BEFORE <= today <= closes_on
