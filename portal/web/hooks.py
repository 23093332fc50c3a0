"""Places on lower rooms' pages that higher rooms fill, so that imports go downward only."""

from collections import defaultdict
from collections.abc import Callable

from flask import Flask, current_app
from markupsafe import Markup

Panel = Callable[..., Markup | None]
PLACES = frozenset({"organisation", "team", "person", "meeting", "kit"})


def panel(app: Flask, place: str, function: Panel) -> None:
    """Let ``function(**what the page knows)`` add a section to the pages of ``place``."""
    if place not in PLACES:
        raise ValueError(f"No page has a place called {place!r}")
    app.extensions["panels"][place].append(function)


def panels(place: str, **context: object) -> Markup:
    """Return the sections that the rooms above add to this page, in the order of the rooms."""
    sections = (function(**context) for function in current_app.extensions["panels"][place])
    return Markup("").join(section for section in sections if section)


def init_app(app: Flask) -> None:
    """Start with empty places, before any room fills one."""
    app.extensions["panels"] = defaultdict(list)
    app.jinja_env.globals["panels"] = panels
