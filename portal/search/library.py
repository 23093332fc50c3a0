"""What the library of lesson kits asks of the index, so that it need not know the index."""

from flask import Flask
from sqlalchemy import Select, case, select

from portal.search import engine
from portal.search.models import Kind, kind_in, thing_in
from portal.search.rules import LONGEST_QUERY, asked
from portal.web.hooks import Act, on


def kits_with(*, words: str) -> Select[int, bool] | None:
    """Select the kits that have these words, and whether by name; nothing where none is asked."""
    terms = asked(words[:LONGEST_QUERY])
    if not terms:
        return None
    match = engine.match(terms)
    of_a_kit = kind_in(engine.ROWID) == list(Kind).index(Kind.KIT)
    # No kit where it is another kind. As a condition, PostgreSQL would guess that hardly any row
    # is of a kit, and look at all kits once for each.
    kit_id = case((of_a_kit, thing_in(engine.ROWID))).label("kit_id")
    return select(kit_id, match.by_name.label("by_name")).where(match.fits)


def init_app(app: Flask) -> None:
    """Answer the library when it looks for words."""
    on(app, Act.FIND_KITS, kits_with)
