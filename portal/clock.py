"""The one place that reads the clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app

from portal.config import settings_of


def now() -> datetime:
    """Return this moment, in UTC: for tokens, sessions, limits and retries."""
    return datetime.now(UTC)


def today() -> date:
    """Return the network's date: the pinned ``TODAY``, else the date in ``TIME_ZONE``."""
    settings = settings_of(current_app)
    return settings.today or now().astimezone(ZoneInfo(settings.time_zone)).date()
