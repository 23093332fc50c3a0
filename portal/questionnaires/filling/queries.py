"""Forms that somebody began, and the group that a code stands for, read."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.questionnaires.campaigns.models import AccessCode, Campaign, CampaignDraft
from portal.questionnaires.instruments.models import InstrumentVersion


def campaigns_begun_by(person_id: int, on: date) -> Sequence[Campaign]:
    """Return the open campaigns of which somebody has a draft, what closes first in front."""
    return db.session.scalars(
        select(Campaign)
        .join(CampaignDraft, CampaignDraft.campaign_id == Campaign.id)
        .where(
            CampaignDraft.person_id == person_id,
            Campaign.opened_on.is_not(None),
            Campaign.closed_on.is_(None),
            Campaign.opens_on <= on,
            Campaign.closes_on >= on,
        )
        .order_by(Campaign.closes_on, Campaign.id)
        .options(joinedload(Campaign.version).joinedload(InstrumentVersion.instrument))
    ).all()


def unit_of_code(code_hash: bytes) -> int | None:
    """Return the group for which the holder of a code answers, or nothing where it has none."""
    return db.session.scalar(select(AccessCode.unit_id).where(AccessCode.code_hash == code_hash))
