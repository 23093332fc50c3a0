"""``/today``: where everybody starts; ``/coverage``: the model beside what the network does."""

from datetime import date

from flask import Blueprint, Flask, abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.clock import today
from portal.insights import turnout_views
from portal.insights.coverage import STAGES, coverage_on
from portal.insights.coverage_picture import draw_coverage
from portal.insights.coverage_table import coverage_table
from portal.insights.today import today_of
from portal.moi.labels import STAGES as STAGE_WORDS
from portal.network.forms.reading import DayForm
from portal.network.listing import Summary
from portal.network.picture import Picture, picture_of
from portal.policy.guard import can, current_actor, requires, signed_in
from portal.policy.table import Permission
from portal.tables.files import table_response
from portal.taxonomy import model

bp = Blueprint("insights", __name__, template_folder="templates")


@bp.get("/today")
@signed_in
def show_today() -> ResponseReturnValue:
    """Show what needs the reader, with the reason and the step beside it."""
    day, actor = today(), current_actor()
    page = today_of(actor, day)
    picture = _picture(page.network, day) if page.network else None
    return render_template("insights/today.html", actor=actor, day=day, page=page, picture=picture)


@bp.get("/coverage")
@requires(Permission.COVERAGE_READ)
def coverage() -> ResponseReturnValue:
    """Show of every element of the model what is asked, what there is, and what is used."""
    form, day = _asked_day()
    told = coverage_on(day)
    known = {"form": form, "today": today(), "map": told, "parts": draw_coverage(told)}
    known |= {"model": model, "stages": STAGES, "stage_words": STAGE_WORDS}
    return render_template("insights/coverage.html", **known), 400 if form.errors else 200


@bp.get("/coverage.<any(csv, xlsx):extension>")
@requires(Permission.COVERAGE_READ)
def coverage_file(extension: str) -> ResponseReturnValue:
    """Give the map of a day as a file."""
    form, day = _asked_day()
    if form.errors:
        abort(400)
    return table_response(coverage_table(coverage_on(day)), extension)


def _asked_day() -> tuple[DayForm, date]:
    form = DayForm(request.args)
    form.validate()
    return form, form.day(today())


def _picture(network: Summary, day: date) -> Picture:
    """Draw the network; the bars lead to the list for whoever may open it."""
    leads = can(Permission.ORGANISATION_READ)
    return picture_of(network, list(network.by_wave), day, leads=leads)


def init_app(app: Flask) -> None:
    """Serve the pages of this room."""
    app.register_blueprint(bp)
    turnout_views.init_app(app)
