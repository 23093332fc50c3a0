"""What questionnaires add when two rows become one person, or somebody asks for their data.

Only who was asked is known, and whether they answered: an answer belongs to nobody.
"""

from typing import Any

from flask import Flask
from sqlalchemy import delete, insert, select

from portal.db import db
from portal.questionnaires.campaign_models import Campaign, CampaignInvitation
from portal.web.hooks import Act, on


def merge(*, kept_id: int, gone_id: int) -> None:
    """Leave one receipt a form: it is set when either of the two was, and never changes owner."""
    both = select(CampaignInvitation).where(CampaignInvitation.person_id.in_([kept_id, gone_id]))
    rows = db.session.scalars(both).all()
    mine = {one.campaign_id: one for one in rows if one.person_id == kept_id}
    for other in [one for one in rows if one.person_id == gone_id]:
        one = mine.get(other.campaign_id)
        if one is None:
            same = {"role_group": other.role_group, "done": other.done}
            named = {"campaign_id": other.campaign_id, "person_id": kept_id}
            db.session.execute(insert(CampaignInvitation).values({**named, **same}))
        elif other.done:
            one.done = True
    db.session.flush()
    theirs = delete(CampaignInvitation).where(CampaignInvitation.person_id == gone_id)
    db.session.execute(theirs)


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return for which forms somebody was asked, and whether they sent one in."""
    asked = (
        select(Campaign.opens_on, CampaignInvitation.done)
        .join(Campaign, Campaign.id == CampaignInvitation.campaign_id)
        .where(CampaignInvitation.person_id == person_id)
        .order_by(Campaign.opens_on, Campaign.id)
    )
    return {
        "evaluations": [
            {"opened_on": day.isoformat(), "sent_in": done}
            for day, done in db.session.execute(asked)
        ]
    }


def init_app(app: Flask) -> None:
    """Take part in the acts of the room that keeps people."""
    on(app, Act.MERGE, merge)
    on(app, Act.PERSON_DATA, person_data)
