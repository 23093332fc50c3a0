"""What the pages of this room share: finding an evaluation within reach, and the way to it."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portal.evaluation import queries
from portal.evaluation.models import Evaluation
from portal.policy.guard import ensure
from portal.policy.table import Permission
from portal.questionnaires.filling.reading import definition_of, reader_language

__all__ = ["definition_of", "found", "reader_language", "to_evaluation"]


def found(permission: Permission, meeting_id: int) -> Evaluation:
    """Return the evaluation of a meeting if it lies within reach, or 404: one statement."""
    return ensure(permission, Evaluation, queries.of_meeting(meeting_id), options=queries.WHOLE)


def to_evaluation(meeting_id: int) -> ResponseReturnValue:
    """Send the reader on to the evaluation of a meeting."""
    return redirect(url_for("evaluation.show", meeting_id=meeting_id), code=303)
