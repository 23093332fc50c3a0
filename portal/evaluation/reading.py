"""What the pages of this room share: finding an evaluation within reach, and its definition."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from portal.evaluation import queries
from portal.evaluation.models import Evaluation
from portal.policy.guard import ensure
from portal.policy.table import Permission
from portal.questionnaires.campaign_models import Campaign
from portal.questionnaires.definition import Definition
from portal.questionnaires.versions import load_version


def found(permission: Permission, meeting_id: int) -> Evaluation:
    """Return the evaluation of a meeting if it lies within reach, or 404: one statement."""
    return ensure(permission, Evaluation, queries.of_meeting(meeting_id), options=queries.WHOLE)


def definition_of(campaign: Campaign) -> Definition:
    """Return what a campaign asks."""
    return load_version(campaign.version).definition


def reader_language(definition: Definition) -> str:
    """Return the reader's language, or the first one that the questionnaire speaks."""
    lang = str(get_locale())
    return lang if lang in definition.languages else definition.languages[0]


def to_evaluation(meeting_id: int) -> ResponseReturnValue:
    """Send the reader on to the evaluation of a meeting."""
    return redirect(url_for("evaluation.show", meeting_id=meeting_id), code=303)
