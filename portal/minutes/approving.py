"""Approving minutes, after a look at who reads them then, and locking them."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.db import transaction
from portal.meetings.reading import to_meeting
from portal.minutes import queries, rules, services
from portal.minutes.blueprint import bp
from portal.minutes.digest import how_many_hear
from portal.minutes.reading import writable
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.forms import PortalForm
from portal.web.words import reason as in_words


@bp.get("/meetings/<int:meeting_id>/minutes/approve")
@requires(P.MINUTES_WRITE)
def approve(meeting_id: int) -> ResponseReturnValue:
    """Show the minutes as they will be read, and to how many people they are announced."""
    meeting = writable(meeting_id)
    minutes = queries.written(meeting)
    texts = [sheet.body for sheet in minutes.sheets]
    return render_template(
        "minutes/approve.html",
        minutes=minutes,
        refused=why_not(rules.check_may_approve, meeting.state, texts),
        hear=how_many_hear(meeting),
        form=PortalForm(),
    )


@bp.post("/meetings/<int:meeting_id>/minutes/approve")
@requires(P.MINUTES_WRITE)
def approve_it(meeting_id: int) -> ResponseReturnValue:
    """Approve the minutes, so that everybody who takes part can read them."""
    meeting = writable(meeting_id)
    said = gettext("The minutes are approved. Everybody who takes part can read them now.")
    try:
        with transaction():
            services.approve(meeting, on=today(), by=current_actor().person_id)
    except RuleBroken as refused:
        said = in_words(refused)
    flash(said)
    return to_meeting(meeting_id)


@bp.post("/meetings/<int:meeting_id>/minutes/lock")
@requires(P.MINUTES_WRITE)
def lock(meeting_id: int) -> ResponseReturnValue:
    """Lock the minutes, and the attendance with them."""
    meeting = writable(meeting_id)
    said = gettext("The minutes are locked.")
    try:
        with transaction():
            services.lock(meeting, on=today(), by=current_actor().person_id)
    except RuleBroken as refused:
        said = in_words(refused)
    flash(said)
    return to_meeting(meeting_id)
