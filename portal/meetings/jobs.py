"""What the worker does for this room."""

from datetime import timedelta
from typing import Final

from portal.clock import now, today
from portal.db import transaction
from portal.meetings.deputies import forget_before
from portal.meetings.reminding import send_reminders

NAMES_STAY: Final = timedelta(days=365)


def remind() -> int:
    """Queue the reminders that are due today; running it again sends nothing twice."""
    with transaction():
        return send_reminders(on=today(), now=now())


def forget_deputies() -> int:
    """Forget who went instead to the meetings of more than a year ago."""
    with transaction():
        return forget_before(today() - NAMES_STAY)
