"""Answering an invitation: by the link in the mail, without an account, or on one's own page."""

from datetime import date, datetime, time

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.db import transaction
from portal.meetings import inviting, queries, rules
from portal.meetings.blueprint import bp
from portal.meetings.forms import StepForm
from portal.meetings.models import Answer, Invitation, Meeting, MeetingState
from portal.meetings.reading import local_now, readable, to_meeting
from portal.policy.guard import current_actor, public, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.words import reason as in_words


def moment(meeting: Meeting) -> tuple[MeetingState, date, time, datetime]:
    """Return what the rule about answering looks at, at this moment."""
    return meeting.state, meeting.local_date, meeting.starts_at, local_now(meeting)


@bp.get("/rsvp/<token>")
@public
def rsvp(token: str) -> ResponseReturnValue:
    """Show the invitation behind a link and the answer so far; looking changes nothing."""
    return _page(queries.find_invitation(token) or abort(404))


@bp.post("/rsvp/<token>")
@public
def rsvp_answer(token: str) -> ResponseReturnValue:
    """Keep the answer that was pressed, as often as somebody changes their mind."""
    found = queries.find_invitation(token) or abort(404)
    clock = local_now(found.meeting)
    try:
        with transaction():
            inviting.answer_invitation(token, _pressed(), on=today(), local_now=clock)
    except RuleBroken:
        return _page(queries.find_invitation(token) or abort(404)), 400
    return redirect(url_for("meetings.rsvp", token=token), code=303)


@bp.post("/meetings/<int:meeting_id>/answer")
@requires(P.MEETING_READ)
def answer(meeting_id: int) -> ResponseReturnValue:
    """Keep the answer of somebody who is signed in and invited; to others there is nothing."""
    meeting = readable(meeting_id)
    clock, person_id = local_now(meeting), current_actor().person_id
    try:
        with transaction():
            kept = inviting.answer_as_invited(
                meeting, person_id, _pressed(), on=today(), local_now=clock
            )
    except RuleBroken as refused:
        flash(in_words(refused))
    else:
        flash(gettext("Your answer is kept.")) if kept else abort(404)
    return to_meeting(meeting_id)


def _pressed() -> Answer:
    """Return the button that was pressed; one that the page does not offer is a bad request."""
    pressed = request.form.get("answer", "")
    return Answer(pressed) if pressed in set(Answer) else abort(400)


def _page(invitation: Invitation) -> str:
    meeting = invitation.meeting
    return render_template(
        "meetings/rsvp.html",
        invitation=invitation,
        meeting=meeting,
        closed=why_not(rules.check_may_answer, *moment(meeting)),
        form=StepForm(),
    )
