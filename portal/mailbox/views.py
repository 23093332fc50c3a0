"""What came back by mail, as counts; and on the page of a meeting, who would send a colleague."""

from flask import Flask, current_app, render_template
from markupsafe import Markup

from portal.clock import today
from portal.config import settings_of
from portal.mailbox import queries, remembering
from portal.mailbox.blueprint import bp
from portal.mailbox.cli import group
from portal.mailbox.words import DEALT_WITH, FOR_A_LOOK, OUTCOMES, REFUSED
from portal.meetings.models import Meeting, MeetingState
from portal.policy.guard import can, requires
from portal.policy.table import P
from portal.web.hooks import panel, section


@bp.get("/outbox/received")
@requires(P.OUTBOX_READ)
def received() -> str:
    """Show how many messages came to what, day by day; what they said is not kept."""
    days = queries.received_since(today() - queries.SHOWN)
    return render_template(
        "mailbox/received.html",
        days=days,
        names=OUTCOMES,
        groups=(FOR_A_LOOK, REFUSED, DEALT_WITH),
        reads_mailbox=settings_of(current_app).mailbox_url is not None,
    )


def colleagues_panel(meeting: Meeting, **_known: object) -> Markup | None:
    """Tell the coordinator whose calendar said that a colleague goes instead."""
    if meeting.state is not MeetingState.INVITED or not can(P.MEETING_PLAN):
        return None
    invitations = queries.colleagues_coming(meeting.id)
    return section("mailbox/colleagues.html", invitations=invitations) if invitations else None


def init_app(app: Flask) -> None:
    """Serve the page of this room, its panel and its command."""
    app.register_blueprint(bp)
    panel(app, "meeting_aside", colleagues_panel)
    remembering.register_acts(app)
    app.cli.add_command(group)
