"""Pages for the day of the meeting and after: held, who was there, minutes, approval."""

from collections.abc import Callable

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from portal.clock import today
from portal.db import transaction
from portal.meetings import rules, services
from portal.meetings.blueprint import bp
from portal.meetings.forms import MinutesForm
from portal.meetings.models import Meeting, MeetingState, Minutes
from portal.meetings.reading import plannable, to_meeting
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.words import reason as in_words


@bp.post("/meetings/<int:meeting_id>/hold")
@requires(P.MEETING_PLAN)
def hold(meeting_id: int) -> ResponseReturnValue:
    """Note that the meeting took place."""
    return _take_step(meeting_id, services.mark_held, gettext("Good that it took place."))


@bp.post("/meetings/<int:meeting_id>/approve")
@requires(P.MEETING_PLAN)
def approve(meeting_id: int) -> ResponseReturnValue:
    """Approve the minutes, so that everybody who takes part can read them."""
    said = gettext("The minutes are approved. Everybody who takes part can read them now.")
    return _take_step(meeting_id, services.approve_minutes, said)


@bp.post("/meetings/<int:meeting_id>/lock")
@requires(P.MEETING_PLAN)
def lock(meeting_id: int) -> ResponseReturnValue:
    """Lock the minutes, so that a later change says why."""
    return _take_step(meeting_id, services.lock_minutes, gettext("The minutes are locked."))


def _take_step(meeting_id: int, step: Callable[..., None], said: str) -> ResponseReturnValue:
    meeting = plannable(meeting_id)
    try:
        with transaction():
            step(meeting, on=today(), by=current_actor().person_id)
    except RuleBroken as refused:
        said = in_words(refused)
    flash(said)
    return to_meeting(meeting_id)


@bp.get("/meetings/<int:meeting_id>/minutes")
@requires(P.MEETING_PLAN)
def minutes(meeting_id: int) -> ResponseReturnValue:
    """Show the minutes to write on."""
    meeting = plannable(meeting_id)
    when = meeting.state, meeting.local_date
    if refused := why_not(rules.check_may_write_minutes, *when, today=today()):
        flash(in_words(refused))
        return to_meeting(meeting_id)
    there = meeting.minutes
    written = {"body": there.body, "version": str(there.version)} if there else {}
    return _minutes_page(meeting, MinutesForm(data=written))


@bp.post("/meetings/<int:meeting_id>/minutes")
@requires(P.MEETING_PLAN)
def write(meeting_id: int) -> ResponseReturnValue:
    """Keep the minutes, show how they will look, or show both texts when somebody was first."""
    meeting = plannable(meeting_id)
    form = MinutesForm()
    if not form.validate():
        return _minutes_page(meeting, form), 400
    if request.form.get("show") == "preview":
        return _minutes_page(meeting, form, preview=form.body.data)
    try:
        with transaction():
            _written(meeting, form)
    except services.StaleText as stale:
        return _both_texts(meeting, form, stale), 409
    except RuleBroken as refused:
        form.refuse(refused)
        return _minutes_page(meeting, form), 400
    flash(gettext("The minutes are kept."))
    return to_meeting(meeting_id)


def _written(meeting: Meeting, form: MinutesForm) -> Minutes:
    return services.save_minutes(
        meeting,
        form.body.data or "",
        version=int(form.version.data or 0),
        lang=str(get_locale()),
        reason=form.reason.data or "",
        on=today(),
        by=current_actor().person_id,
    )


def _both_texts(meeting: Meeting, form: MinutesForm, stale: services.StaleText) -> str:
    """Show what is there beside what was typed; saving again is on top of what is there."""
    form.version.data = str(stale.version)
    return _minutes_page(meeting, form, theirs=stale.body)


def _minutes_page(
    meeting: Meeting, form: MinutesForm, *, preview: str | None = None, theirs: str | None = None
) -> str:
    return render_template(
        "meetings/minutes.html",
        meeting=meeting,
        form=form,
        is_locked=meeting.state is MeetingState.LOCKED,
        preview=preview,
        theirs=theirs,
    )
