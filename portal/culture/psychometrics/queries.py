"""The psychometrics that were kept when a measurement was released."""

from portal.db import db
from portal.questionnaires.campaigns.response_models import ResultSnapshot
from portal.questionnaires.results.psychometrics import TABLE_CODE, Psychometrics


def find_psychometrics(campaign_id: int) -> Psychometrics | None:
    """Return what was kept of a campaign, from its snapshot and nothing else."""
    snapshot = db.session.get(ResultSnapshot, (campaign_id, TABLE_CODE))
    return Psychometrics.model_validate(snapshot.json) if snapshot else None
