"""What the rooms above tell the trail's page: the names of their events and of people."""

from collections.abc import Callable, Collection, Mapping

from flask import Flask, current_app
from flask_babel.speaklater import LazyString

Names = Callable[[Collection[int]], Mapping[int, str]]


def name_events(app: Flask, names: Mapping[str, LazyString]) -> None:
    """Give the events of a room their names: ``{"meeting_planned": _l("Meeting planned")}``."""
    app.extensions["audit_events"].update(names)


def name_people(app: Flask, names: Names) -> None:
    """Let the page of the trail call people by name; ``names`` answers for many ids at once."""
    app.extensions["audit_people"] = names


def event_name(event: str) -> str:
    """Return the name of an event, or its key written apart when no room has named it."""
    named: Mapping[str, LazyString] = current_app.extensions["audit_events"]
    return str(named[event]) if event in named else event.replace("_", " ")


def people_names(ids: Collection[int]) -> Mapping[int, str]:
    """Return the names of these people, as far as they are known."""
    names: Names = current_app.extensions["audit_people"]
    return names(ids) if ids else {}


def _nobody(_ids: Collection[int]) -> Mapping[int, str]:
    return {}


def init_app(app: Flask) -> None:
    """Start without names, before any room gives one."""
    app.extensions["audit_events"] = {}
    app.extensions["audit_people"] = _nobody
