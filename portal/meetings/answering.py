"""Answering an invitation: by the link in the mail, without an account, or on one's own page."""

from datetime import date, datetime, time

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.db import transaction
from portal.meetings import inviting, rules
from portal.meetings.answer_forms import PRESSED, DeputyForm, pressed_of
from portal.meetings.blueprint import bp
from portal.meetings.deputies import deputy_behind, deputy_of
from portal.meetings.forms import StepForm
from portal.meetings.links import invitation_of
from portal.meetings.models import Answer, Invitation, Meeting, MeetingState, Way
from portal.meetings.places.queries import standing_of
from portal.meetings.reading import is_on_today, local_now, readable, to_meeting
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
    return _page(_behind(token), DeputyForm(formdata=None))


@bp.post("/rsvp/<token>")
@public
def rsvp_answer(token: str) -> ResponseReturnValue:
    """Keep the answer that was pressed, as often as somebody changes their mind."""
    clock = local_now(_behind(token).meeting)
    answer, way = _pressed()
    try:
        with transaction():
            inviting.answer_invitation(token, answer, on=today(), local_now=clock, way=way)
    except RuleBroken:
        return _page(_behind(token), DeputyForm(formdata=None)), 400
    return redirect(url_for("meetings.rsvp", token=token), code=303)


@bp.post("/rsvp/<token>/deputy")
@public
def send_deputy(token: str) -> ResponseReturnValue:
    """Let a colleague go instead; sending the same one twice is one."""
    found, form = _behind(token), DeputyForm()
    if form.validate():
        try:
            with transaction():
                _sent(found, form)
        except RuleBroken as refused:
            form.refuse(refused)
        else:
            return redirect(url_for("meetings.rsvp", token=token), code=303)
    return _page(_behind(token), form), 400


def _sent(found: Invitation, form: DeputyForm) -> None:
    colleague = form.colleague(found.person.locale)
    theirs, clock = Invitation.id == found.id, local_now(found.meeting)
    inviting.send_deputy(theirs, colleague, on=today(), local_now=clock)


@bp.post("/rsvp/<token>/deputy/withdraw")
@public
def withdraw_deputy(token: str) -> ResponseReturnValue:
    """Let nobody go instead any more."""
    found = _behind(token)
    theirs, clock = Invitation.id == found.id, local_now(found.meeting)
    try:
        with transaction():
            inviting.withdraw_deputy(theirs, on=today(), local_now=clock)
    except RuleBroken as refused:
        flash(in_words(refused))
    return redirect(url_for("meetings.rsvp", token=token), code=303)


@bp.get("/instead/<token>")
@public
def instead(token: str) -> ResponseReturnValue:
    """Show a deputy the meeting they go to, and for whom; looking changes nothing."""
    deputy = deputy_behind(token) or abort(404)
    closed = why_not(rules.check_may_answer, *moment(deputy.invitation.meeting))
    return render_template(
        "meetings/instead.html",
        deputy=deputy,
        closed=closed,
        is_today=is_on_today(deputy.invitation.meeting),
        form=StepForm(),
    )


@bp.post("/instead/<token>")
@public
def cannot_instead(token: str) -> ResponseReturnValue:
    """Note that a deputy cannot come after all; who sent them hears of it."""
    deputy = deputy_behind(token) or abort(404)
    if why_not(rules.check_may_answer, *moment(deputy.invitation.meeting)):
        return redirect(url_for("meetings.instead", token=token), code=303)
    with transaction():
        inviting.deputy_cannot(deputy_behind(token) or abort(404), on=today())
    return redirect(url_for("meetings.instead", token=token), code=303)


@bp.post("/meetings/<int:meeting_id>/answer")
@requires(P.MEETING_READ)
def answer(meeting_id: int) -> ResponseReturnValue:
    """Keep the answer of somebody who is signed in and invited; to others there is nothing."""
    meeting = readable(meeting_id)
    clock, person_id = local_now(meeting), current_actor().person_id
    said, way = _pressed()
    try:
        with transaction():
            kept = inviting.answer_as_invited(
                meeting, person_id, said, on=today(), local_now=clock, way=way
            )
    except RuleBroken as refused:
        flash(in_words(refused))
    else:
        flash(gettext("Your answer is kept.")) if kept else abort(404)
    return to_meeting(meeting_id)


def _behind(token: str) -> Invitation:
    return invitation_of(token) or abort(404)


def _pressed() -> tuple[Answer, Way | None]:
    """Return the button that was pressed; one that no page offers is a bad request."""
    return PRESSED.get(request.form.get("answer", "")) or abort(400)


def _page(invitation: Invitation, form: DeputyForm) -> str:
    meeting = invitation.meeting
    return render_template(
        "meetings/rsvp.html",
        invitation=invitation,
        meeting=meeting,
        closed=why_not(rules.check_may_answer, *moment(meeting)),
        deputy=deputy_of(invitation.id),
        standing=standing_of(invitation),
        said=pressed_of(invitation.answer, invitation.way),
        ready=request.args.get("answer", "") if request.args.get("answer") in PRESSED else "",
        both_ways=inviting.has_both_ways(meeting),
        is_today=is_on_today(meeting),
        form=form,
    )
