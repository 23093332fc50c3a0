"""Pages for the day of the meeting: that it was held, and who was there."""

from collections.abc import Callable

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.db import transaction
from portal.meetings import services
from portal.meetings.blueprint import bp
from portal.meetings.reading import plannable, to_meeting
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken
from portal.web.words import reason as in_words


@bp.post("/meetings/<int:meeting_id>/hold")
@requires(P.MEETING_PLAN)
def hold(meeting_id: int) -> ResponseReturnValue:
    """Note that the meeting took place."""
    return _take_step(meeting_id, services.mark_held, gettext("Good that it took place."))


def _take_step(meeting_id: int, step: Callable[..., None], said: str) -> ResponseReturnValue:
    meeting = plannable(meeting_id)
    try:
        with transaction():
            step(meeting, on=today(), by=current_actor().person_id)
    except RuleBroken as refused:
        said = in_words(refused)
    flash(said)
    return to_meeting(meeting_id)
