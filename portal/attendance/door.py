"""Checking in: by the code on the screen, by the link in a mail, or on the meeting's own page.

A page that looks changes nothing; names are never shown at the door.
"""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.accounts import door, limits
from portal.attendance import checking_in, codes, queries, rules
from portal.attendance.blueprint import bp
from portal.attendance.forms import HereForm, NamedForm, SlipForm, TypedCodeForm, VisitorForm
from portal.attendance.reading import meeting_behind, not_now, unlisted, ways_of
from portal.clock import today
from portal.config import settings_of
from portal.db import transaction
from portal.meetings.models import Meeting
from portal.meetings.reading import local_now, readable, to_meeting
from portal.policy.guard import actor_or_none, current_actor, public, requires
from portal.policy.table import P
from portal.rules import RuleBroken
from portal.web.words import reason as in_words


@bp.get("/check-in")
@public
def enter_code() -> ResponseReturnValue:
    """Ask for the code on the screen."""
    return unlisted(_ask(TypedCodeForm(formdata=None)))


@bp.post("/check-in")
@public
def read_code() -> ResponseReturnValue:
    """Open the door of the meeting whose code is typed."""
    form = TypedCodeForm()
    if form.validate():
        if meeting_behind(str(form.code.data)):
            code = codes.read_code(str(form.code.data))
            return redirect(url_for(".check_in", code=code), code=303)
        form.refuse_code()
    return unlisted(_ask(form), 400)


@bp.get("/check-in/<code>")
@public
def check_in(code: str) -> ResponseReturnValue:
    """Show how to check in at the meeting behind this code; changes nothing."""
    meeting = meeting_behind(code)
    if meeting is None:
        return _dead()
    return unlisted(_door_page(code, meeting))


@bp.post("/check-in/<code>")
@public
def come_in(code: str) -> ResponseReturnValue:
    """Check in who is invited: signed in, or by the very name or address of the invitation."""
    meeting = meeting_behind(code)
    if meeting is None:
        return _dead()
    person_id = _signed_in(meeting)
    if person_id is not None:
        return _kept(code, meeting, HereForm(ways=ways_of(meeting)), person_id)
    form = NamedForm(ways=ways_of(meeting))
    return _kept(code, meeting, form) if form.validate() else _again(code, meeting, named=form)


@bp.post("/check-in/<code>/guest")
@public
def come_as_guest(code: str) -> ResponseReturnValue:
    """Check in somebody who is on no list, by the name they give."""
    meeting = meeting_behind(code)
    if meeting is None:
        return _dead()
    form = VisitorForm(ways=ways_of(meeting), prefix="guest-")
    if not form.validate():
        return _again(code, meeting, guest=form)
    try:
        with transaction():
            now = local_now(meeting)
            checking_in.welcome_guest(meeting, form.visitor(), on=today(), local_now=now)
    except RuleBroken as refused:
        form.refuse(refused)
        return _again(code, meeting, guest=form)
    return redirect(url_for(".checked_in", code=code, form="code"), code=303)


@bp.get("/check-in/<code>/done")
@public
def checked_in(code: str) -> ResponseReturnValue:
    """Thank whoever checked in, and say what comes next."""
    meeting = meeting_behind(code)
    if meeting is None:
        return _dead()
    return unlisted(_done_page(code, meeting, SlipForm(formdata=None)))


@bp.post("/check-in/<code>/slip")
@public
def take_slip(code: str) -> ResponseReturnValue:
    """Show a guest a one-time code for the form, this once; nothing ties it to a name."""
    meeting, form = meeting_behind(code), SlipForm()
    if meeting is None:
        return _dead()
    if not form.validate():
        return unlisted(_done_page(code, meeting, form), 400)
    secret = settings_of(current_app).secret_key
    try:
        with transaction():
            seed = form.seed.data or ""
            slip = checking_in.give_slip(meeting, seed, secret=secret, on=today())
    except RuleBroken as refused:
        form.refuse(refused)
        return unlisted(_done_page(code, meeting, form), 400)
    return unlisted(render_template("attendance/slip.html", meeting=meeting, slip=slip))


@bp.post("/meetings/<int:meeting_id>/here")
@requires(P.MEETING_READ)
def here(meeting_id: int) -> ResponseReturnValue:
    """Check in who is invited and signed in, with one press on the page of the meeting."""
    meeting = readable(meeting_id)
    form = HereForm(ways=ways_of(meeting))
    try:
        with transaction():
            now = local_now(meeting)
            checking_in.check_in(meeting, current_actor().person_id, form.way, local_now=now)
        flash(gettext("You are checked in. Welcome."))
    except RuleBroken as refused:
        flash(in_words(refused))
    return to_meeting(meeting_id)


def _signed_in(meeting: Meeting) -> int | None:
    """Return who is signed in and expected at this meeting, or nothing."""
    actor = actor_or_none()
    if actor is None or not queries.is_expected(meeting.id, actor.person_id):
        return None
    return actor.person_id


def _kept(
    code: str, meeting: Meeting, form: HereForm | NamedForm, person_id: int | None = None
) -> ResponseReturnValue:
    tries = door.address_key("check-in-name")
    by_deputy = False
    try:
        if isinstance(form, NamedForm):
            door.hold_back({tries: rules.CODE_TRIES})
            person_id, by_deputy = checking_in.person_named(meeting, form.who.data or "")
        with transaction():
            checking_in.check_in(
                meeting,
                person_id or 0,
                form.way,
                by_deputy=by_deputy,
                local_now=local_now(meeting),
            )
            limits.forgive_address(tries)
    except RuleBroken as refused:
        form.refuse(refused)
        return _again(code, meeting, named=form)
    return redirect(url_for(".checked_in", code=code, form="code" if by_deputy else None), code=303)


def _again(
    code: str,
    meeting: Meeting,
    *,
    named: HereForm | NamedForm | None = None,
    guest: VisitorForm | None = None,
) -> ResponseReturnValue:
    return unlisted(_door_page(code, meeting, named=named, guest=guest), 400)


def _dead() -> ResponseReturnValue:
    """Answer a code that opens nothing: 404, with the field to type another one."""
    form = TypedCodeForm(formdata=None)
    form.refuse_code()
    return unlisted(_ask(form), 404)


def _ask(form: TypedCodeForm) -> str:
    return render_template("attendance/enter_code.html", form=form)


def _door_page(
    code: str,
    meeting: Meeting,
    *,
    named: HereForm | NamedForm | None = None,
    guest: VisitorForm | None = None,
) -> str:
    ways, knows_you = ways_of(meeting), _signed_in(meeting) is not None
    kind = HereForm if knows_you else NamedForm
    return render_template(
        "attendance/check_in.html",
        code=code,
        meeting=meeting,
        refused=not_now(meeting),
        knows_you=knows_you,
        form=named or kind(formdata=None, ways=ways),
        guest=guest or VisitorForm(formdata=None, ways=ways, prefix="guest-"),
        failed=guest or named,
    )


def _done_page(code: str, meeting: Meeting, form: SlipForm) -> str:
    return render_template(
        "attendance/checked_in.html",
        code=code,
        meeting=meeting,
        form=form,
        evaluation=checking_in.open_form(meeting, today()),
        actor=actor_or_none(),
    )
