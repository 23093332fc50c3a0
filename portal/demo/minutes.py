"""The minutes of the practice network: what was said, decided and agreed at the moments held."""

from datetime import date

from portal.meetings.queries import held_meetings
from portal.minutes.models import Part
from portal.minutes.services import PastMinutes, record_past_minutes
from portal.network.queries import current_posts
from portal.policy.table import Role


def fill_minutes(*, today: date) -> None:
    """Write and approve the minutes of every moment held; nobody is written to."""
    by = current_posts(Role.COORDINATOR, today)[0].person_id
    for meeting in held_meetings():
        past = PastMinutes(texts={Part.GENERAL: "We spraken af wat we onthouden."})
        record_past_minutes(meeting, past, on=today, by=by)
