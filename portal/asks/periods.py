"""Periods of two months: January and February, March and April, and so on.

A *bucket* is such a period, counted through: ``year * 6 + 0..5``. The series of reflection moments
and the ask budget count in the same periods.
"""

from datetime import date, timedelta
from typing import Final

A_YEAR: Final = 6


def bucket_of(day: date) -> int:
    """Return the bucket of ``day``: its year times six, plus the pair of months (0 to 5)."""
    return day.year * A_YEAR + (day.month - 1) // 2


def bucket_span(bucket: int) -> tuple[date, date]:
    """Return the first and the last day of a bucket."""
    return _first_of(bucket), _first_of(bucket + 1) - timedelta(days=1)


def _first_of(bucket: int) -> date:
    year, pair = divmod(bucket, A_YEAR)
    return date(year, pair * 2 + 1, 1)
