"""What the worker does for this room."""

from flask import current_app

from portal.clock import now, today
from portal.config import settings_of
from portal.db import transaction
from portal.minutes.digest import queue_digests
from portal.outbox.quiet import after_quiet_hours


def tell_news() -> int:
    """Queue the mails about what is new after meetings: once a day, never at night or on Sunday."""
    zone = settings_of(current_app).time_zone
    at = now()
    if after_quiet_hours(at, zone) != at:
        return 0
    with transaction():
        return queue_digests(on=today(), now=at)
