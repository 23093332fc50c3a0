"""Culture campaigns for tests: units of the cast's teams, answered in bulk, closed and released."""

import secrets
from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert, select

from portal.db import db, transaction
from portal.questionnaires.campaigns.models import Campaign, CampaignUnit
from portal.questionnaires.campaigns.response_models import Answer, Comment, Response
from portal.questionnaires.campaigns.services import (
    CampaignPlan,
    UnitPlan,
    open_planned,
    plan_campaign,
)
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.models import Item
from portal.questionnaires.kinds import Length
from portal.questionnaires.results.services import release
from portal.taxonomy.sectors import Sector
from tests.cast import Cast, Home

OPENS = date(2022, 9, 5)
CLOSES = date(2022, 9, 25)
RELEASED = date(2022, 10, 3)
Values = dict[str, int]


def open_culture(
    definition: Definition, units: Sequence[UnitPlan], *, k: tuple[int, int] = (5, 10)
) -> int:
    """Open a campaign that asks these units; return its id."""
    with transaction():
        plan = CampaignPlan(
            version=import_instrument(definition, on=OPENS),
            length=Length.FULL,
            opens_on=OPENS,
            closes_on=CLOSES,
            k_score=k[0],
            k_comment=k[1],
            staff_informed_on=OPENS,
            simulated=True,
        )
        campaign = plan_campaign(plan)
        open_planned(campaign, units, on=OPENS)
        return campaign.id


def teams_of(home: Home, sector: Sector, *headcounts: int) -> list[UnitPlan]:
    return [
        UnitPlan(
            organisation_id=home.organisation_id, team_id=team, sector=sector, headcount=headcount
        )
        for team, headcount in zip(home.team_ids, headcounts, strict=False)
    ]


def both_homes(cast: Cast, *headcounts: int) -> list[UnitPlan]:
    """Plan so many people in the teams of both organisations of the cast, one after the other."""
    home = teams_of(cast.home, Sector.HOSPITAL, *headcounts[:3])
    return [*home, *teams_of(cast.away, Sector.RESIDENTIAL_CARE, *headcounts[3:])]


def unit_of(campaign_id: int, team_id: int) -> int:
    found = select(CampaignUnit.id).where(
        CampaignUnit.campaign_id == campaign_id, CampaignUnit.team_id == team_id
    )
    return db.session.scalars(found).one()


def answer_in_bulk(campaign_id: int, given: Sequence[tuple[int | None, Values]]) -> None:
    """Keep one response for each of these, as if so many people had answered."""
    with transaction():
        version = db.session.get_one(Campaign, campaign_id).version_id
        mine = select(Item.code, Item.id).where(Item.version_id == version)
        items = {item.code: item.id for item in db.session.execute(mine)}
        ids = [secrets.token_bytes(16) for _ in given]
        db.session.execute(
            insert(Response).execution_options(render_nulls=True),
            [
                {
                    "id": id_,
                    "campaign_id": campaign_id,
                    "version_id": version,
                    "unit_id": unit,
                    "lang": "nl",
                    "submit_key_hash": id_,
                }
                for id_, (unit, _) in zip(ids, given, strict=True)
            ],
        )
        db.session.execute(
            insert(Answer),
            [
                {"response_id": id_, "item_id": items[code], "version_id": version, "value": value}
                for id_, (_, values) in zip(ids, given, strict=True)
                for code, value in values.items()
            ],
        )


def comment(campaign_id: int, code: str, body: str) -> None:
    with transaction():
        version = db.session.get_one(Campaign, campaign_id).version_id
        item = db.session.scalars(
            select(Item.id).where(Item.version_id == version, Item.code == code)
        ).one()
        db.session.add(
            Comment(
                id=secrets.token_bytes(16),
                campaign_id=campaign_id,
                version_id=version,
                item_id=item,
                lang="nl",
                body=body,
            )
        )


def release_culture(campaign_id: int) -> None:
    with transaction():
        release(campaign_id, on=RELEASED)
