"""A letter that can wait leaves between seven and eight, never on a Sunday, whatever the clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.outbox.quiet import after_quiet_hours

BRUSSELS = ZoneInfo("Europe/Brussels")
FIRST, LAST = datetime(2019, 1, 1, tzinfo=UTC), datetime(2035, 12, 31, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _clock_changes() -> list[datetime]:
    """Find the hours after which the clock in Brussels shows another offset."""
    days = (LAST - FIRST).days
    hours = [FIRST + timedelta(days=day, hours=1) for day in range(days)]
    return [at for at in hours if _offset(at - HOUR) != _offset(at)]


def _offset(moment: datetime) -> timedelta | None:
    return moment.astimezone(BRUSSELS).utcoffset()


CHANGES = _clock_changes()
near_a_change = st.builds(
    lambda change, seconds: change + timedelta(seconds=seconds),
    st.sampled_from(CHANGES),
    st.integers(-3 * 86_400, 3 * 86_400),
)
any_moment = st.integers(0, int((LAST - FIRST).total_seconds())).map(
    lambda seconds: FIRST + timedelta(seconds=seconds)
)


def is_quiet(moment: datetime) -> bool:
    """Say it in other words than the code: the weekday and the hour on the clock."""
    local = moment.astimezone(BRUSSELS)
    return local.strftime("%A") == "Sunday" or local.hour < 7 or local.hour >= 20


def test_the_years_hold_every_clock_change() -> None:
    assert len(CHANGES) == 2 * 17
    assert {change.astimezone(BRUSSELS).isoweekday() for change in CHANGES} == {7}


@given(near_a_change | any_moment)
def test_a_letter_waits_exactly_as_long_as_it_is_quiet(moment: datetime) -> None:
    after = after_quiet_hours(moment, "Europe/Brussels")
    assert not is_quiet(after)
    assert after_quiet_hours(after, "Europe/Brussels") == after
    if not is_quiet(moment):
        assert after == moment
        return
    assert after > moment
    assert is_quiet(after - timedelta(microseconds=1))
    assert after.astimezone(BRUSSELS).time() == time(7)
    hours = [moment + HOUR * step for step in range(36)]
    assert after <= hours[-1] + HOUR
    assert all(is_quiet(hour) for hour in hours if hour < after)


@pytest.mark.parametrize(
    ("moment", "after"),
    [
        ("2022-11-15 06:59:59", "2022-11-15 07:00"),
        ("2022-11-15 07:00", "2022-11-15 07:00"),
        ("2022-11-15 19:59:59", "2022-11-15 19:59:59"),
        ("2022-11-15 20:00", "2022-11-16 07:00"),
        ("2022-11-19 20:00", "2022-11-21 07:00"),
        ("2022-11-20 00:00", "2022-11-21 07:00"),
        ("2022-11-20 12:00", "2022-11-21 07:00"),
        ("2022-11-21 00:30", "2022-11-21 07:00"),
        ("2022-03-26 21:00", "2022-03-28 07:00"),
        ("2022-10-29 21:00", "2022-10-31 07:00"),
    ],
)
def test_evenings_nights_and_sundays_are_quiet(moment: str, after: str) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=BRUSSELS)
    expected = datetime.fromisoformat(after).replace(tzinfo=BRUSSELS)
    assert after_quiet_hours(at, "Europe/Brussels") == expected.astimezone(UTC)


def test_quiet_is_what_the_clock_of_the_zone_says() -> None:
    evening = datetime(2022, 11, 15, 19, 30, tzinfo=UTC)
    assert after_quiet_hours(evening, "UTC") == evening
    assert after_quiet_hours(evening, "Europe/Brussels") == datetime(2022, 11, 16, 6, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        after_quiet_hours(datetime(2022, 11, 15, 12), "Europe/Brussels")  # noqa: DTZ001
