"""The trail for the administrator: who did what, and when."""

from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from portal.audit import queries, words
from portal.audit.forms import FilterForm
from portal.audit.queries import Wanted
from portal.audit.tables import acts_table, detail_line
from portal.config import settings_of
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.tables.files import table_response
from portal.web.paging import page_number

bp = Blueprint("audit", __name__, template_folder="templates")


@bp.get("/audit/")
@requires(P.AUDIT_READ)
def index() -> ResponseReturnValue:
    """List the acts, the newest first, of one kind and between two days if asked."""
    actor, form = current_actor(), _filters()
    wanted = _wanted(form) if form.validate() else Wanted(zone=_zone())
    number = page_number(request.args.get("page"))
    page = queries.acts_for(actor, wanted=wanted, number=number)
    people = words.people_names({act.by_person_id for act in page.rows if act.by_person_id})
    shown = render_template("audit/index.html", page=page, people=people, form=form, query=_query())
    return shown, 400 if form.errors else 200


@bp.get("/audit.csv", defaults={"extension": "csv"})
@bp.get("/audit.xlsx", defaults={"extension": "xlsx"})
@requires(P.AUDIT_READ)
def table(extension: str) -> ResponseReturnValue:
    """Give the same list as a file."""
    form = _filters()
    if not form.validate():
        abort(400)
    acts = queries.all_acts_for(current_actor(), wanted=_wanted(form))
    return table_response(acts_table(acts, zone=_zone()), extension)


def _filters() -> FilterForm:
    form = FilterForm(formdata=request.args)
    form.offer(queries.events_for(current_actor()))
    return form


def _wanted(form: FilterForm) -> Wanted:
    return Wanted(
        zone=_zone(),
        event=form.event.data or None,
        first=form.first.data,
        last=form.last.data,
    )


def _query() -> dict[str, str]:
    return {key: value for key, value in request.args.items() if key in FilterForm.FIELDS}


def _zone() -> ZoneInfo:
    return ZoneInfo(settings_of(current_app).time_zone)


def init_app(app: Flask) -> None:
    """Serve the pages of this room."""
    words.init_app(app)
    app.register_blueprint(bp)
    app.jinja_env.filters["detail_line"] = detail_line
