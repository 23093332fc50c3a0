"""Whom a questionnaire reminds: from its frozen list only, on its fixed days, counted.

The letter belongs to the room that asks. Nobody is shown who was reminded.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select, update

from portal.db import db
from portal.questionnaires.campaigns.models import Campaign, CampaignInvitation
from portal.questionnaires.campaigns.rules import reminder_days


def due_reminders(today: date) -> Mapping[int, Sequence[int]]:
    """Return by campaign who has not answered and is to be reminded now, in one statement."""
    waiting = db.session.execute(
        select(Campaign.id, Campaign.opens_on, Campaign.closes_on, *_OF_THE_LIST)
        .join(CampaignInvitation, CampaignInvitation.campaign_id == Campaign.id)
        .where(
            Campaign.opened_on.is_not(None),
            Campaign.closed_on.is_(None),
            Campaign.opens_on <= today,
            Campaign.closes_on >= today,
            CampaignInvitation.done.is_(False),
            func.coalesce(CampaignInvitation.last_reminded_on, date.min) < today,
        )
        .order_by(Campaign.id, CampaignInvitation.person_id)
    )
    due: dict[int, list[int]] = {}
    for campaign_id, opens_on, closes_on, person_id, reminders in waiting:
        if reminders < _reached(opens_on, closes_on, today):
            due.setdefault(campaign_id, []).append(person_id)
    return due


_OF_THE_LIST = (CampaignInvitation.person_id, CampaignInvitation.reminders)


def note_reminded(campaign_id: int, people: Sequence[int], *, on: date) -> int:
    """Count a reminder for those who still have not answered; return how many were counted.

    A day that was missed is not made up for: nobody gets two on the heels of each other.
    """
    campaign = db.session.get_one(Campaign, campaign_id)
    reached = _reached(campaign.opens_on, campaign.closes_on, on)
    counted = (
        update(CampaignInvitation)
        .where(
            CampaignInvitation.campaign_id == campaign_id,
            CampaignInvitation.person_id.in_(people),
            CampaignInvitation.done.is_(False),
            CampaignInvitation.reminders < reached,
        )
        .values(reminders=reached, last_reminded_on=on)
        .returning(CampaignInvitation.person_id)
    )
    quietly = counted.execution_options(synchronize_session=False)
    return len(db.session.scalars(quietly).all())


def _reached(opens_on: date, closes_on: date, today: date) -> int:
    return sum(day <= today for day in reminder_days(opens_on, closes_on))
