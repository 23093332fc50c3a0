"""What the pages of this room share: finding a meeting within reach, and where to go next."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from portal.clock import now, today
from portal.meetings import queries
from portal.meetings.models import Meeting, MeetingState
from portal.policy.guard import current_actor, ensure
from portal.policy.table import P
from portal.rules import RuleBroken
from portal.web.words import reason as in_words


def readable(meeting_id: int) -> Meeting:
    """Return a meeting that the reader may know of, with agenda and minutes, or 404."""
    known = queries.visible_to(current_actor())
    return ensure(
        P.MEETING_READ,
        Meeting,
        queries.is_meeting(meeting_id),
        known,
        options=queries.WITH_EVERYTHING,
    )


def plannable(meeting_id: int) -> Meeting:
    """Return a meeting that the reader may plan, with agenda and minutes, or 404."""
    return ensure(
        P.MEETING_PLAN, Meeting, queries.is_meeting(meeting_id), options=queries.WITH_EVERYTHING
    )


def to_meeting(meeting_id: int) -> ResponseReturnValue:
    """Send the reader on to the page of a meeting."""
    return redirect(url_for("meetings.show", meeting_id=meeting_id), code=303)


def local_now(meeting: Meeting) -> datetime:
    """Return the time on the clock at the meeting, without a zone, on the network's own day."""
    at_the_place = now().astimezone(ZoneInfo(meeting.zone)).time()
    return datetime.combine(today(), at_the_place)


def back(meeting: Meeting, refused: RuleBroken) -> ResponseReturnValue:
    """Send the reader back to the page of a meeting, with why a step is not possible."""
    flash(in_words(refused))
    return to_meeting(meeting.id)


def written_in() -> str:
    """Return the language in which somebody writes: the one they read the portal in."""
    return str(get_locale())


def is_on_today(meeting: Meeting) -> bool:
    """Tell whether people come together today."""
    return meeting.state is MeetingState.INVITED and meeting.local_date == today()
