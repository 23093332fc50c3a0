"""What somebody typed so far, where answers carry their name anyway; gone with the sending."""

from datetime import date

from sqlalchemy import delete

from portal.db import db
from portal.questionnaires.campaigns import rules
from portal.questionnaires.campaigns.models import CampaignDraft
from portal.questionnaires.campaigns.services import hold
from portal.questionnaires.filling.answers import Given


class StaleDraft(Exception):  # noqa: N818 -- says what happened
    """The form went on elsewhere in between, as on a second screen; ``draft`` is what is there."""

    def __init__(self, draft: CampaignDraft) -> None:
        """Keep what is there now, so that both can be shown."""
        super().__init__("The draft went on elsewhere")
        self.draft = draft


def find_draft(campaign_id: int, person_id: int) -> CampaignDraft | None:
    """Return what somebody typed so far in this form, or nothing."""
    return db.session.get(CampaignDraft, (campaign_id, person_id))


def save_draft(
    campaign_id: int, person_id: int, given: Given, *, page: int, saves: int, on: date
) -> int:
    """Keep what was typed, on top of ``saves`` earlier times (0: the first); return the new count.

    Raises ``StaleDraft`` when it was saved elsewhere in between, and ``RuleBroken`` where the form
    takes no answers, or takes them without a name: then nothing is kept before the last page.
    """
    campaign = hold(campaign_id, shared=True)
    rules.check_is_open(campaign, on)
    rules.check_may_keep_draft(campaign.mode)
    draft = db.session.get(CampaignDraft, (campaign_id, person_id), with_for_update=True)
    if draft is None:
        draft = CampaignDraft(campaign_id=campaign_id, person_id=person_id, saves=0)
        db.session.add(draft)
    elif draft.saves != saves:
        raise StaleDraft(draft)
    draft.page, draft.given, draft.saves = page, dict(given), draft.saves + 1
    db.session.flush()
    return draft.saves


def drop_draft(campaign_id: int, person_id: int) -> None:
    """Forget what somebody typed so far; nothing happens where there is no draft."""
    mine = (CampaignDraft.campaign_id == campaign_id, CampaignDraft.person_id == person_id)
    db.session.execute(
        delete(CampaignDraft).where(*mine).execution_options(synchronize_session=False)
    )
