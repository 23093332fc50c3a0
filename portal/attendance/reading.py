"""What the pages of this room share: the hours of a meeting, who is at the door, addresses."""

from collections.abc import Sequence
from datetime import datetime

import segno
from flask import Response, make_response
from markupsafe import Markup

from portal.accounts import door, limits
from portal.attendance import queries, rules
from portal.db import transaction
from portal.meetings.models import Meeting, Presence
from portal.meetings.reading import local_now
from portal.rules import RuleBroken, why_not


def window(meeting: Meeting) -> tuple[datetime, datetime]:
    """Return from when until when people check in, on the clock of the meeting."""
    return rules.window_of(meeting.local_date, meeting.starts_at, meeting.ends_at)


def not_now(meeting: Meeting) -> RuleBroken | None:
    """Return why nobody can check in at this moment, or nothing."""
    hours = window(meeting)
    return why_not(rules.check_may_check_in, meeting.state, hours, local_now=local_now(meeting))


def is_over(meeting: Meeting) -> bool:
    """Tell whether the hours of checking in are past: then the code opens nothing."""
    return local_now(meeting) > window(meeting)[1]


def ways_of(meeting: Meeting) -> Sequence[Presence]:
    """Return how one can be at this meeting, the usual way first."""
    ways = []
    if meeting.place:
        ways.append(Presence.ON_SITE)
    if meeting.join_url:
        ways.append(Presence.ONLINE)
    return ways


def meeting_behind(typed: str) -> Meeting | None:
    """Look up a code of a screen after counting the try; one that opens something is forgiven."""
    tries = door.address_key("check-in")
    door.hold_back({tries: rules.CODE_TRIES})
    kept = queries.find_by_code(typed)
    if kept is None or is_over(kept.meeting):
        return None
    with transaction():
        limits.forgive_address(tries)
    found = queries.find_by_code(typed)
    return found.meeting if found else None


def qr_of(address: str) -> Markup:
    """Return an address as a QR drawing, dark on white whatever the page's colours."""
    drawing = segno.make(address, error="m", micro=False)
    return Markup(  # noqa: S704 -- drawn here, from an address of ours
        drawing.svg_inline(scale=6, border=4, dark="#000", light="#fff", omitsize=True)
    )


def unlisted(page: str, status: int = 200) -> Response:
    """Answer with a page that no search engine keeps."""
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
