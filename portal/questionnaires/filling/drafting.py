"""Half a form, kept under the name that its answers carry anyway, to go on with later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.clock import today
from portal.db import transaction
from portal.questionnaires.filling.drafts import StaleDraft, find_draft, save_draft
from portal.questionnaires.filling.hosts import host_of
from portal.questionnaires.filling.queries import campaigns_begun_by
from portal.questionnaires.filling.steps import Progress

__all__ = ["Begun", "StaleDraft", "drafts_of", "keep", "resume"]


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A form that somebody began: what it is called, where it goes on, and until when."""

    title: str
    address: str
    until: date


def resume(progress: Progress, person_id: int) -> Progress:
    """Return where somebody left the form, under the submission key of now."""
    draft = find_draft(progress.campaign_id, person_id)
    if draft is None:
        return progress
    kept = {"page": draft.page, "given": draft.given, "saves": draft.saves}
    return progress.model_copy(update=kept)


def keep(progress: Progress, person_id: int) -> Progress:
    """Keep what was typed so far; raises ``StaleDraft`` when it went on elsewhere."""
    with transaction():
        saves = save_draft(
            progress.campaign_id,
            person_id,
            progress.given,
            page=progress.page,
            saves=progress.saves,
            on=today(),
        )
    return progress.model_copy(update={"saves": saves})


def drafts_of(person_id: int) -> Sequence[Begun]:
    """Return the open forms that somebody began and did not send, for the page of the day."""
    return [
        Begun(
            title=host_of(campaign).title(campaign),
            address=host_of(campaign).after(campaign),
            until=campaign.closes_on,
        )
        for campaign in campaigns_begun_by(person_id, today())
    ]
