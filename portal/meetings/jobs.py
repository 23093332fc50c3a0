"""What the worker does for this room."""

from portal.clock import now, today
from portal.db import transaction
from portal.meetings.inviting import send_reminders


def remind() -> int:
    """Queue the reminders that are due today; running it again sends nothing twice."""
    with transaction():
        return send_reminders(on=today(), now=now())
