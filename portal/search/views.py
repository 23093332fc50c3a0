"""One page that searches everything the reader may open."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.clock import today
from portal.policy.guard import actor_or_none, public
from portal.search import keeping, library, queries, words
from portal.search.cli import search
from portal.search.forms import SearchForm
from portal.search.queries import Group
from portal.search.rules import Term, asked
from portal.web.words import reader_locale

bp = Blueprint("search", __name__, template_folder="templates")


@bp.get("/search")
@public
def index() -> ResponseReturnValue:
    """Show what was found, by kind; a visitor finds the public lesson kits."""
    form = SearchForm(request.args)
    if not form.validate():
        return render_template("search/index.html", form=form, groups=None), 400
    terms = asked(form.q.data or "")
    groups = _found(terms, form) if terms else None
    return render_template("search/index.html", form=form, groups=groups, **_ways(terms))


def _found(terms: Sequence[Term], form: SearchForm) -> Sequence[Group]:
    kind, number = form.wanted(), form.number()
    if kind is None:
        return queries.find(actor_or_none(), terms, on=today())
    group = queries.find_of_kind(actor_or_none(), terms, kind, on=today(), number=number)
    if number > 1 and not group.hits:
        abort(404)
    return [group] if group.hits else []


def _ways(terms: Sequence[Term]) -> dict[str, Any]:
    lang = reader_locale()
    return {"shown": lambda hit: words.shown(hit, terms, lang)}


def init_app(app: Flask) -> None:
    """Serve the page, add the command, keep the index fresh, and answer the library."""
    app.register_blueprint(bp)
    app.cli.add_command(search)
    keeping.init_app(app)
    library.init_app(app)


@bp.context_processor
def _words() -> dict[str, object]:
    return {"GROUPS": words.GROUPS, "OF_EACH_KIND": queries.OF_EACH_KIND}
