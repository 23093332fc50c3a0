"""The table of school holidays against the principles of the order of 17 April 1991."""

from datetime import date, timedelta

from dateutil.easter import easter

from portal.meetings.school_holidays import (
    SCHOOL_HOLIDAYS,
    SchoolHoliday,
    find_school_holiday,
    is_covered,
    school_holidays_between,
)

YEARS = range(2019, 2029)
LAST = date(2028, 8, 31)
ASCENSION = timedelta(days=39)
WEEK = timedelta(days=6)
FORTNIGHT = timedelta(days=13)
EXTENDED_BY_THE_PANDEMIC = date(2020, 11, 2)


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _monday_after_if(day: date, first_weekday: int) -> date:
    """Return the Monday of that week, or the next one from ``first_weekday`` on."""
    return _monday_of(day) + timedelta(days=7 if day.weekday() >= first_weekday else 0)


def _easter_holiday(year: int) -> SchoolHoliday:
    sunday = easter(year)
    monday_after = sunday + timedelta(days=1)
    if sunday.month == 3:
        return SchoolHoliday(monday_after, monday_after + FORTNIGHT)
    if sunday > date(year, 4, 15):
        return SchoolHoliday(sunday - timedelta(days=13), monday_after)
    first = _monday_after_if(date(year, 4, 1), 1)
    return SchoolHoliday(first, first + FORTNIGHT)


def _by_principle(year: int) -> list[SchoolHoliday]:
    carnival = easter(year) - timedelta(days=48)
    autumn = _monday_after_if(date(year, 11, 1), 6)
    christmas = _monday_after_if(date(year, 12, 25), 5)
    ascension = easter(year) + ASCENSION
    return [
        SchoolHoliday(carnival, carnival + WEEK),
        _easter_holiday(year),
        SchoolHoliday(ascension, ascension + timedelta(days=3)),
        SchoolHoliday(date(year, 7, 1), date(year, 8, 31)),
        SchoolHoliday(autumn, autumn + WEEK),
        SchoolHoliday(christmas, christmas + FORTNIGHT),
    ]


def test_the_table_follows_the_principles_but_for_the_autumn_of_2020() -> None:
    expected = [
        SchoolHoliday(one.first, date(2020, 11, 15))
        if one.first == EXTENDED_BY_THE_PANDEMIC
        else one
        for year in YEARS
        for one in _by_principle(year)
        if one.last <= LAST
    ]
    assert list(SCHOOL_HOLIDAYS) == expected


def test_first_and_last_day_are_holidays_and_their_neighbours_are_not() -> None:
    carnival = SchoolHoliday(date(2023, 2, 20), date(2023, 2, 26))
    assert find_school_holiday(date(2023, 2, 19)) is None
    assert find_school_holiday(date(2023, 2, 20)) == carnival
    assert find_school_holiday(date(2023, 2, 26)) == carnival
    assert find_school_holiday(date(2023, 2, 27)) is None


def test_the_table_says_where_it_ends() -> None:
    assert is_covered(date(2028, 8, 31))
    assert not is_covered(date(2028, 9, 1))
    assert not is_covered(date(2019, 3, 3))


def test_the_friday_after_ascension_is_a_school_holiday() -> None:
    assert find_school_holiday(date(2023, 5, 19)) == SchoolHoliday(
        date(2023, 5, 18), date(2023, 5, 21)
    )
    assert find_school_holiday(date(2023, 5, 22)) is None


def test_a_holiday_over_the_new_year_belongs_to_both_years() -> None:
    christmas = SchoolHoliday(date(2022, 12, 26), date(2023, 1, 8))
    assert school_holidays_between(date(2022, 1, 1), date(2022, 12, 31))[-1] == christmas
    assert school_holidays_between(date(2023, 1, 1), date(2023, 12, 31))[0] == christmas
    assert school_holidays_between(date(2023, 1, 9), date(2023, 2, 19)) == ()
