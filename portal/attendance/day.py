"""The pages of who leads the meeting: the day at a glance, and the screen for the projector."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.attendance import checking_in, codes, queries
from portal.attendance.blueprint import bp
from portal.attendance.forms import NoteForm, StepForm
from portal.attendance.reading import not_now, qr_of, window
from portal.clock import today
from portal.db import transaction
from portal.evaluation.queries import find_evaluation
from portal.meetings.agenda.queries import blocks_of
from portal.meetings.deputies import deputies_of
from portal.meetings.models import BlockKind, Meeting, MeetingState
from portal.meetings.reading import local_now, plannable, to_meeting, written_in
from portal.meetings.rules import check_may_write_minutes
from portal.minutes.queries import sections_of
from portal.minutes.services import StaleText, save_section
from portal.outbox.addresses import link_to
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.paging import page_number
from portal.web.words import reason as in_words

NO_DAY = frozenset({MeetingState.DRAFT, MeetingState.CANCELLED})


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A note that was not kept: under which block, the form, and what somebody else wrote."""

    block: str
    form: NoteForm
    theirs: str | None = None


@bp.get("/meetings/<int:meeting_id>/day")
@requires(P.MEETING_PLAN)
def day(meeting_id: int) -> ResponseReturnValue:
    """Show the agenda by the clock, who is in, and room for notes."""
    meeting = plannable(meeting_id)
    if meeting.state in NO_DAY:
        flash(gettext("The day of a meeting has a page once people are invited."))
        return to_meeting(meeting_id)
    return _day_page(meeting)


@bp.post("/meetings/<int:meeting_id>/day/<block>")
@requires(P.MEETING_PLAN)
def note(meeting_id: int, block: str) -> ResponseReturnValue:
    """Keep the note under one block, or show both texts when somebody was first."""
    meeting, form = plannable(meeting_id), NoteForm()
    if block not in {kind.value for kind in BlockKind}:
        abort(404)
    form.body.id = f"body-{block}"
    if not form.validate():
        return _day_page(meeting, Typed(block=block, form=form)), 400
    try:
        with transaction():
            _kept(meeting, block, form)
    except StaleText as stale:
        form.version.data = str(stale.version)
        return _day_page(meeting, Typed(block=block, form=form, theirs=stale.theirs)), 409
    except RuleBroken as refused:
        form.refuse(refused)
        return _day_page(meeting, Typed(block=block, form=form)), 400
    address = url_for(".day", meeting_id=meeting_id, _anchor=f"block-{block}")
    return redirect(address, code=303)


@bp.get("/meetings/<int:meeting_id>/screen")
@requires(P.MEETING_PLAN)
def screen(meeting_id: int) -> ResponseReturnValue:
    """Show the code to check in, large, for the projector; no names."""
    meeting = plannable(meeting_id)
    kept = queries.code_of(meeting_id)
    code = codes.unseal(kept.sealed) if kept else ""
    return render_template(
        "attendance/screen.html",
        meeting=meeting,
        code=codes.shown(code) if code else "",
        address=link_to("attendance.enter_code"),
        qr=qr_of(link_to("attendance.check_in", code=code)) if code else "",
        there=queries.there_at(meeting),
        hours=window(meeting),
        refused=not_now(meeting),
        form=StepForm(formdata=None),
    )


@bp.post("/meetings/<int:meeting_id>/screen")
@requires(P.MEETING_PLAN)
def renew_code(meeting_id: int) -> ResponseReturnValue:
    """Make a code for the screen; the one of before opens nothing any more."""
    meeting = plannable(meeting_id)
    try:
        with transaction():
            checking_in.make_code(meeting, on=today(), by=current_actor().person_id)
    except RuleBroken as refused:
        flash(in_words(refused))
        return to_meeting(meeting_id)
    return redirect(url_for(".screen", meeting_id=meeting_id), code=303)


def _kept(meeting: Meeting, block: str, form: NoteForm) -> None:
    save_section(
        meeting,
        BlockKind(block),
        form.body.data or "",
        version=int(form.version.data or 0),
        lang=written_in(),
        on=today(),
        by=current_actor().person_id,
    )


def _day_page(meeting: Meeting, typed: Typed | None = None) -> str:
    now = local_now(meeting)
    is_today = today() == meeting.local_date
    there, number = queries.there_at(meeting), page_number(request.args.get("page"))
    return render_template(
        "attendance/day.html",
        meeting=meeting,
        now=now,
        is_today=is_today,
        blocks=blocks_of(meeting),
        notes={section.part: section for section in sections_of(meeting.id)},
        closed=why_not(check_may_write_minutes, meeting.state, meeting.local_date, today=today()),
        typed=typed,
        form=NoteForm(formdata=None),
        there=there,
        page=queries.names_there(meeting.id, number=number, total=there.present),
        deputies=deputies_of(meeting.id),
        guests=queries.guests_of(meeting.id),
        evaluation=find_evaluation(meeting.id),
    )
