"""When a poll may be proposed, marked, picked and closed."""

from datetime import date, time, timedelta

import pytest

from portal.polls import rules
from portal.polls.models import PollState
from portal.polls.rules import ProposedDay
from portal.rules import RuleBroken, why_not
from tests.conftest import TODAY

DAY = date(2023, 1, 17)
CLOSES = date(2022, 12, 16)


def day(on: date, starts: time = time(13), ends: time = time(15)) -> ProposedDay:
    return ProposedDay(day=on, starts=starts, ends=ends)


def refusal(*days: ProposedDay, closes_on: date = CLOSES) -> str | None:
    broken = why_not(rules.check_days, days, closes_on=closes_on, today=TODAY)
    return broken.message if broken else None


def test_two_to_eight_days_are_proposed() -> None:
    many = [day(DAY + timedelta(weeks=number)) for number in range(9)]
    assert refusal(*many[:2]) is None
    assert refusal(*many[:8]) is None
    assert refusal(many[0]) == "Propose %(fewest)s to %(most)s days."
    assert refusal(*many) == "Propose %(fewest)s to %(most)s days."


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (day(date(2023, 1, 21)), "This day falls in a weekend. Choose a weekday."),
        (day(date(2023, 4, 10)), "This day is a public holiday. Choose another day."),
        (day(date(2023, 7, 11)), "This day is a public holiday. Choose another day."),
        (day(date(2022, 11, 14)), "This day is already past. Choose a day to come."),
        (day(DAY), "The same day and hour is there twice."),
        (day(DAY, time(15), time(14)), "The meeting must end after it starts."),
    ],
)
def test_a_day_that_cannot_be_is_refused(wrong: ProposedDay, said: str) -> None:
    assert refusal(day(DAY), wrong) == said


def test_a_day_in_a_school_holiday_is_warned_of_only() -> None:
    carnival = date(2023, 2, 21)
    assert refusal(day(DAY), day(carnival)) is None
    assert rules.warning_of(carnival, today=TODAY) == "This day falls in a Flemish school holiday."
    assert rules.warning_of(DAY, today=TODAY) is None


def test_people_get_time_to_mark_before_the_first_day() -> None:
    late = "Let people mark until a day before the first day that you propose."
    assert refusal(day(DAY), day(DAY + timedelta(days=1)), closes_on=DAY) == late
    past = refusal(day(DAY), day(DAY + timedelta(days=1)), closes_on=TODAY - timedelta(days=1))
    assert past == "This day is already past. Choose a day to come."


def test_marks_are_taken_up_to_and_on_the_last_day() -> None:
    rules.check_may_mark(PollState.OPEN, CLOSES, today=CLOSES)
    for state, on in (
        (PollState.OPEN, CLOSES + timedelta(days=1)),
        (PollState.PICKED, TODAY),
        (PollState.CLOSED, TODAY),
        (PollState.DRAFT, TODAY),
    ):
        with pytest.raises(RuleBroken):
            rules.check_may_mark(state, CLOSES, today=on)


def test_a_reminder_comes_near_the_end_and_not_just_after_asking() -> None:
    opened = date(2022, 12, 1)
    wanted = [
        CLOSES + timedelta(days=away)
        for away in range(-6, 3)
        if rules.wants_reminder(opened, CLOSES, today=CLOSES + timedelta(days=away))
    ]
    assert wanted == [CLOSES - timedelta(days=3 - number) for number in range(4)]
    assert not rules.wants_reminder(CLOSES - timedelta(days=1), CLOSES, today=CLOSES)
