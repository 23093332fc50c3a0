"""The guests of a meeting by name, kept by the project team, and codes for their form."""

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.attendance import checking_in, queries
from portal.attendance.blueprint import bp
from portal.attendance.forms import SlipForm, StepForm, VisitorForm
from portal.attendance.reading import ways_of
from portal.clock import today
from portal.config import settings_of
from portal.db import transaction
from portal.evaluation.models import Evaluation
from portal.evaluation.services import hand_out_codes
from portal.meetings.models import Meeting
from portal.meetings.reading import plannable
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken
from portal.web.words import reason as in_words


@bp.get("/meetings/<int:meeting_id>/guests")
@requires(P.MEETING_PLAN)
def guests(meeting_id: int) -> ResponseReturnValue:
    """Show the guests who gave a name, and the form for one more."""
    meeting = plannable(meeting_id)
    return _page(meeting, VisitorForm(formdata=None, ways=ways_of(meeting)))


@bp.post("/meetings/<int:meeting_id>/guests")
@requires(P.MEETING_PLAN)
def add_guest(meeting_id: int) -> ResponseReturnValue:
    """Add somebody who was on no list; the same name twice is one guest."""
    meeting = plannable(meeting_id)
    form = VisitorForm(ways=ways_of(meeting))
    if not form.validate():
        return _page(meeting, form), 400
    try:
        with transaction():
            by = current_actor().person_id
            checking_in.add_guest(meeting, form.visitor(), on=today(), by=by)
    except RuleBroken as refused:
        form.refuse(refused)
        return _page(meeting, form), 400
    flash(gettext("%(name)s is on the list of guests.", name=form.name.data))
    return redirect(url_for(".guests", meeting_id=meeting_id), code=303)


@bp.post("/meetings/<int:meeting_id>/guests/<guest_id>/remove")
@requires(P.MEETING_PLAN)
def remove_guest(meeting_id: int, guest_id: str) -> ResponseReturnValue:
    """Take a guest off the list; somebody who is not on it is 404."""
    meeting = plannable(meeting_id)
    if queries.find_guest(meeting_id, guest_id) is None:
        abort(404)
    try:
        with transaction():
            by = current_actor().person_id
            checking_in.remove_guest(meeting, guest_id, on=today(), by=by)
        flash(gettext("The guest is off the list."))
    except RuleBroken as refused:
        flash(in_words(refused))
    return redirect(url_for(".guests", meeting_id=meeting_id), code=303)


@bp.post("/meetings/<int:meeting_id>/guests/slip")
@requires(P.MEETING_PLAN)
def give_slip(meeting_id: int) -> ResponseReturnValue:
    """Show one code for the process evaluation to hand out, this once."""
    meeting, form = plannable(meeting_id), SlipForm()
    evaluation = checking_in.open_form(meeting, today())
    if evaluation is None or not form.validate():
        flash(gettext("The process evaluation is not open yet. Open it first."))
        return redirect(url_for(".guests", meeting_id=meeting_id), code=303)
    slip = _slip(evaluation, form.seed.data or "")
    return render_template("attendance/slip.html", meeting=meeting, slip=slip)


def _slip(evaluation: Evaluation, seed: str) -> str:
    secret = settings_of(current_app).secret_key
    with transaction():
        by = current_actor().person_id
        return hand_out_codes(evaluation, 1, seed=seed, secret=secret, on=today(), by=by)[0]


def _page(meeting: Meeting, form: VisitorForm) -> str:
    return render_template(
        "attendance/guests.html",
        meeting=meeting,
        form=form,
        guests=queries.guests_of(meeting.id),
        step=StepForm(formdata=None),
        slip=SlipForm(formdata=None),
        evaluation=checking_in.open_form(meeting, today()),
    )
