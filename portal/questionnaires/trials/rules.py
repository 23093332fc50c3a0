"""What may happen to a trial round, and when."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Final

from portal.policy.table import TABLE, P, Reach
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.campaigns.rules import check_may_plan
from portal.questionnaires.kinds import InstrumentKind, VersionStatus
from portal.rules import N_, RuleBroken

MOST_PEOPLE: Final = 60
# Who may keep half a form under their name: only they can be asked with a name.
ASKABLE: Final = tuple(
    role for role, reach in TABLE[P.ANSWER_DRAFT].items() if reach is not Reach.NONE
)


class Stage(StrEnum):
    """How far a trial round is."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


def stage_of(campaign: Campaign) -> Stage:
    """Return how far the round of a campaign is."""
    if campaign.closed_on is not None:
        return Stage.CLOSED
    return Stage.PLANNED if campaign.opened_on is None else Stage.OPEN


def check_may_try_out(status: VersionStatus) -> None:
    """Refuse a version that is not used: what people try out stays as it is."""
    if status is not VersionStatus.PUBLISHED:
        raise RuleBroken(N_("Only a published version can be tried out. Publish it first."))


def check_may_plan_round(
    opens_on: date, closes_on: date, people: Collection[int], *, today: date
) -> None:
    """Refuse the wrong days, nobody, or more people than can be talked with."""
    if opens_on < today:
        raise RuleBroken(N_("Choose an opening day from today on."))
    check_may_plan(opens_on, closes_on)
    if not people:
        raise RuleBroken(N_("Choose at least one person with an account."))
    if len(people) > MOST_PEOPLE:
        raise RuleBroken(N_("Choose at most %(most)s people."), most=MOST_PEOPLE)


def check_can_all_answer(chosen: Collection[int], able: Collection[int]) -> None:
    """Refuse to ask somebody who could not answer: without an account, or a post that may."""
    if set(chosen) - set(able):
        raise RuleBroken(
            N_("Somebody you chose can no longer sign in or answer. Look at the list once more.")
        )


def check_staff_was_told(
    kind: InstrumentKind, informed_on: date | None, opens_on: date, *, today: date
) -> None:
    """Refuse questions about culture before the representatives of staff know of them."""
    if kind is not InstrumentKind.CULTURE:
        return
    if informed_on is None or informed_on > min(opens_on, today):
        raise RuleBroken(
            N_("Say on which day the representatives of staff were told: today or earlier.")
        )


def check_may_call_off(campaign: Campaign) -> None:
    """Refuse to drop a round in which people were asked already."""
    if campaign.opened_on is not None:
        raise RuleBroken(N_("This trial round is open already. Close it instead."))


def check_may_read(campaign: Campaign) -> None:
    """Refuse to read what people can still change."""
    if campaign.closed_on is None:
        raise RuleBroken(N_("The answers can be read when the trial round is closed."))


def check_has_words(body: str) -> None:
    """Refuse a remark that says nothing."""
    if not body:
        raise RuleBroken(N_("Write down where you stumbled."))
