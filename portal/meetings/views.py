"""The list of meetings with the series, and what this room adds elsewhere."""

from http import HTTPStatus

from flask import Flask, abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.cards.periods import moments_from
from portal.clock import today
from portal.meetings import (
    answering,
    hearing,
    keeping,
    messaging,
    planning,
    recording,
    remembering,
    sending,
    series,
    showing,
    succession,
    words,
    writers,
    year,
)
from portal.meetings.agenda import views as agenda
from portal.meetings.asks import asks_between
from portal.meetings.blueprint import bp
from portal.meetings.export import meetings_table
from portal.meetings.forms import ListForm
from portal.meetings.listing import MeetingList, all_lines, meeting_list, months_kept
from portal.meetings.markup import minutes_html
from portal.meetings.moments import moments_around
from portal.meetings.places import views as places
from portal.meetings.team_panel import next_meeting
from portal.policy.guard import can, current_actor, requires
from portal.policy.table import P
from portal.tables.files import table_response
from portal.web.hooks import Act, on, panel
from portal.web.paging import page_number

BUCKETS_AHEAD = 4
ALSO_HERE = (
    agenda,
    answering,
    hearing,
    keeping,
    messaging,
    places,
    planning,
    recording,
    sending,
    showing,
    year,
)  # their pages stand on the same blueprint


@bp.get("/meetings/")
@requires(P.MEETING_READ)
def index() -> ResponseReturnValue:
    """Show the next meeting, what is planned and missing in the series, and what was."""
    kept = months_kept()
    form = ListForm(request.args, years=kept.years)
    status = HTTPStatus.OK if form.validate() else HTTPStatus.BAD_REQUEST
    found = _found(form)
    page = render_template(
        "meetings/index.html",
        form=form,
        found=found,
        next_line=found.next_after(today()),
        ahead=series.buckets_ahead(found.series, today(), count=BUCKETS_AHEAD),
        missed=series.missed_buckets(kept.moments, today()),
    )
    return page, status


def _found(form: ListForm) -> MeetingList:
    number = page_number(request.args.get("page"))
    found = meeting_list(current_actor(), form.filters(), today=today(), number=number)
    return found if number <= found.past.last else abort(404)


@bp.get("/meetings.<any(csv, xlsx):extension>")
@requires(P.MEETING_READ)
def export(extension: str) -> ResponseReturnValue:
    """Give the list of meetings as a file; all answers are counted for who plans only."""
    form = ListForm(request.args, years=months_kept().years)
    if not form.validate():
        abort(400)
    lines = all_lines(current_actor(), form.filters())
    return table_response(meetings_table(lines, with_answers=can(P.MEETING_PLAN)), extension)


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
    places.init_app(app)
    remembering.init_app(app)
    writers.init_app(app)
    on(app, Act.ASKS, asks_between)
    moments_from(app, moments_around)
    panel(app, "team", next_meeting)
    panel(app, "meetings", year.year_link)
