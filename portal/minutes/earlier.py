"""The texts that the minutes had before: what changed, by whom, and one of them put back."""

from flask import abort, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.db import transaction
from portal.meetings.forms import StepForm
from portal.minutes import queries, services
from portal.minutes.blueprint import bp
from portal.minutes.reading import to_minutes, writable
from portal.minutes.rules import SETTLED
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken
from portal.web.words import reason as in_words


@bp.get("/meetings/<int:meeting_id>/minutes/earlier")
@requires(P.MINUTES_WRITE)
def earlier(meeting_id: int) -> ResponseReturnValue:
    """Show what each part said before, newest first, with what every writer changed."""
    meeting = writable(meeting_id)
    return render_template(
        "minutes/earlier.html",
        meeting=meeting,
        history=queries.history_of(meeting.id),
        sheets=queries.written(meeting).sheets,
        form=StepForm(),
        is_settled=meeting.state in SETTLED,
    )


@bp.post("/meetings/<int:meeting_id>/minutes/earlier/<int:edit_id>")
@requires(P.MINUTES_WRITE)
def put_back(meeting_id: int, edit_id: int) -> ResponseReturnValue:
    """Make an earlier text the text again; what stood there stays among the earlier ones."""
    meeting = writable(meeting_id)
    edit = queries.find_edit(meeting.id, edit_id)
    if edit is None:
        abort(404)
    if not StepForm().validate_on_submit():
        abort(400)
    try:
        with transaction():
            services.put_back(meeting, edit, on=today(), by=current_actor().person_id)
        flash(gettext("The earlier text is back. What stood there is among the earlier texts."))
    except RuleBroken as refused:
        flash(in_words(refused))
    return to_minutes(meeting_id)
