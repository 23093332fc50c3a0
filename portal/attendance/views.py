"""Pages of this room, and what it adds to the page of a meeting."""

from flask import Flask
from markupsafe import Markup

from portal.attendance import (
    attestations,
    by_link,
    day,
    door,
    guests,
    marking,
    queries,
    remembering,
)
from portal.attendance.blueprint import bp
from portal.attendance.forms import HereForm
from portal.attendance.reading import not_now, ways_of
from portal.meetings.models import Meeting
from portal.policy.guard import actor_or_none, can
from portal.policy.table import P
from portal.web.hooks import panel, section

__all__ = ["attestations", "by_link", "day", "door", "guests", "marking"]


def door_panel(*, meeting: Meeting, **_: object) -> Markup | None:
    """Let who is invited check in while the door is open: no statement outside those hours."""
    actor = actor_or_none()
    if actor is None or not_now(meeting):
        return None
    mark = queries.mark_at(meeting.id, actor.person_id)
    if mark is None:
        return None
    return section(
        "attendance/here.html",
        meeting=meeting,
        is_in=mark.is_there,
        form=HereForm(formdata=None, ways=ways_of(meeting)),
    )


def day_panel(meeting: Meeting) -> Markup | None:
    """Lead who leads the meeting to the pages of the day: without a statement."""
    if meeting.state in day.NO_DAY or not can(P.MEETING_PLAN):
        return None
    return section("attendance/day_links.html", meeting=meeting)


def init_app(app: Flask) -> None:
    """Serve the pages of this room, and take part in what others show and do."""
    app.register_blueprint(bp)
    panel(app, "meeting", door_panel)
    panel(app, "meeting_aside", day_panel)
    remembering.register_acts(app)
