"""The calendar law of the bimonthly series: pure decisions about days, never about people.

The law wants one moment per bucket of two months, 6 to 12 weeks after the one before and before the
one after; refuses weekends and public holidays; and warns on Flemish school holidays. Times on the
clock belong to the place: 13:30 stays 13:30 when the clocks change, so an instant is always derived
from the local date, the local time and the zone.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from portal.asks.periods import bucket_of, bucket_span
from portal.meetings.school_holidays import find_school_holiday, is_covered
from portal.rules import N_

ZONE: Final = "Europe/Brussels"
CLOSEST: Final = timedelta(weeks=6)
WIDEST: Final = timedelta(weeks=12)
NOTICE: Final = timedelta(weeks=3)
THURSDAY: Final = 3
SATURDAY: Final = 5
FLEMISH_COMMUNITY_DAY: Final = (7, 11)


class Concern(StrEnum):
    """Why a day is not simply fine."""

    PAST = "past"
    WEEKEND = "weekend"
    PUBLIC_HOLIDAY = "public_holiday"
    BUCKET_TAKEN = "bucket_taken"
    TOO_CLOSE = "too_close"
    TOO_FAR = "too_far"
    LEAVES_GAP = "leaves_gap"
    SCHOOL_HOLIDAY = "school_holiday"
    SCHOOL_UNKNOWN = "school_unknown"


REFUSED: Final = frozenset({Concern.PAST, Concern.WEEKEND, Concern.PUBLIC_HOLIDAY})
WANTS_REASON: Final = frozenset(
    {Concern.BUCKET_TAKEN, Concern.TOO_CLOSE, Concern.TOO_FAR, Concern.LEAVES_GAP}
)
WARNED: Final = frozenset({Concern.SCHOOL_HOLIDAY, Concern.SCHOOL_UNKNOWN})
MESSAGES: Final[dict[Concern, str]] = {
    Concern.PAST: N_("This day is already past. Choose a day to come."),
    Concern.WEEKEND: N_("This day falls in a weekend. Choose a weekday."),
    Concern.PUBLIC_HOLIDAY: N_("This day is a public holiday. Choose another day."),
    Concern.BUCKET_TAKEN: N_("There already is a reflection moment in these two months."),
    Concern.TOO_CLOSE: N_("There are less than 6 weeks between this day and another moment."),
    Concern.TOO_FAR: N_("There are more than 12 weeks between this day and the moment before."),
    Concern.LEAVES_GAP: N_("There are more than 12 weeks between this day and the next moment."),
    Concern.SCHOOL_HOLIDAY: N_("This day falls in a Flemish school holiday."),
    Concern.SCHOOL_UNKNOWN: N_("The Flemish school holidays of this year are not known here yet."),
}


@dataclass(frozen=True)
class Reason:
    """A sentence behind a proposal: a catalogue key and what it names."""

    message: str
    weeks: int = 0


@dataclass(frozen=True)
class Proposal:
    """A day for the next moment, what is not simply fine about it, and why this day."""

    day: date
    concerns: frozenset[Concern]
    reasons: tuple[Reason, ...]


@lru_cache(maxsize=32)
def public_holidays(year: int) -> frozenset[date]:
    """Return the Belgian public holidays, and 11 July, which that list does not hold."""
    return frozenset(holidays.country_holidays("BE", years=year)) | {
        date(year, *FLEMISH_COMMUNITY_DAY)
    }


def is_public_holiday(day: date) -> bool:
    """Tell whether ``day`` is a Belgian public holiday or the Flemish one of 11 July."""
    return day in public_holidays(day.year)


def instant_of(day: date, at: time, zone: str = ZONE) -> datetime:
    """Return the UTC instant at which a clock in ``zone`` shows ``at`` on ``day``."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def concerns_of(day: date, others: Collection[date], *, today: date) -> frozenset[Concern]:
    """Return all that is not simply fine about ``day``, beside the ``others`` of the series."""
    return frozenset({*_calendar_concerns(day, today), *_series_concerns(day, others)})


def _calendar_concerns(day: date, today: date) -> Iterator[Concern]:
    if day < today:
        yield Concern.PAST
    if day.weekday() >= SATURDAY:
        yield Concern.WEEKEND
    if is_public_holiday(day):
        yield Concern.PUBLIC_HOLIDAY
    if find_school_holiday(day):
        yield Concern.SCHOOL_HOLIDAY
    elif not is_covered(day):
        yield Concern.SCHOOL_UNKNOWN


def _series_concerns(day: date, others: Collection[date]) -> Iterator[Concern]:
    if bucket_of(day) in {bucket_of(other) for other in others}:
        yield Concern.BUCKET_TAKEN
    if any(abs(other - day) < CLOSEST for other in others):
        yield Concern.TOO_CLOSE
    before = [other for other in others if other < day]
    if before and day - max(before) > WIDEST:
        yield Concern.TOO_FAR
    # Where a bucket lies between, a moment can still come in it; else nothing closes the gap.
    after = [other for other in others if bucket_of(other) == bucket_of(day) + 1]
    if after and min(after) - day > WIDEST:
        yield Concern.LEAVES_GAP


def usual_day(bucket: int) -> date:
    """Return the usual day of a bucket: the second Thursday of its second month."""
    first = bucket_span(bucket)[1].replace(day=1)
    return first + timedelta(days=(THURSDAY - first.weekday()) % 7 + 7)


def propose_next(others: Collection[date], *, today: date) -> Proposal:
    """Propose a day in the first bucket without a moment that can still be announced in time.

    ``others`` are the days of all moments that are held, planned or invited. Among the Thursdays
    of the bucket the lawful go first, then those outside school holidays, then the nearest to the
    usual day; inside a holiday, the nearest to its end.
    """
    taken = {bucket_of(other) for other in others}
    bucket = bucket_of(today)
    while bucket in taken or not (days := _candidates(bucket, today)):
        bucket += 1
    weighed = {day: concerns_of(day, others, today=today) for day in days}
    day = min(days, key=lambda one: _preference(one, weighed[one]))
    return Proposal(day, weighed[day], tuple(_reasons(day, weighed[day], others)))


def _candidates(bucket: int, today: date) -> list[date]:
    first, last = bucket_span(bucket)
    every = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return [
        day
        for day in every
        if day.weekday() == THURSDAY and day >= today + NOTICE and not is_public_holiday(day)
    ]


def _preference(day: date, concerns: frozenset[Concern]) -> tuple[bool, bool, timedelta, int]:
    holiday = find_school_holiday(day)
    away = holiday.last - day if holiday else abs(day - usual_day(bucket_of(day)))
    return bool(concerns & WANTS_REASON), holiday is not None, away, -day.toordinal()


def _reasons(day: date, concerns: frozenset[Concern], others: Collection[date]) -> Iterator[Reason]:
    before = [other for other in others if other < day]
    if before:
        yield Reason(N_("It is %(weeks)s weeks after the moment before."), _weeks(day, max(before)))
    else:
        yield Reason(N_("It is the first moment of the series."))
    yield Reason(N_("These two months have no moment yet."))
    yield from (Reason(MESSAGES[one]) for one in Concern if one in concerns & WANTS_REASON)
    usual = usual_day(bucket_of(day))
    if Concern.SCHOOL_HOLIDAY in concerns:
        yield Reason(N_("It is the closest Thursday to the end of the school holiday."))
    elif day != usual and (find_school_holiday(usual) or is_public_holiday(usual)):
        yield Reason(N_("The usual second Thursday falls in a holiday; this one does not."))
    elif Concern.SCHOOL_UNKNOWN not in concerns:
        yield Reason(N_("It is not a public holiday and not a Flemish school holiday."))


def _weeks(day: date, before: date) -> int:
    return round((day - before).days / 7)
