"""Findings on the page of a meeting: what was found there, and what came of it."""

from flask import Flask
from markupsafe import Markup

from portal.adjustments import queries
from portal.clock import today
from portal.meetings.models import TOOK_PLACE, Meeting
from portal.policy.guard import can
from portal.policy.table import P
from portal.web.hooks import panel, section


def on_meeting(*, meeting: Meeting, **_: object) -> Markup | None:
    """Show what was found at a meeting and where its loop stands, to who takes part."""
    if meeting.state not in TOOK_PLACE or not can(P.ADJUSTMENT_READ):
        return None
    lines = queries.findings_of_meeting(meeting.id, today())
    if not lines and not can(P.ADJUSTMENT_KEEP):
        return None
    return section("adjustments/panel.html", lines=lines, meeting=meeting)


def init_app(app: Flask) -> None:
    """Take a place on that page."""
    panel(app, "meeting", on_meeting)
