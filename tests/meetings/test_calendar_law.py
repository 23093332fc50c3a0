"""The calendar law: buckets, gaps, holidays, the clock change, and what is proposed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.asks.periods import bucket_of, bucket_span
from portal.meetings.calendar_law import (
    REFUSED,
    WANTS_REASON,
    Concern,
    concerns_of,
    instant_of,
    is_public_holiday,
    propose_next,
    usual_day,
)
from portal.meetings.school_holidays import is_covered

SERIES = [
    date(2020, 10, 8),
    date(2020, 12, 10),
    date(2021, 2, 11),
    date(2021, 4, 1),
    date(2021, 6, 10),
    date(2021, 8, 26),
    date(2021, 10, 14),
    date(2021, 12, 9),
    date(2022, 2, 10),
    date(2022, 4, 21),
    date(2022, 6, 9),
    date(2022, 8, 25),
    date(2022, 10, 13),
    date(2022, 12, 8),
    date(2023, 2, 9),
    date(2023, 4, 20),
    date(2023, 6, 8),
    date(2023, 8, 31),
    date(2023, 10, 12),
]
DAYS = st.dates(min_value=date(2019, 9, 1), max_value=date(2027, 12, 31))
TODAY = date(2022, 11, 15)


@given(DAYS)
def test_every_day_lies_in_its_bucket_and_buckets_follow_without_a_gap(day: date) -> None:
    first, last = bucket_span(bucket_of(day))
    assert first <= day <= last
    assert bucket_of(last + timedelta(days=1)) == bucket_of(day) + 1
    assert (first.month % 2, first.day) == (1, 1)


@given(DAYS)
def test_half_past_one_stays_half_past_one_across_the_clock_change(day: date) -> None:
    instant = instant_of(day, time(13, 30))
    hours_ahead = 13.5 - (instant.hour + instant.minute / 60)
    assert hours_ahead in {1, 2}
    assert (instant.tzinfo, instant.date()) == (UTC, day)


def test_the_demo_series_has_the_instants_of_its_season() -> None:
    assert instant_of(date(2022, 10, 13), time(13, 30)) == datetime(
        2022, 10, 13, 11, 30, tzinfo=UTC
    )
    assert instant_of(date(2022, 12, 8), time(13, 30)) == datetime(2022, 12, 8, 12, 30, tzinfo=UTC)


def test_holidays_are_those_of_belgium_and_the_eleventh_of_july() -> None:
    assert is_public_holiday(date(2023, 7, 11))
    assert is_public_holiday(date(2023, 7, 21))
    assert is_public_holiday(date(2023, 5, 18))
    assert not is_public_holiday(date(2023, 5, 19))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2023-02-09", set()),
        ("2022-11-14", {Concern.PAST, Concern.TOO_CLOSE, Concern.BUCKET_TAKEN}),
        ("2023-02-11", {Concern.WEEKEND}),
        ("2023-02-22", {Concern.SCHOOL_HOLIDAY}),
        (
            "2022-12-25",
            {Concern.WEEKEND, Concern.PUBLIC_HOLIDAY, Concern.BUCKET_TAKEN, Concern.TOO_CLOSE},
        ),
        ("2022-12-22", {Concern.BUCKET_TAKEN, Concern.TOO_CLOSE}),
        ("2023-01-19", set()),
        ("2023-01-18", {Concern.TOO_CLOSE}),
        ("2023-03-02", set()),
        ("2023-03-03", {Concern.TOO_FAR}),
        ("2023-07-11", {Concern.PUBLIC_HOLIDAY, Concern.SCHOOL_HOLIDAY, Concern.TOO_FAR}),
    ],
)
def test_what_is_not_simply_fine_about_a_day(day: str, expected: set[Concern]) -> None:
    held = [date(2022, 10, 13), date(2022, 12, 8)]
    assert concerns_of(date.fromisoformat(day), held, today=TODAY) == expected


def test_moving_a_moment_early_tells_of_the_gap_that_it_leaves() -> None:
    others = [date(2022, 12, 8), date(2023, 4, 27)]
    assert concerns_of(date(2023, 2, 2), others, today=TODAY) == set()  # 12 weeks to the day
    assert concerns_of(date(2023, 1, 26), [date(2023, 4, 27)], today=TODAY) == {Concern.LEAVES_GAP}
    between = [date(2022, 12, 8), date(2023, 6, 8)]
    assert Concern.LEAVES_GAP not in concerns_of(date(2023, 2, 9), between, today=TODAY)


def test_a_year_beyond_the_table_is_unknown_not_free() -> None:
    assert concerns_of(date(2029, 4, 5), [], today=TODAY) == {Concern.SCHOOL_UNKNOWN}


def test_the_law_proposes_the_series_as_it_was_planned() -> None:
    """Planned four weeks before, each day follows from those before it."""
    proposed: list[date] = []
    for day in SERIES:
        found = propose_next(proposed, today=day - timedelta(weeks=4))
        assert not found.concerns & (REFUSED | WANTS_REASON)
        proposed.append(found.day)
    assert proposed == SERIES


def test_the_proposal_on_the_demo_day_says_why() -> None:
    proposal = propose_next(SERIES[:14], today=TODAY)
    assert proposal.day == date(2023, 2, 9)
    assert proposal.concerns == frozenset()
    assert [(reason.message, reason.weeks) for reason in proposal.reasons] == [
        ("It is %(weeks)s weeks after the moment before.", 9),
        ("These two months have no moment yet.", 0),
        ("It is not a public holiday and not a Flemish school holiday.", 0),
    ]


def test_in_summer_the_last_thursday_and_in_easter_time_the_nearest_free_one() -> None:
    summer = propose_next([date(2023, 6, 8)], today=date(2023, 6, 12))
    easter = propose_next([date(2023, 2, 9)], today=date(2023, 2, 12))
    assert (summer.day, set(summer.concerns)) == (date(2023, 8, 31), {Concern.SCHOOL_HOLIDAY})
    assert (easter.day, set(easter.concerns)) == (date(2023, 4, 20), set())
    assert easter.reasons[-1].message.startswith("The usual second Thursday falls in a holiday")


def test_after_a_missed_bucket_the_proposal_admits_that_it_wants_a_reason() -> None:
    proposal = propose_next([date(2022, 6, 9)], today=TODAY)
    assert proposal.day == date(2022, 12, 8)
    assert proposal.concerns == {Concern.TOO_FAR}


@given(DAYS, st.lists(DAYS, max_size=8))
def test_a_proposal_is_never_refused_and_always_in_an_empty_bucket(
    today: date, others: list[date]
) -> None:
    proposal = propose_next(others, today=today)
    assert not proposal.concerns & REFUSED
    assert Concern.BUCKET_TAKEN not in proposal.concerns
    assert proposal.day >= today + timedelta(weeks=3)


@given(st.integers(bucket_of(date(2019, 9, 1)), bucket_of(date(2026, 12, 31))))
def test_a_series_kept_up_stays_lawful_for_a_year(bucket: int) -> None:
    days = [usual_day(bucket)]
    while len(days) < 7:
        days.append(propose_next(days, today=days[-1] + timedelta(days=1)).day)
        if not is_covered(days[-1]):
            break
        assert not concerns_of(days[-1], days[:-1], today=days[-2]) & WANTS_REASON
