"""Periods, bands and the one refusal: pure rules."""

from datetime import date

import pytest

from portal.asks.periods import bucket_of, bucket_span
from portal.asks.rules import MOST_MINUTES, Period, TooMuch, check_may_ask, spread


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2022, 11, 1), date(2022, 11, 1), date(2022, 12, 31)),
        (date(2022, 12, 31), date(2022, 11, 1), date(2022, 12, 31)),
        (date(2023, 1, 1), date(2023, 1, 1), date(2023, 2, 28)),
        (date(2024, 2, 29), date(2024, 1, 1), date(2024, 2, 29)),
    ],
)
def test_a_period_is_two_months(day: date, first: date, last: date) -> None:
    period = Period.of(day)
    assert (period.first, period.last) == (first, last)
    assert bucket_span(bucket_of(day)) == (first, last)
    assert (period.before.last < first, period.after.first > last) == (True, True)


@pytest.mark.parametrize("raw", ["2022-11", "2022-01", "2099-09"])
def test_an_address_names_a_period_by_its_first_month(raw: str) -> None:
    period = Period.read(raw)
    assert period is not None
    assert period.key == raw


@pytest.mark.parametrize("raw", ["2022-12", "2022", "22-11", "1999-11", "2101-01", "x", "2022-11-"])
def test_what_names_no_period_is_nothing(raw: str) -> None:
    assert Period.read(raw) is None


def test_the_roster_is_read_on_the_nearest_day_of_the_period() -> None:
    period = Period.of(date(2022, 11, 15))
    assert period.reference(date(2022, 11, 15)) == date(2022, 11, 15)
    assert period.reference(date(2022, 3, 1)) == period.first
    assert period.reference(date(2023, 3, 1)) == period.last


def test_teams_are_counted_in_bands_and_never_in_order() -> None:
    bands = spread({0: 4, 60: 1, 61: 2, MOST_MINUTES: 3, MOST_MINUTES + 1: 5})
    assert [band.teams for band in bands] == [4, 1, 5, 5]
    assert sum(band.teams for band in spread({})) == 0


def test_asking_more_needs_a_reason_and_only_then() -> None:
    check_may_ask(0, "")
    check_may_ask(3, "Een netwerkdag")
    with pytest.raises(TooMuch):
        check_may_ask(1, "  ")
