"""What teams used: counts and what they told for who may read it, and panels elsewhere."""

from flask import Flask, abort, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.adoption import by_code, choosing, labels, panels, queries, remembering, telling
from portal.adoption.blueprint import bp
from portal.adoption.export import counts_table, uses_table
from portal.adoption.forms import UseListForm
from portal.adoption.reading import counts_of, lines_of
from portal.clock import today
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.tables.files import table_response
from portal.web.paging import page_number

ALSO_HERE = (by_code, choosing, telling)  # their pages stand on the same blueprint


@bp.get("/uses/")
@requires(P.USE_READ)
def index() -> ResponseReturnValue:
    """Show what teams used, as counts of counted teams."""
    form = _filters()
    if not form.validate():
        return render_template("adoption/index.html", form=form, counts=None), 400
    number = page_number(request.args.get("page"))
    counts = counts_of(current_actor(), form, today(), number=number)
    if number > counts.page.last:
        abort(404)
    return render_template("adoption/index.html", form=form, counts=counts)


@bp.get("/uses.<any(csv, xlsx):extension>")
@requires(P.USE_READ)
def index_file(extension: str) -> ResponseReturnValue:
    """Give the counts, with the same filters, as a file."""
    form = _filters()
    if not form.validate():
        abort(400)
    counts = counts_of(current_actor(), form, today(), number=None)
    return table_response(counts_table(counts, form.grouping), extension)


@bp.get("/uses/told/")
@requires(P.USE_READ)
def told() -> ResponseReturnValue:
    """List what teams told, the last use first."""
    form = _filters()
    if not form.validate():
        return render_template("adoption/told.html", form=form, page=None, lines=[]), 400
    number, actor = page_number(request.args.get("page")), current_actor()
    page = queries.uses_page(actor, form.filters(), number=number)
    if number > page.last:
        abort(404)
    lines = lines_of(page.rows, actor)
    return render_template("adoption/told.html", form=form, page=page, lines=lines)


@bp.get("/uses/told.<any(csv, xlsx):extension>")
@requires(P.USE_READ)
def told_file(extension: str) -> ResponseReturnValue:
    """Give all that teams told, with the same filters, as a file."""
    form, actor = _filters(), current_actor()
    if not form.validate():
        abort(400)
    uses = queries.all_uses(actor, form.filters())
    return table_response(uses_table(lines_of(uses, actor)), extension)


def _filters() -> UseListForm:
    """Read the filters; an empty choice in the address is none."""
    return UseListForm(MultiDict([pair for pair in request.args.items(multi=True) if pair[1]]))


def init_app(app: Flask) -> None:
    """Serve the pages of this room, and show what was used on the pages of others."""
    app.register_blueprint(bp)
    remembering.register_acts(app)
    panels.init_app(app)
    app.jinja_env.globals.update(
        felt_label=labels.felt_label,
        again_label=labels.again_label,
        people_label=labels.people_label,
        next_kit_reason=labels.reason_label,
        by_label=labels.by_label,
    )
