"""What the pages of this room share: a meeting within reach, and its minutes."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portal.meetings.models import Meeting
from portal.meetings.queries import WITH_EVERYTHING, is_meeting
from portal.minutes import queries
from portal.policy.guard import current_actor, ensure
from portal.policy.table import P


def writable(meeting_id: int) -> Meeting:
    """Return a meeting whose minutes the reader may write, with its agenda, or 404."""
    return ensure(P.MINUTES_WRITE, Meeting, is_meeting(meeting_id), options=WITH_EVERYTHING)


def readable(meeting_id: int) -> Meeting:
    """Return a meeting whose minutes the reader may read, with its agenda, or 404."""
    known = queries.readable_to(current_actor())
    return ensure(P.MEETING_READ, Meeting, is_meeting(meeting_id), known, options=WITH_EVERYTHING)


def to_minutes(meeting_id: int) -> ResponseReturnValue:
    """Send the writer back to the minutes."""
    return redirect(url_for("minutes.write", meeting_id=meeting_id), code=303)
