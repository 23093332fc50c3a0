"""The life of one kit, and the lives of all kits."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.clock import today
from portal.policy.guard import can, current_actor, requires
from portal.policy.table import P
from portal.stewardship import labels
from portal.stewardship.blueprint import bp
from portal.stewardship.export import lives_table
from portal.stewardship.forms import LifeListForm, StepForm
from portal.stewardship.queries import listing
from portal.stewardship.reading import life_page
from portal.stewardship.views.shared import life_at
from portal.tables.files import table_response
from portal.web.paging import page_number
from portal.web.words import reader_locale


@bp.get("/moi/life/")
@requires(P.KIT_LIFE_READ)
def index() -> ResponseReturnValue:
    """List the lives of all kits: what each is, since when, who tests it, when it is looked at."""
    form, day = LifeListForm(request.args), today()
    if not form.validate():
        return render_template("stewardship/index.html", form=form, page=None, due=0), 400
    page = listing.lives(form.filters(), day, page_number(request.args.get("page")))
    due = listing.count_due(day) if can(P.KIT_MANAGE) else 0
    return render_template("stewardship/index.html", form=form, page=page, due=due)


@bp.get("/moi/life.<any(csv, xlsx):extension>")
@requires(P.KIT_LIFE_READ)
def index_file(extension: str) -> ResponseReturnValue:
    """Give the list of lives as a file."""
    form = LifeListForm(request.args)
    filters = form.filters() if form.validate() else listing.LifeFilters()
    table = lives_table(listing.all_lives(filters, today()), reader_locale())
    return table_response(table, extension)


@bp.get("/moi/<slug>/life")
@requires(P.KIT_LIFE_READ)
def show(slug: str) -> ResponseReturnValue:
    """Show every step in the life of a kit, and what comes next."""
    life = life_at(slug)
    page = life_page(life, current_actor(), today())
    form = StepForm(formdata=None, data={"seen": str(life.seen)})
    return render_template("stewardship/show.html", page=page, form=form)


@bp.context_processor
def _words() -> dict[str, object]:
    return {"labels": labels, "today": today(), "words_of": lambda v: v.words(reader_locale())}
