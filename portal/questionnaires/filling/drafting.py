"""Half a form, kept under the name that its answers carry anyway, to go on with later."""

from portal.clock import today
from portal.db import db, transaction
from portal.questionnaires.campaigns.response_models import Response
from portal.questionnaires.filling.drafts import StaleDraft, find_draft, save_draft
from portal.questionnaires.filling.queries import find_named, given_before
from portal.questionnaires.filling.steps import Progress
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.instruments.versions import LoadedVersion, load_version

__all__ = ["StaleDraft", "keep", "resume"]


def resume(progress: Progress, person_id: int) -> Progress:
    """Return where somebody left the form, under the submission key of now.

    Who sent it already finds their answers in it again, to change them.
    """
    draft = find_draft(progress.campaign_id, person_id)
    if draft is None:
        sent = find_named(progress.campaign_id, person_id)
        given = given_before(sent, _loaded(sent)) if sent else {}
        return progress.model_copy(update={"given": given})
    kept = {"page": draft.page, "given": draft.given, "saves": draft.saves}
    return progress.model_copy(update=kept)


def _loaded(sent: Response) -> LoadedVersion:
    return load_version(db.session.get_one(InstrumentVersion, sent.version_id))


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
