"""What the worker does for this room: a reminder after four weeks, a task on the day to look."""

from portal.clock import now, today
from portal.db import transaction
from portal.stewardship.services import pilots, reviewing


def keep_lives() -> int:
    """Remind teams that test for four weeks, open a task for each kit that is to be looked at."""
    with transaction():
        day = today()
        return pilots.remind(day, now()) + reviewing.open_due_reviews(day)
