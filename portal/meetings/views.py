"""Pages about meetings: the series, one meeting, planning, inviting, moving and cancelling."""

from flask import Flask, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.cards.periods import moments_from
from portal.clock import now, today
from portal.db import transaction
from portal.meetings import (
    answering,
    inviting,
    keeping,
    queries,
    remembering,
    rules,
    sending,
    series,
    services,
    showing,
    succession,
    words,
)
from portal.meetings.agenda import views as agenda
from portal.meetings.asks import asks_between
from portal.meetings.blueprint import bp
from portal.meetings.calendar_law import propose_next
from portal.meetings.export import meetings_table
from portal.meetings.forms import PlanForm, filled_from, proposed_after
from portal.meetings.markup import minutes_html
from portal.meetings.models import TOOK_PLACE, Meeting, MeetingState
from portal.meetings.moments import moments_around
from portal.meetings.reading import back, plannable, to_meeting
from portal.meetings.team_panel import next_meeting
from portal.policy.guard import can, current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.tables.files import table_response
from portal.web.hooks import Act, on, panel

BUCKETS_AHEAD = 4
ALSO_HERE = (
    agenda,
    answering,
    keeping,
    sending,
    showing,
)  # their pages stand on the same blueprint


@bp.get("/meetings/")
@requires(P.MEETING_READ)
def index() -> ResponseReturnValue:
    """Show the next meeting, what is planned and missing in the series, and what was."""
    lines = queries.lines_for(current_actor())
    meetings = [line.meeting for line in lines]
    return render_template(
        "meetings/index.html",
        next_line=queries.next_of(lines, today()),
        ahead=series.buckets_ahead(meetings, today(), count=BUCKETS_AHEAD),
        missed=series.missed_buckets(meetings, today()),
        past=[line for line in lines if line.meeting.state in TOOK_PLACE],
        cancelled=[line for line in lines if line.meeting.state is MeetingState.CANCELLED],
    )


@bp.get("/meetings.<any(csv, xlsx):extension>")
@requires(P.MEETING_READ)
def export(extension: str) -> ResponseReturnValue:
    """Give the list of meetings as a file; all answers are counted for who plans only."""
    lines = queries.lines_for(current_actor())
    return table_response(meetings_table(lines, with_answers=can(P.MEETING_PLAN)), extension)


@bp.get("/meetings/plan")
@requires(P.MEETING_PLAN)
def plan() -> ResponseReturnValue:
    """Propose a day with its reasons."""
    days = series.series_days()
    proposal = propose_next(days, today=today())
    filled = proposed_after(queries.latest_planned(), proposal.day)
    form = PlanForm(today=today(), series=days, data=filled)
    return render_template("meetings/plan.html", form=form, proposal=proposal, meeting=None)


@bp.post("/meetings/plan")
@requires(P.MEETING_PLAN)
def plan_it() -> ResponseReturnValue:
    """Keep the plan as a draft, or show the form again with what is wrong beside the field."""
    form = PlanForm(today=today())
    form.series = series.series_days(but=form.asked_number)
    if form.validate():
        try:
            with transaction():
                meeting = _planned(form)
        except RuleBroken as refused:
            form.refuse(refused)
        else:
            flash(gettext("The draft is kept. Nobody is invited yet."))
            return to_meeting(meeting.id)
    return render_template("meetings/plan.html", form=form, proposal=None, meeting=None), 400


def _planned(form: PlanForm) -> Meeting:
    return services.plan_next(
        form.slot(),
        form.where(),
        number=form.asked_number,
        on=today(),
        by=current_actor().person_id,
    )


@bp.get("/meetings/<int:meeting_id>/edit")
@requires(P.MEETING_PLAN)
def edit(meeting_id: int) -> ResponseReturnValue:
    """Show the plan of a meeting to change it, as long as it is still to come."""
    meeting = plannable(meeting_id)
    if refused := why_not(rules.check_may_edit, meeting.state):
        return back(meeting, refused)
    form = _edit_form(meeting, data=filled_from(meeting))
    return render_template("meetings/plan.html", form=form, proposal=None, meeting=meeting)


@bp.post("/meetings/<int:meeting_id>/edit")
@requires(P.MEETING_PLAN)
def edit_it(meeting_id: int) -> ResponseReturnValue:
    """Keep the changed plan; who is invited hears of another day, hour, place or link."""
    meeting = plannable(meeting_id)
    form = _edit_form(meeting)
    if form.validate():
        try:
            with transaction():
                _changed(meeting, form)
        except RuleBroken as refused:
            form.refuse(refused)
        else:
            flash(gettext("The changes are kept."))
            return to_meeting(meeting_id)
    return render_template("meetings/plan.html", form=form, proposal=None, meeting=meeting), 400


def _edit_form(meeting: Meeting, data: dict[str, object] | None = None) -> PlanForm:
    days = series.series_days(but=meeting.number)
    return PlanForm(today=today(), series=days, data=data)


def _changed(meeting: Meeting, form: PlanForm) -> None:
    by = current_actor().person_id
    inviting.move(meeting, form.slot(), form.where(), on=today(), now=now(), by=by)


def init_app(app: Flask) -> None:
    """Serve the pages of this room and teach the templates its words."""
    on(app, Act.MOVES, succession.moving)
    on(app, Act.SUCCESSION, succession.move_invitations)
    app.jinja_env.filters.update(
        meeting_title=words.title_of,
        meeting_label=words.label_of,
        proposal_reason=words.sentence_of,
        two_months=words.months_of,
        minutes_html=minutes_html,
    )
    agenda.init_app(app)
    app.register_blueprint(bp)
    remembering.init_app(app)
    on(app, Act.ASKS, asks_between)
    moments_from(app, moments_around)
    panel(app, "team", next_meeting)
