"""The minutes on the page of their meeting; the other pages of this room stand on one blueprint."""

from typing import Any

from flask import Flask
from markupsafe import Markup

from portal.meetings.models import Meeting
from portal.minutes import (
    actions,
    agenda_source,
    approving,
    digest,
    earlier,
    queries,
    remembering,
    showing,
    writing,
)
from portal.minutes.blueprint import bp
from portal.minutes.rules import SETTLED
from portal.minutes.words import part_label
from portal.policy.guard import can
from portal.policy.table import P
from portal.web.hooks import Act, on, panel, section

ALSO_HERE = (
    actions,
    approving,
    earlier,
    showing,
    writing,
)  # their pages stand on the same blueprint


def on_its_meeting(*, meeting: Meeting, **_known: Any) -> Markup | None:  # noqa: ANN401 -- what else the page knows
    """Show what was said and agreed, to who may read it; to others that it follows."""
    if not (can(P.MINUTES_WRITE) or meeting.state in SETTLED):
        return section("minutes/follows.html") if meeting.state.value == "held" else None
    texts = queries.texts_of(meeting)
    return section("minutes/panel.html", texts=texts, meeting=meeting) if texts else None


def init_app(app: Flask) -> None:
    """Serve the pages of this room, and stand on the page of a meeting."""
    app.register_blueprint(bp)
    app.jinja_env.filters.update(part_label=part_label)
    panel(app, "meeting", on_its_meeting)
    on(app, Act.AGENDA, agenda_source.suggest)
    digest.init_app(app)
    remembering.init_app(app)
