"""The act that ends an asking: what is shown of it is written once, and stays."""

from datetime import date

from portal.db import db
from portal.questionnaires.campaigns import rules
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.campaigns.services import close_campaign, hold
from portal.questionnaires.results.snapshots import write_snapshots


def release(campaign_id: int, *, on: date) -> Campaign:
    """Write once what is shown of a campaign; one that is still open is closed first."""
    campaign = hold(campaign_id)
    rules.check_may_release(campaign)
    if campaign.closed_on is None:
        close_campaign(campaign_id, on=on)
    campaign.released_on = max(campaign.closed_on or on, on)
    db.session.flush()
    write_snapshots(campaign, on=campaign.released_on)
    return campaign
