"""Campaigns, who was asked and how many answered, as other rooms may read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.questionnaires.campaign_models import AccessCode, Campaign, CampaignInvitation
from portal.questionnaires.models import (
    InstrumentVersion,
)


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


def find_campaign_of_code(code_hash: bytes) -> Campaign | None:
    """Return the campaign that an unused code opens, with its version, or nothing."""
    return db.session.scalar(
        select(Campaign)
        .join(AccessCode)
        .where(AccessCode.code_hash == code_hash, AccessCode.used.is_(False))
        .options(joinedload(Campaign.version).joinedload(InstrumentVersion.instrument))
    )


def order_is_to_be_forgotten() -> bool:
    """Tell whether a closed campaign still lies in the order in which it was answered."""
    waiting = select(Campaign.id).where(
        Campaign.closed_on.is_not(None), Campaign.order_forgotten.is_(False)
    )
    return db.session.scalar(select(waiting.exists())) is True
