"""Pages from which something goes out to people: inviting and cancelling."""

from collections import Counter

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from portal.asks.forms import WhyForm
from portal.asks.queries import load_of
from portal.asks.rules import TooMuch
from portal.asks.services import Why
from portal.clock import now, today
from portal.db import transaction
from portal.meetings import inviting, queries, replies, rules, words
from portal.meetings.asks import asked_by
from portal.meetings.blueprint import bp
from portal.meetings.choosing import rule_of
from portal.meetings.forms import CancelForm
from portal.meetings.invite_form import InviteForm, as_fields
from portal.meetings.mails import previews
from portal.meetings.models import Meeting, MeetingState
from portal.meetings.reading import back, plannable, to_meeting, written_in
from portal.meetings.roster import people_called, still_to_invite
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.paging import PAGE_SIZE, Page, offset, page_number


@bp.get("/meetings/<int:meeting_id>/invite")
@requires(P.MEETING_PLAN)
def invite(meeting_id: int) -> ResponseReturnValue:
    """Choose who is invited; show who that is and what it says before anything is sent."""
    meeting = plannable(meeting_id)
    blocks = [block.kind for block in meeting.blocks]
    when = meeting.state, meeting.local_date, blocks
    if refused := why_not(rules.check_may_invite, *when, today=today()):
        return back(meeting, refused)
    form = InviteForm(request.args or None, meeting=meeting, kept=rule_of(meeting.id))
    return _invite_page(meeting, form, WhyForm()), 200 if form.validate() else 400


def _invite_page(meeting: Meeting, form: InviteForm, why: WhyForm) -> str:
    rule, number = form.rule(), page_number(request.args.get("page"))
    roster = still_to_invite(meeting, rule)
    called = people_called(form.name.data, meeting.local_date) if form.name.data else []
    added = [one for one in roster.participants if one.person.id in rule.people]
    form.offer(
        roster.organisations, list({one.person.id: one for one in [*added, *called]}.values())
    )
    names = roster.participants[offset(number) : offset(number) + PAGE_SIZE]
    return render_template(
        "meetings/invite.html",
        meeting=meeting,
        roster=roster,
        names=Page(rows=names, number=number, total=len(roster.participants)),
        roles=Counter(one.role for one in roster.participants),
        letters=previews(meeting, (one.person for one in roster.participants)),
        load=load_of(asked_by(meeting, rule)) if roster.participants else None,
        choice=form,
        chosen=as_fields(rule),
        found_nobody=bool(form.name.data) and not called,
        form=why,
    )


@bp.post("/meetings/<int:meeting_id>/invite")
@requires(P.MEETING_PLAN)
def invite_them(meeting_id: int) -> ResponseReturnValue:
    """Invite everybody who was chosen; a second press invites nobody twice."""
    meeting, why = plannable(meeting_id), WhyForm()
    form = InviteForm(request.form, meeting=meeting, kept=rule_of(meeting.id))
    try:
        if why.validate() and form.validate():
            _invited(meeting, form, why)
            return to_meeting(meeting_id)
    except TooMuch as refused:
        why.ask_why(refused)
    except RuleBroken as refused:
        return back(meeting, refused)
    return _invite_page(meeting, form, why), 400


def _invited(meeting: Meeting, form: InviteForm, why: WhyForm) -> None:
    said, by = Why(reason=why.why.data or "", lang=written_in()), current_actor().person_id
    with transaction():
        many = inviting.invite(meeting, on=today(), now=now(), by=by, why=said, rule=form.rule())
    flash(
        ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", many)
    )


@bp.get("/meetings/<int:meeting_id>/cancel")
@requires(P.MEETING_PLAN)
def cancel(meeting_id: int) -> ResponseReturnValue:
    """Ask why a meeting is cancelled, or what replaces it, and say who hears of it."""
    meeting = plannable(meeting_id)
    if refused := why_not(rules.check_may_step, meeting.state, MeetingState.CANCELLED):
        return back(meeting, refused)
    return _cancel_page(meeting, _cancel_form(meeting))


@bp.post("/meetings/<int:meeting_id>/cancel")
@requires(P.MEETING_PLAN)
def cancel_it(meeting_id: int) -> ResponseReturnValue:
    """Cancel the meeting, keep its record, and tell everybody who is invited."""
    meeting = plannable(meeting_id)
    form = _cancel_form(meeting)
    if form.validate():
        try:
            with transaction():
                _cancelled(meeting, form)
        except RuleBroken as refused:
            form.refuse(refused)
        else:
            flash(gettext("The meeting is cancelled. Its page stays."))
            return to_meeting(meeting_id)
    return _cancel_page(meeting, form), 400


def _cancel_form(meeting: Meeting) -> CancelForm:
    others = queries.replacements_for(meeting)
    return CancelForm(others=[(str(one.id), words.title_of(one)) for one in others])


def _cancel_page(meeting: Meeting, form: CancelForm) -> str:
    answers = replies.counts_of(meeting)
    return render_template("meetings/cancel.html", meeting=meeting, form=form, answers=answers)


def _cancelled(meeting: Meeting, form: CancelForm) -> None:
    inviting.cancel_meeting(
        meeting,
        reason=form.reason.data or "",
        replaced_by=int(form.replaced_by.data) if form.replaced_by.data else None,
        on=today(),
        now=now(),
        by=current_actor().person_id,
    )
