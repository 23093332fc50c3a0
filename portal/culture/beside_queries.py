"""How many organisations a measurement asks besides the reader's own."""

from dataclasses import dataclass

from sqlalchemy import func, select

from portal.culture.models import MeasuredOrganisation
from portal.db import db
from portal.policy.decide import Actor, within_reach
from portal.policy.table import P
from portal.questionnaires.campaigns.models import CampaignUnit


@dataclass(frozen=True)
class Asked:
    """How many organisations a measurement asks, and how many of them are not the reader's own."""

    organisations: int
    others: int


def asked_beside(actor: Actor, campaign_id: int) -> Asked:
    """Return how many organisations were asked, and how many of them lie beyond reach."""
    own = within_reach(actor, P.CULTURE_READ, MeasuredOrganisation)
    units = select(CampaignUnit.organisation_id).where(CampaignUnit.campaign_id == campaign_id)
    row = db.session.execute(
        select(func.count(), func.count().filter(~own)).where(
            MeasuredOrganisation.campaign_id == campaign_id,
            MeasuredOrganisation.organisation_id.in_(units),
        )
    ).one()
    return Asked(*row)
