"""What may happen to a version and to a campaign, and when."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Final

from portal.questionnaires.campaign_models import LEAST_FOR_MEANS, Campaign
from portal.questionnaires.kinds import Mode
from portal.rules import N_, RuleBroken

LAST_REMINDER: Final = timedelta(days=3)  # before the last day
SHORTEST_PAUSE: Final = timedelta(days=2)  # between the opening, a reminder and the next
LONGEST_OPEN: Final = timedelta(days=60)
MOST_CODES: Final = 200


def check_may_import(kept_sha256: str | None, new_sha256: str) -> None:
    """Refuse to change the wording of a version that exists already."""
    if kept_sha256 is not None and kept_sha256 != new_sha256:
        raise RuleBroken(
            N_("This version is published and never changes. Give the file a new number.")
        )


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


@dataclass(frozen=True, kw_only=True)
class Group:
    """The people of one team, or of an organisation apart from its teams, on the opening day."""

    size: int
    organisation: int
    team: int | None = None

    @property
    def rank(self) -> tuple[int, int, int]:
        """Return what orders groups: the smallest first, and always in the same order."""
        return (self.size, self.organisation, self.team or 0)


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """Groups put together so that nobody stands among too few.

    Each of ``units`` is one group, or several of one organisation; those of ``apart`` count for
    the whole network only.
    """

    units: tuple[tuple[Group, ...], ...]
    apart: tuple[Group, ...]


def pool(groups: Iterable[Group], *, least: int) -> Pooled:
    """Put small groups of an organisation together, and leave out who cannot reach ``least``.

    When those left out are themselves too few to hide among, the next smallest unit joins them.
    """
    of_each: dict[int, list[Group]] = {}
    for group in sorted(groups, key=_rank):
        of_each.setdefault(group.organisation, []).append(group)
    units, apart = [], []
    for mine in of_each.values():
        if _size(mine) < least:
            apart += mine
        else:
            units += _pool_one(mine, least)
    units.sort(key=lambda unit: (_size(unit), unit[0].rank))
    while units and 0 < _size(apart) < least:
        apart += units.pop(0)
    return Pooled(
        units=tuple(sorted(units, key=lambda unit: (unit[0].organisation, unit[0].rank))),
        apart=tuple(sorted(apart, key=_rank)),
    )


def _pool_one(groups: Sequence[Group], least: int) -> list[tuple[Group, ...]]:
    """Return the units of one organisation whose groups, smallest first, reach ``least``."""
    together = [group for group in groups if group.size < least]
    alone = [group for group in groups if group.size >= least]
    while 0 < _size(together) < least:
        together.append(alone.pop(0))
    teamless = [group for group in alone if group.team is None]
    if together and teamless:  # one unit without a team an organisation
        together += teamless
        alone = [group for group in alone if group.team is not None]
    return [*((group,) for group in alone), *([tuple(together)] if together else [])]


_rank = attrgetter("rank")


def _size(groups: Iterable[Group]) -> int:
    return sum(group.size for group in groups)
