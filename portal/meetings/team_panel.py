"""What the page of a team shows of meetings: the next one, to who may know of it."""

from markupsafe import Markup

from portal.clock import today
from portal.meetings.queries import find_next_meeting
from portal.policy.guard import can
from portal.policy.table import P
from portal.web.hooks import section


def next_meeting(**_: object) -> Markup | None:
    """Return the section on the next meeting, or nothing when none is planned."""
    meeting = find_next_meeting(today()) if can(P.MEETING_READ) else None
    if meeting is None:
        return None
    return section("meetings/team_panel.html", meeting=meeting)
