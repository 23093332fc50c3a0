"""Planning a meeting of any kind, planning one like another, and changing a plan."""

import re
from typing import Final

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import now, today
from portal.meetings import changing, rules, series, services
from portal.meetings.agenda.services import prefill
from portal.meetings.blueprint import bp
from portal.meetings.calendar_law import Proposal, propose_next
from portal.meetings.models import Meeting, MeetingKind
from portal.meetings.plan_form import PlanForm, filled_from, proposed_after
from portal.meetings.reading import back, plannable, to_meeting, written_in
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import why_not
from portal.web.stale import saved, status_of

NUMBER: Final = re.compile(r"[0-9]{1,8}")


@bp.get("/meetings/plan")
@requires(P.MEETING_PLAN)
def plan() -> ResponseReturnValue:
    """Propose all that the last of its kind had; a reflection moment on a day with its reasons."""
    like = _like()
    kind = like.kind if like else _kind()
    proposal = propose_next(series.series_days(), today=today()) if _is_moment(kind) else None
    before = like or series.latest_of(kind)
    filled = proposed_after(
        before, proposal.day if proposal else None, number=series.next_number(kind), today=today()
    )
    if like is None:
        filled |= {"title": "", "about": ""}
    form = PlanForm(kind=kind, today=today(), series=series.series_days(), data=filled)
    return _page(form, proposal=proposal)


@bp.post("/meetings/plan")
@requires(P.MEETING_PLAN)
def plan_it() -> ResponseReturnValue:
    """Keep the plan as a draft with a first agenda, or show the form again with what is wrong."""
    like = _like()
    form = PlanForm(kind=like.kind if like else _kind(), today=today())
    form.series = series.series_days(but=form.asked_number)
    planned: list[int] = []
    if not saved(form, lambda: planned.append(_planned(form).id)):
        return _page(form), status_of(form)
    flash(gettext("The draft is kept. Nobody is invited yet."))
    return to_meeting(planned[0])


def _planned(form: PlanForm) -> Meeting:
    by = current_actor().person_id
    meeting = services.plan_next(
        form.slot(),
        form.where(),
        number=form.asked_number,
        on=today(),
        by=by,
        details=form.details(written_in()),
    )
    prefill(meeting, on=today(), by=by)
    return meeting


@bp.get("/meetings/<int:meeting_id>/edit")
@requires(P.MEETING_PLAN)
def edit(meeting_id: int) -> ResponseReturnValue:
    """Show the plan of a meeting to change it, as long as it is still to come."""
    meeting = plannable(meeting_id)
    if refused := why_not(rules.check_may_edit, meeting.state):
        return back(meeting, refused)
    return _page(_as_it_is(meeting), meeting=meeting)


@bp.post("/meetings/<int:meeting_id>/edit")
@requires(P.MEETING_PLAN)
def edit_it(meeting_id: int) -> ResponseReturnValue:
    """Keep the changed plan; when somebody was first, show beside each field what they wrote."""
    meeting = plannable(meeting_id)
    days = series.series_days(but=meeting.number)
    form = PlanForm(kind=meeting.kind, today=today(), series=days)
    if not saved(form, lambda: _change(meeting, form), current=lambda: _as_it_is(meeting)):
        return _page(form, meeting=meeting), status_of(form)
    flash(gettext("The changes are kept."))
    return to_meeting(meeting_id)


def _as_it_is(meeting: Meeting) -> PlanForm:
    return PlanForm(
        formdata=None,
        kind=meeting.kind,
        today=today(),
        series=series.series_days(but=meeting.number),
        data=filled_from(meeting),
    )


def _change(meeting: Meeting, form: PlanForm) -> None:
    plan_ = changing.Plan(
        slot=form.slot(), where=form.where(), details=form.details(form.lang_of(meeting))
    )
    by = current_actor().person_id
    changing.change(meeting, plan_, based_on=form.based_on, on=today(), now=now(), by=by)


def _page(
    form: PlanForm, *, proposal: Proposal | None = None, meeting: Meeting | None = None
) -> str:
    return render_template(
        "meetings/plan.html",
        form=form,
        kinds=[] if meeting else list(MeetingKind),
        proposal=proposal,
        meeting=meeting,
    )


def _kind() -> MeetingKind:
    """Return the kind in the address: a reflection moment when it names none."""
    asked = request.args.get("kind", MeetingKind.REFLECTION.value)
    return MeetingKind(asked) if asked in set(MeetingKind) else abort(404)


def _is_moment(kind: MeetingKind) -> bool:
    return kind is MeetingKind.REFLECTION


def _like() -> Meeting | None:
    """Return the meeting that the next one starts from, when the address names one."""
    asked = request.args.get("from")
    if asked is None:
        return None
    return plannable(int(asked)) if NUMBER.fullmatch(asked) else abort(404)
