"""What may happen to a measurement, and when; and from which day who may read what of it."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.results.shapes import PlaceKind
from portal.rules import N_, RuleBroken

TEAM_FIRST: Final = timedelta(days=14)
REMINDS_AFTER: Final = timedelta(days=7)
REMINDS_BEFORE: Final = timedelta(days=3)
LEAST_FOR_PERCENTAGE: Final = 20
AGREES: Final = 0.70  # of rwg(j): LeBreton & Senter 2008
DIFFERS: Final = 0.50


class Reader(StrEnum):
    """As whom somebody reads: from inside the team, from its organisation, or from the network."""

    TEAM = "team"
    ORGANISATION = "organisation"
    NETWORK = "network"


class Stage(StrEnum):
    """How far a measurement is, from its dated acts."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    RELEASED = "released"


def stage_of(campaign: Campaign) -> Stage:
    """Return how far the measurement of this campaign is."""
    if campaign.released_on is not None:
        return Stage.RELEASED
    if campaign.closed_on is not None:
        return Stage.CLOSED
    return Stage.OPEN if campaign.opened_on is not None else Stage.PLANNED


def visible_from(released_on: date | None, place: PlaceKind, reader: Reader) -> date | None:
    """Return the first day on which a reader sees the results of a place; nothing before release.

    A team is the first to see its own. Its organisation, and the network, follow two weeks later:
    also with the figures of the whole organisation, which a team is part of, and with those of a
    sector, which may be one organisation, or leave one over when taken from the network.
    """
    if released_on is None:
        return None
    if place is PlaceKind.NETWORK or (place is PlaceKind.UNIT and reader is Reader.TEAM):
        return released_on
    return released_on + TEAM_FIRST


def is_visible(released_on: date | None, place: PlaceKind, reader: Reader, today: date) -> bool:
    """Tell whether a reader sees the results of a place on this day."""
    since = visible_from(released_on, place, reader)
    return since is not None and since <= today


def check_may_plan(
    opens_on: date, closes_on: date, organisations: Collection[int], *, today: date
) -> None:
    """Refuse a plan that lies behind us or is about nobody."""
    if opens_on < today:
        raise RuleBroken(N_("The first day to answer lies in the past."))
    if closes_on < opens_on:
        raise RuleBroken(N_("The last day lies before the first."))
    if not organisations:
        raise RuleBroken(N_("No organisation fits this choice. Choose another wave or sector."))


def check_may_prepare(campaign: Campaign) -> None:
    """Refuse to change numbers of people or days once a measurement is open: they are frozen."""
    if campaign.opened_on is not None:
        raise RuleBroken(N_("The measurement is open. These figures cannot change any more."))


def check_was_informed(campaign: Campaign, informed_on: date, today: date) -> None:
    """Refuse a day of informing staff that is still to come, or comes after the opening."""
    check_may_prepare(campaign)
    if informed_on > today:
        raise RuleBroken(N_("This day is still to come. Fill it in once staff was informed."))


def check_may_open(campaign: Campaign, units: int, today: date, *, people: int) -> None:
    """Refuse to open twice, too early, too late, to nobody who was informed, or to too few."""
    if campaign.opened_on is not None:
        raise RuleBroken(N_("This measurement is open already."))
    if today < campaign.opens_on:
        raise RuleBroken(N_("The first day to answer is still to come."))
    if today > campaign.closes_on:
        raise RuleBroken(N_("The last day to answer has passed. Plan a new measurement."))
    if not units:
        raise RuleBroken(
            N_("No organisation is ready: say when staff was informed, and how large teams are.")
        )
    if people < campaign.k_score:
        raise RuleBroken(
            N_("Fewer than %(least)s people would be asked in all: nothing could ever be shown."),
            least=campaign.k_score,
        )


def check_may_close(campaign: Campaign) -> None:
    """Refuse to close what is not open."""
    if campaign.opened_on is None:
        raise RuleBroken(N_("This measurement is not open yet."))
    if campaign.closed_on is not None:
        raise RuleBroken(N_("This measurement is closed already."))


def check_may_release(campaign: Campaign) -> None:
    """Refuse to release twice, or before the close."""
    if campaign.closed_on is None:
        raise RuleBroken(N_("Close the measurement first."))
    if campaign.released_on is not None:
        raise RuleBroken(N_("The results are out already. They never change again."))


def check_may_print(campaign: Campaign, count: int, *, room: int, today: date) -> None:
    """Refuse codes outside the days to answer, and more codes than there are people left."""
    if not campaign.is_open(today):
        raise RuleBroken(N_("Codes can be printed while the measurement is open."))
    if not 1 <= count <= room:
        raise RuleBroken(
            N_("Choose a number of codes from 1 to %(most)s: as many as there are people."),
            most=room,
        )


def shows_rate(headcount: int, least: int) -> bool:
    """Tell whether a count of answers may be shown: of very few, it names them."""
    return headcount >= least


def reminds_on(campaign: Campaign) -> tuple[date, ...]:
    """Return the fixed days on which ambassadors hear how many answered."""
    if campaign.opened_on is None:
        return ()
    days = {campaign.opened_on + REMINDS_AFTER, campaign.closes_on - REMINDS_BEFORE}
    return tuple(sorted(day for day in days if campaign.opened_on < day <= campaign.closes_on))
