"""The hours of checking in, marks, and what may be counted: pure."""

from datetime import date, datetime, time

import pytest

from portal.attendance import rules
from portal.attendance.rules import NOT_MARKED, Change, Mark
from portal.meetings.models import Meeting, MeetingState, Presence
from portal.rules import RuleBroken

DAY = date(2022, 12, 8)


def at(day: int, hour: int, minute: int) -> datetime:
    return datetime.combine(date(2022, 12, day), time(hour, minute))


WINDOW = rules.window_of(DAY, time(13, 30), time(15, 30))
HERE = Mark(presence=Presence.ON_SITE)
AWAY = Mark(presence=Presence.EXCUSED)


def test_the_door_is_open_from_45_minutes_before_until_30_minutes_after() -> None:
    opens, closes = WINDOW
    assert (opens, closes) == (at(8, 12, 45), at(8, 16, 0))


def test_the_window_of_a_late_meeting_runs_into_the_next_day() -> None:
    closes = rules.window_of(DAY, time(22, 0), time(23, 50))[1]
    assert closes == at(9, 0, 20)


@pytest.mark.parametrize(
    ("local_now", "said"),
    [
        (at(8, 12, 44), "opens at 12:45"),
        (at(8, 16, 1), "is over"),
        (at(7, 14, 0), "opens at 12:45"),
    ],
)
def test_nobody_checks_in_outside_the_hours(local_now: datetime, said: str) -> None:
    with pytest.raises(RuleBroken, match=said):
        rules.check_may_check_in(MeetingState.INVITED, WINDOW, local_now=local_now)


@pytest.mark.parametrize("state", [MeetingState.INVITED, MeetingState.HELD])
@pytest.mark.parametrize("minute", [at(8, 12, 45), at(8, 16, 0)])
def test_both_ends_of_the_window_are_inside(state: MeetingState, minute: datetime) -> None:
    rules.check_may_check_in(state, WINDOW, local_now=minute)


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.CANCELLED, MeetingState.LOCKED])
def test_nobody_checks_in_where_nothing_takes_place(state: MeetingState) -> None:
    with pytest.raises(RuleBroken, match="Nobody checks in"):
        rules.check_may_check_in(state, WINDOW, local_now=at(8, 14, 0))
    with pytest.raises(RuleBroken, match="Nobody checks in"):
        rules.check_may_have_code(state)


@pytest.mark.parametrize(
    "mark",
    [
        NOT_MARKED,
        HERE,
        Mark(presence=Presence.ONLINE, by_deputy=True, came_late=True, left_early=True),
        AWAY,
    ],
)
def test_a_mark_is_read_as_it_was_written(mark: Mark) -> None:
    assert Mark.read(mark.written()) == mark


def test_ticks_count_only_for_who_was_there() -> None:
    ticks = {"by_deputy": True, "came_late": True, "left_early": True}
    assert Mark.of(Presence.ABSENT, ticks) == Mark(presence=Presence.ABSENT)
    assert Mark.read("rubbish by_deputy") == NOT_MARKED


def test_a_conflict_is_another_mark_than_was_shown_and_is_wanted() -> None:
    assert not rules.is_conflict(Change(shown=NOT_MARKED, wanted=HERE), NOT_MARKED)
    assert not rules.is_conflict(Change(shown=NOT_MARKED, wanted=HERE), HERE)
    assert rules.is_conflict(Change(shown=NOT_MARKED, wanted=HERE), AWAY)


def test_guests_are_no_fewer_than_their_names() -> None:
    rules.check_guests(2, named=2)
    with pytest.raises(RuleBroken, match="2 guests with a name"):
        rules.check_guests(1, named=2)


def test_hours_are_counted_in_minutes() -> None:
    assert Meeting(starts_at=time(13, 30), ends_at=time(15, 15)).lasts == 105
