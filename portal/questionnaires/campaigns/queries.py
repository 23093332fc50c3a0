"""Campaigns, who was asked and how many answered, as other rooms may read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.questionnaires.campaigns.models import (
    AccessCode,
    Campaign,
    CampaignInvitation,
    CampaignUnit,
)
from portal.questionnaires.campaigns.pooling import units_left_out
from portal.questionnaires.instruments.models import InstrumentVersion


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How many of the invited have answered; never who."""

    done: int
    invited: int


def has_answered(campaign_id: int, person_id: int) -> bool | None:
    """Tell whether this person's receipt is set; nothing when they were not invited."""
    return db.session.scalar(
        select(CampaignInvitation.done).where(
            CampaignInvitation.campaign_id == campaign_id,
            CampaignInvitation.person_id == person_id,
        )
    )


def waiting_people(campaign_id: int) -> Sequence[int]:
    """Return who was invited and has not answered: only for the reminder the system sends."""
    return db.session.scalars(
        select(CampaignInvitation.person_id).where(
            CampaignInvitation.campaign_id == campaign_id, CampaignInvitation.done.is_(False)
        )
    ).all()


def rates(campaign_ids: Sequence[int]) -> Mapping[int, Rate]:
    """Return for each campaign how many of the invited answered, in one statement."""
    rows = db.session.execute(
        select(
            CampaignInvitation.campaign_id,
            func.count().filter(CampaignInvitation.done),
            func.count(),
        )
        .where(CampaignInvitation.campaign_id.in_(campaign_ids))
        .group_by(CampaignInvitation.campaign_id)
    )
    return {campaign: Rate(done=done, invited=invited) for campaign, done, invited in rows}


def find_campaign(campaign_id: int) -> Campaign | None:
    """Return a campaign with its version and its instrument, or nothing."""
    return db.session.scalar(
        select(Campaign)
        .where(Campaign.id == campaign_id)
        .options(joinedload(Campaign.version).joinedload(InstrumentVersion.instrument))
    )


def unit_rates(campaign_id: int) -> Mapping[int, Rate]:
    """Return how many of each unit's people answered, by invitation or code, in two statements.

    Units that a threshold leaves out, then or since, are left out here too.
    """
    asked = (
        (CampaignInvitation.unit_id, CampaignInvitation.done, CampaignInvitation.campaign_id),
        (AccessCode.unit_id, AccessCode.used, AccessCode.campaign_id),
    )
    receipts = union_all(
        *(
            select(unit.label("unit_id"))
            .select_from(unit.class_)
            .where(done, campaign == campaign_id)
            for unit, done, campaign in asked
        )
    ).subquery()
    rows = db.session.execute(
        select(CampaignUnit, func.count(receipts.c.unit_id))
        .outerjoin(receipts, receipts.c.unit_id == CampaignUnit.id)
        .where(CampaignUnit.campaign_id == campaign_id)
        .group_by(CampaignUnit.id)
    ).all()
    campaign = db.session.get_one(Campaign, campaign_id)
    gone = units_left_out(
        {unit.id: unit.headcount for unit, _ in rows},
        campaign.people_apart,
        least=campaign.k_score,
    )
    return {
        unit.id: Rate(done=done, invited=unit.headcount)
        for unit, done in rows
        if unit.id not in gone
    }


def find_unit(campaign_id: int, organisation_id: int, team_id: int | None) -> CampaignUnit | None:
    """Return the unit in which a team's answers count: its own, or that of the small teams."""
    return db.session.scalar(
        select(CampaignUnit)
        .where(
            CampaignUnit.campaign_id == campaign_id,
            CampaignUnit.organisation_id == organisation_id,
            (CampaignUnit.team_id == team_id) | CampaignUnit.team_id.is_(None),
        )
        .order_by(CampaignUnit.team_id.is_(None))
        .limit(1)
    )


def find_campaign_of_code(code_hash: bytes) -> Campaign | None:
    """Return the campaign that an unused code opens, with its version, or nothing."""
    return db.session.scalar(
        select(Campaign)
        .join(AccessCode)
        .where(AccessCode.code_hash == code_hash, AccessCode.used.is_(False))
        .options(joinedload(Campaign.version).joinedload(InstrumentVersion.instrument))
    )


def any_campaign_is_open() -> bool:
    """Tell whether anybody can answer anything, or could until a moment ago."""
    under_way = select(Campaign.id).where(
        Campaign.opened_on.is_not(None), Campaign.closed_on.is_(None)
    )
    return db.session.scalar(select(under_way.exists())) is True


def order_is_to_be_forgotten() -> bool:
    """Tell whether a closed campaign still lies in the order in which it was answered."""
    return count_in_order() > 0


def count_in_order(*, closed_before: date | None = None) -> int:
    """Return how many closed campaigns, before a day or all, lie in the order of their answers."""
    waiting = select(func.count()).where(
        Campaign.closed_on.is_not(None), Campaign.order_forgotten.is_(False)
    )
    if closed_before is not None:
        waiting = waiting.where(Campaign.closed_on < closed_before)
    return db.session.scalar(waiting) or 0
