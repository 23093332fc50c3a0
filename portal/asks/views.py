"""What the network asks of teams: a page and a file for each two months."""

from flask import Blueprint, Flask, abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.asks import queries, services, words
from portal.asks.asking import asks_in
from portal.asks.export import asks_table
from portal.asks.rules import MOST_MINUTES, Period, spread
from portal.clock import today
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.tables.files import table_response
from portal.web.hooks import Act, on
from portal.web.paging import page_number

bp = Blueprint("asks", __name__, template_folder="templates")


@bp.get("/asks/")
@requires(P.ASKS_READ)
def index() -> ResponseReturnValue:
    """Show how many minutes are asked of each team and organisation in two months, and what for."""
    period, actor = _period(), current_actor()
    asks = asks_in(period)
    number = page_number(request.args.get("page"))
    page = queries.page_of_organisations(actor, asks, period, today(), number)
    if number > 1 and not page.rows:
        abort(404)
    return render_template(
        "asks/index.html",
        period=period,
        asks=asks,
        page=page,
        bands=spread(queries.minutes_of_teams(actor, asks, period, today())),
        reasons=queries.reasons_in(period),
    )


@bp.get("/asks.<any(csv, xlsx):extension>")
@requires(P.ASKS_READ)
def export(extension: str) -> ResponseReturnValue:
    """Give the same as a file, a line for each ask of each place."""
    period = _period()
    lines = queries.every_organisation(current_actor(), asks_in(period), period, today())
    return table_response(asks_table(lines, period), extension)


def _period() -> Period:
    """Return the period that the address asks for, the present one if none; 404 for no period."""
    raw = request.args.get("period")
    period = Period.read(raw) if raw else Period.of(today())
    if period is None:
        abort(404)
    return period


def _forget(*, person_id: int) -> None:
    services.forget_person(person_id)


def _data(*, person_id: int) -> dict[str, object]:
    return {"reasons_for_asking_more": services.given_by(person_id)}


def init_app(app: Flask) -> None:
    """Serve the page, and give every template the words for a period."""
    app.register_blueprint(bp)
    app.jinja_env.globals["MOST_MINUTES"] = MOST_MINUTES
    app.jinja_env.filters.update(
        period_months=words.months_of, bands_as_rows=words.rows_of, bands_in_words=words.sentence_of
    )
    on(app, Act.ERASE, _forget)
    on(app, Act.PERSON_DATA, _data)
