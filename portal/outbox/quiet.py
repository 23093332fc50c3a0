"""Quiet hours: a letter that can wait does not buzz at night, nor on a Sunday.

Care staff work in shifts: a phone that buzzes at night wakes who sleeps, and calls away who works.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

BEGIN: Final = time(20)
END: Final = time(7)
SUNDAY: Final = 7
_DAY: Final = timedelta(days=1)


def after_quiet_hours(moment: datetime, zone: str) -> datetime:
    """Return ``moment``, or when it is quiet in ``zone`` the first moment after, in UTC.

    Quiet is from eight in the evening to seven in the morning, and all Sunday. The hours are those
    on the clock, so a night in which the clock changes is an hour shorter or longer. Raises
    ``ValueError`` for a moment without a zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    local = moment.astimezone(ZoneInfo(zone))
    if not _is_quiet(local):
        return moment
    day = local.date() if local.time() < END else local.date() + _DAY
    if day.isoweekday() == SUNDAY:
        day += _DAY
    return datetime.combine(day, END, ZoneInfo(zone)).astimezone(UTC)


def _is_quiet(local: datetime) -> bool:
    return local.isoweekday() == SUNDAY or not END <= local.time() < BEGIN
