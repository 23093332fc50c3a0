"""The calendar law over the years 2019 to 2035, with every change of the clock among them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from portal.asks.periods import bucket_of, bucket_span
from portal.meetings.calendar_law import (
    CLOSEST,
    NOTICE,
    REFUSED,
    WANTS_REASON,
    WARNED,
    WIDEST,
    ZONE,
    Concern,
    concerns_of,
    instant_of,
    propose_next,
    public_holidays,
)
from portal.meetings.school_holidays import KNOWN_UNTIL, find_school_holiday, is_covered

YEARS = range(2019, 2036)
DAYS = st.dates(min_value=date(2019, 1, 1), max_value=date(2035, 12, 31))
CLOCKS = st.times(min_value=time(4, 0), max_value=time(23, 59)).map(
    lambda at: at.replace(second=0, microsecond=0)
)
SPRING, AUTUMN = 3, 10
BRUSSELS = ZoneInfo(ZONE)
HOUR = timedelta(hours=1)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


CHANGES = [_last_sunday(year, month) for year in YEARS for month in (SPRING, AUTUMN)]


@pytest.mark.parametrize("change", CHANGES)
def test_around_each_change_of_the_clock_a_meeting_keeps_its_hour(change: date) -> None:
    for away in range(-3, 4):
        day = change + timedelta(days=away)
        instant = instant_of(day, time(13, 30))
        is_summer = (away >= 0) == (change.month == SPRING)
        assert instant == datetime.combine(day, time(11 if is_summer else 12, 30), tzinfo=UTC)
        assert instant.astimezone(BRUSSELS).time() == time(13, 30)


@pytest.mark.parametrize("change", CHANGES)
def test_the_day_of_the_change_is_an_hour_shorter_or_longer(change: date) -> None:
    following = change + timedelta(days=1)
    length = instant_of(following, time(0)) - instant_of(change, time(0))
    assert length == timedelta(days=1) + (-HOUR if change.month == SPRING else HOUR)


@given(DAYS, CLOCKS)
def test_an_instant_reads_back_as_the_day_and_hour_it_came_from(day: date, at: time) -> None:
    local = instant_of(day, at).astimezone(BRUSSELS)
    assert (local.date(), local.time().replace(tzinfo=None)) == (day, at)


@given(DAYS, CLOCKS, CLOCKS)
def test_a_meeting_lasts_as_long_on_the_clock_as_it_lasts(day: date, one: time, two: time) -> None:
    starts, ends = sorted((one, two))
    on_the_clock = datetime.combine(day, ends) - datetime.combine(day, starts)
    assert instant_of(day, ends) - instant_of(day, starts) == on_the_clock


@pytest.mark.parametrize("year", YEARS)
def test_the_public_holidays_are_the_ten_of_the_law_and_that_of_flanders(year: int) -> None:
    sunday = easter(year)
    moving = [sunday + timedelta(days=after) for after in (1, 39, 50)]
    fixed = ((1, 1), (5, 1), (7, 11), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
    wanted = {date(year, *each) for each in fixed} | set(moving)
    beside = public_holidays(year) - wanted
    assert wanted <= public_holidays(year)
    assert beside <= {sunday, sunday + timedelta(days=49)}  # Sundays: refused as such already


@given(DAYS)
def test_a_public_holiday_is_refused_whatever_else_holds(today: date) -> None:
    for day in sorted(public_holidays(today.year)):
        assert Concern.PUBLIC_HOLIDAY in concerns_of(day, [], today=today)


@given(DAYS)
def test_of_the_school_each_day_is_a_holiday_a_school_day_or_not_known(day: date) -> None:
    said = concerns_of(day, [], today=date(2019, 1, 1)) & WARNED
    if not is_covered(day):
        assert said == {Concern.SCHOOL_UNKNOWN}
    elif find_school_holiday(day):
        assert said == {Concern.SCHOOL_HOLIDAY}
    else:
        assert said == set()
    assert is_covered(day) == (date(2019, 3, 4) <= day <= KNOWN_UNTIL)


@given(DAYS, st.lists(DAYS, max_size=8, unique_by=bucket_of))
def test_what_wants_a_reason_is_what_breaks_the_rhythm(day: date, others: list[date]) -> None:
    said = concerns_of(day, others, today=date(2019, 1, 1))
    gaps = [abs(other - day) for other in others]
    before = [other for other in others if other < day]
    assert (Concern.BUCKET_TAKEN in said) == (bucket_of(day) in map(bucket_of, others))
    assert (Concern.TOO_CLOSE in said) == any(gap < CLOSEST for gap in gaps)
    assert (Concern.TOO_FAR in said) == (bool(before) and day - max(before) > WIDEST)


@given(DAYS, st.lists(DAYS, max_size=12))
def test_a_proposal_comes_to_an_end_on_a_day_that_is_not_refused(
    today: date, others: list[date]
) -> None:
    found = propose_next(others, today=today)
    assert found.concerns == concerns_of(found.day, others, today=today)
    assert not found.concerns & REFUSED
    assert found.day >= today + NOTICE
    assert bucket_of(found.day) not in map(bucket_of, others)
    assert bucket_of(found.day) <= bucket_of(today) + len(others) + 2


@given(DAYS, st.lists(DAYS, max_size=6))
def test_a_proposal_outside_the_rhythm_says_so_among_its_reasons(
    today: date, others: list[date]
) -> None:
    found = propose_next(others, today=today)
    said = " ".join(reason.message for reason in found.reasons)
    assert ("6 weeks" in said) == (Concern.TOO_CLOSE in found.concerns)
    assert ("12 weeks" in said) == bool(found.concerns & {Concern.TOO_FAR, Concern.LEAVES_GAP})


@given(st.dates(min_value=date(2019, 1, 1), max_value=date(2033, 12, 31)))
def test_a_series_that_follows_its_proposals_keeps_the_law_for_two_years(today: date) -> None:
    days: list[date] = []
    for _ in range(12):
        found = propose_next(days, today=today)
        assert not found.concerns & (REFUSED | WANTS_REASON)
        days.append(found.day)
        today = found.day + timedelta(days=1)
    buckets = [bucket_of(day) for day in days]
    assert buckets == list(range(buckets[0], buckets[0] + 12))
    gaps = [later - earlier for earlier, later in pairwise(days)]
    assert all(CLOSEST <= gap <= WIDEST for gap in gaps)


@given(st.integers(bucket_of(date(2019, 1, 1)), bucket_of(date(2035, 12, 31))))
def test_a_bucket_of_two_months_holds_the_whole_of_them(bucket: int) -> None:
    first, last = bucket_span(bucket)
    assert (first.day, (last + timedelta(days=1)).day) == (1, 1)
    assert (last.month - first.month, last.year - first.year) == (1, 0)
