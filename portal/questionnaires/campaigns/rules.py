"""What may happen to a campaign, and when."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from portal.questionnaires.campaigns.models import LEAST_FOR_MEANS, Campaign
from portal.questionnaires.kinds import Mode
from portal.rules import N_, RuleBroken

LAST_REMINDER: Final = timedelta(days=3)  # before the last day
SHORTEST_PAUSE: Final = timedelta(days=2)  # between the opening, a reminder and the next
LONGEST_OPEN: Final = timedelta(days=60)
MOST_CODES: Final = 200


def check_may_plan(opens_on: date, closes_on: date) -> None:
    """Refuse a campaign that ends before it begins, or stays open for ever."""
    if closes_on < opens_on:
        raise RuleBroken(N_("The closing date lies before the opening."))
    if closes_on - opens_on > LONGEST_OPEN:
        raise RuleBroken(N_("Choose a closing date within %(days)s days."), days=LONGEST_OPEN.days)


def check_may_open(opens_on: date, closes_on: date, invited: Collection[int]) -> None:
    """Refuse a campaign with the wrong days, or that asks nobody."""
    check_may_plan(opens_on, closes_on)
    if not invited:
        raise RuleBroken(N_("Nobody is invited, so nobody could answer."))


def check_may_open_planned(campaign: Campaign, asked: Collection[object], on: date) -> None:
    """Refuse to open a campaign twice, after its last day, or for nobody."""
    if campaign.opened_on is not None:
        raise RuleBroken(N_("This questionnaire was opened already."))
    if on > campaign.closes_on:
        raise RuleBroken(N_("The closing date has passed. Plan a new questionnaire."))
    if not asked:
        raise RuleBroken(N_("Nobody is invited, so nobody could answer."))


def check_is_open(campaign: Campaign, on: date) -> None:
    """Refuse what belongs to an open campaign when it is not open on this day."""
    if not campaign.is_open(on):
        raise RuleBroken(N_("This questionnaire is closed. Thank you for wanting to answer."))


def check_may_keep_draft(mode: Mode) -> None:
    """Refuse to keep half a form of somebody who answers without a name."""
    if mode is Mode.ANONYMOUS:
        raise RuleBroken(N_("Nothing is kept before you send an answer without your name."))


def check_may_add_codes(campaign: Campaign, count: int, on: date) -> None:
    """Refuse codes that nobody could use, or a list that nobody would hand out."""
    under_way = campaign.opened_on is not None and campaign.closed_on is None
    if not under_way or on > campaign.closes_on:
        raise RuleBroken(N_("This questionnaire is closed. Thank you for wanting to answer."))
    if campaign.mode is Mode.IDENTIFIED:
        raise RuleBroken(N_("Answers here carry a name, so nobody can answer with a code."))
    if not 1 <= count <= MOST_CODES:
        raise RuleBroken(N_("Choose a number of codes from 1 to %(most)s."), most=MOST_CODES)


def check_may_close(campaign: Campaign) -> None:
    """Refuse to close what never opened, or what is closed."""
    if campaign.opened_on is None:
        raise RuleBroken(N_("This questionnaire is not open yet."))
    if campaign.closed_on is not None:
        raise RuleBroken(N_("This questionnaire was closed already."))


def check_may_withdraw(campaign: Campaign, on: date) -> None:
    """Refuse to take an answer back once its campaign takes no more."""
    if not campaign.is_open(on):
        raise RuleBroken(
            N_("This questionnaire is closed. Nobody can find one answer in it any more.")
        )


def check_may_release(campaign: Campaign) -> None:
    """Refuse to close what is closed: results are written once."""
    if campaign.released:
        raise RuleBroken(N_("This questionnaire was closed already."))


def check_may_raise(campaign: Campaign, k_score: int, k_comment: int) -> None:
    """Refuse to lower a threshold under which people answered, or to change what is closed."""
    if campaign.closed_on is not None:
        raise RuleBroken(N_("This questionnaire was closed already."))
    if k_score < campaign.k_score or k_comment < campaign.k_comment or k_comment < k_score:
        raise RuleBroken(N_("A threshold may go up, never down."))


def reminder_days(opens_on: date, closes_on: date) -> tuple[date, ...]:
    """Return the days of the reminders: half-way, and three days before the end; two at most.

    One that would come on the heels of the opening, or of the other, is left out.
    """
    last = closes_on - LAST_REMINDER
    half_way = opens_on + (closes_on - opens_on) // 2
    days = [last] if last >= opens_on + SHORTEST_PAUSE else []
    if opens_on + SHORTEST_PAUSE <= half_way <= last - SHORTEST_PAUSE:
        days.insert(0, half_way)
    return tuple(days)


def shows_rate(invited: int) -> bool:
    """Tell whether the coordinator may see how many answered: of very few, it names them."""
    return invited >= LEAST_FOR_MEANS
