"""What the worker does for this room: names of guests are forgotten after a year."""

from portal.attendance.remembering import forget_old
from portal.clock import today
from portal.db import transaction


def forget_guests() -> int:
    """Forget the names of guests and deputies of more than a year ago; return how many guests."""
    with transaction():
        return forget_old(today())
