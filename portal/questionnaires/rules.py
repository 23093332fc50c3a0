"""What may happen to a version and to a campaign, and when."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from portal.questionnaires.campaign_models import LEAST_FOR_MEANS, Campaign
from portal.rules import N_, RuleBroken

LONGEST_OPEN: Final = timedelta(days=60)
MOST_CODES: Final = 200


def check_may_import(kept_sha256: str | None, new_sha256: str) -> None:
    """Refuse to change the wording of a version that exists already."""
    if kept_sha256 is not None and kept_sha256 != new_sha256:
        raise RuleBroken(
            N_("This version is published and never changes. Give the file a new number.")
        )


def check_may_open(opens_on: date, closes_on: date, invited: Collection[int]) -> None:
    """Refuse a campaign that ends before it begins, stays open for ever, or asks nobody."""
    if closes_on < opens_on:
        raise RuleBroken(N_("The closing date lies before the opening."))
    if closes_on - opens_on > LONGEST_OPEN:
        raise RuleBroken(N_("Choose a closing date within %(days)s days."), days=LONGEST_OPEN.days)
    if not invited:
        raise RuleBroken(N_("Nobody is invited, so nobody could answer."))


def check_is_open(campaign: Campaign, on: date) -> None:
    """Refuse what belongs to an open campaign when it is not open on this day."""
    if not campaign.is_open(on):
        raise RuleBroken(N_("This questionnaire is closed. Thank you for wanting to answer."))


def check_may_add_codes(campaign: Campaign, count: int, on: date) -> None:
    """Refuse codes that nobody could use, or a list that nobody would hand out."""
    check_is_open(campaign, on)
    if not 1 <= count <= MOST_CODES:
        raise RuleBroken(N_("Choose a number of codes from 1 to %(most)s."), most=MOST_CODES)


def check_may_release(campaign: Campaign) -> None:
    """Refuse to close what is closed: results are written once."""
    if campaign.released:
        raise RuleBroken(N_("This questionnaire was closed already."))


def shows_rate(invited: int) -> bool:
    """Tell whether the coordinator may see how many answered: of very few, it names them."""
    return invited >= LEAST_FOR_MEANS
