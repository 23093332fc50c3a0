"""Planned campaigns for tests: organisations with teams, people in units, codes a unit."""

import secrets
from collections.abc import Mapping, Sequence

from portal.db import db, transaction
from portal.policy.table import Role
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.campaigns.services import (
    CampaignPlan,
    UnitPlan,
    open_planned,
    plan_campaign,
)
from portal.questionnaires.filling.services import Submission, submit
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.kinds import Length, Mode
from portal.taxonomy.sectors import Sector
from tests.questionnaires.campaigns import CLOSES, OPENS, filled, make_people
from tests.questionnaires.instruments import PROCESS_EVALUATION


def plan(mode: Mode = Mode.ANONYMOUS, **changes: object) -> int:
    """Plan a campaign over the process evaluation; return its id."""
    with transaction():
        version = import_instrument(PROCESS_EVALUATION, on=OPENS)
        known: dict[str, object] = {"opens_on": OPENS, "closes_on": CLOSES, "mode": mode}
        planned = CampaignPlan(version=version, length=Length.FULL, **(known | changes))  # type: ignore[arg-type]
        return plan_campaign(planned).id


def open_it(campaign_id: int, units: Sequence[UnitPlan]) -> None:
    with transaction():
        open_planned(db.session.get_one(Campaign, campaign_id), units, on=OPENS)


def unit(
    organisation_id: int,
    team_id: int | None,
    headcount: int,
    people: Mapping[int, Role] | None = None,
) -> UnitPlan:
    return UnitPlan(
        organisation_id=organisation_id,
        team_id=team_id,
        sector=Sector.HOSPITAL,
        headcount=headcount,
        people=people or {},
    )


def named(count: int, organisation_id: int) -> tuple[int, list[int]]:
    """Open a campaign in which answers carry names; return its id and who is asked."""
    people = make_people(count)
    campaign_id = plan(Mode.IDENTIFIED)
    asked = dict.fromkeys(people, Role.TEAM_MEMBER)
    open_it(campaign_id, [unit(organisation_id, None, count, asked)])
    return campaign_id, people


def say(campaign_id: int, person_id: int, n: int, *, key: str | None = None) -> None:
    """Send answer number ``n`` as this person."""
    submission = Submission(
        submit_key=key or secrets.token_hex(16), given=filled(n), lang="nl", person_id=person_id
    )
    with transaction():
        submit(campaign_id, submission, on=OPENS)
