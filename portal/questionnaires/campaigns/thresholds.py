"""Raise the thresholds of an open campaign, and take the name off every group that is too small."""

from typing import Final

from sqlalchemy import func, select, update

from portal.db import db
from portal.questionnaires.campaigns import rules
from portal.questionnaires.campaigns.models import AccessCode, Campaign, CampaignInvitation
from portal.questionnaires.campaigns.response_models import Response
from portal.questionnaires.campaigns.services import hold, left_out

_QUIETLY: Final = {"synchronize_session": False}


def raise_thresholds(campaign_id: int, *, k_score: int, k_comment: int) -> Campaign:
    """Ask for more people before anything is shown; units and roles that are too few now go.

    Answers that are in already lose them too. Whoever stands in no unit afterwards, those apart
    from the start included, are none or enough to hide among.
    """
    campaign = hold(campaign_id)
    rules.check_may_raise(campaign, k_score, k_comment)
    campaign.k_score, campaign.k_comment = k_score, k_comment
    db.session.flush()
    small = left_out(campaign)
    for table in (CampaignInvitation, AccessCode, Response):
        db.session.execute(
            update(table)
            .where(table.campaign_id == campaign_id, table.unit_id.in_(small))
            .values(unit_id=None, **({} if table is AccessCode else {"role_group": None}))
            .execution_options(**_QUIETLY)
        )
    _unname_small_roles(campaign)
    return campaign


def _unname_small_roles(campaign: Campaign) -> None:
    """Take a role from all of a unit when one of its roles has too few people now."""
    cells = db.session.execute(
        select(CampaignInvitation.unit_id, CampaignInvitation.role_group, func.count())
        .where(CampaignInvitation.campaign_id == campaign.id)
        .group_by(CampaignInvitation.unit_id, CampaignInvitation.role_group)
    )
    small = {unit for unit, role, size in cells if role and size < campaign.k_score}
    for table in (CampaignInvitation, Response):
        for unit in small:
            here = table.campaign_id == campaign.id, table.unit_id.is_not_distinct_from(unit)
            forget = update(table).where(*here).values(role_group=None)
            db.session.execute(forget.execution_options(**_QUIETLY))
