"""Places on lower rooms' pages that higher rooms fill, so that imports go downward only."""

from collections import defaultdict
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from flask import Flask, current_app, render_template
from markupsafe import Markup


class Act(StrEnum):
    """What happens in a lower room, and higher rooms add their part to, in the same transaction.

    Each says what its functions are told, and what they return.
    """

    HAND_OVER = "hand_over"  # organisation_id, before_id, successor_id, on, by -> rows moved
    MOVES = "moves"  # organisation_id, before_id, on -> what a hand-over moves, in words (list)
    SUCCESSION = "succession"  # organisation_id, before_id, successor_id, on, by: on the day itself
    MERGE = "merge"  # kept_id, gone_id: settle what both people have -> None
    ERASE = "erase"  # person_id: forget what names the person -> None
    PERSON_DATA = "person_data"  # person_id -> {key: what JSON can hold}
    ORGANISATION_DATA = "organisation_data"  # organisation_id -> list of portal.tables Table
    ASKS = "asks"  # since, until -> list of portal.asks Ask
    AGENDA = "agenda"  # meeting_id, day -> list of portal.meetings.agenda.sources Suggestion
    HEALTH = "health"  # nothing -> a line for each thing that is wrong though the portal serves
    FIND_KITS = "find_kits"  # words -> Select of (kit_id, by_name), or None where nothing is asked


Panel = Callable[..., Markup | None]
PLACES = frozenset(
    {
        "page",
        "organisation",
        "team",
        "team_by_code",
        "person",
        "me",
        "meeting",
        "meeting_aside",
        "meetings",
        "kit",
        "library",
        "kits_of_team",
        "kits_of_organisation",
        "need",
    }
)


def panel(app: Flask, place: str, function: Panel) -> None:
    """Let ``function(**what the page knows)`` add a section to the pages of ``place``."""
    if place not in PLACES:
        raise ValueError(f"No page has a place called {place!r}")
    app.extensions["panels"][place].append(function)


def panels(place: str, **context: object) -> Markup:
    """Return the sections that the rooms above add to this page, in the order of the rooms."""
    sections = (function(**context) for function in current_app.extensions["panels"][place])
    return Markup("").join(section for section in sections if section)


def section(template: str, **known: object) -> Markup:
    """Return a template of ours as a piece of a page: Jinja has escaped what others wrote."""
    return Markup(render_template(template, **known))  # noqa: S704 -- an autoescaped template


def on(app: Flask, act: Act, function: Callable[..., Any]) -> None:
    """Let ``function(**what is told)`` take part in an act of a lower room."""
    app.extensions["acts"][act].append(function)


def tell(act: Act, **what: object) -> list[Any]:
    """Tell the rooms above of an act; return what each of them says, in the order of the rooms."""
    return [function(**what) for function in current_app.extensions["acts"][act]]


def init_app(app: Flask) -> None:
    """Start with empty places and acts, before any room fills one."""
    app.extensions["panels"] = defaultdict(list)
    app.extensions["acts"] = defaultdict(list)
    app.jinja_env.globals["panels"] = panels
