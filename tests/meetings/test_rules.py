"""The steps of a meeting and the windows of its reminders, without a database."""

from datetime import date, datetime, time, timedelta

import pytest

from portal.meetings import rules
from portal.meetings.models import (
    TRANSITIONS,
    Answer,
    BlockKind,
    Invitation,
    Meeting,
    MeetingBlock,
    MeetingKind,
    MeetingState,
)
from portal.meetings.reminding import Reminder, due
from portal.meetings.steps import steps_of
from portal.rules import RuleBroken, why_not

S = MeetingState
DAY = date(2022, 12, 8)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
LONG_AGO = date(2022, 10, 1)
PLANNING = {"agenda", "edit", "cancel"}
WRITING = {"attendance", "write"}


def test_a_meeting_goes_forward_step_by_step_or_is_cancelled_before_it_takes_place() -> None:
    assert {state: set(after) for state, after in TRANSITIONS.items()} == {
        S.DRAFT: {S.INVITED, S.CANCELLED},
        S.INVITED: {S.HELD, S.CANCELLED},
        S.HELD: {S.MINUTES_APPROVED},
        S.MINUTES_APPROVED: {S.LOCKED},
        S.LOCKED: set(),
        S.CANCELLED: set(),
    }


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("wanted", list(S))
def test_every_step_outside_the_table_is_refused_with_a_reason(state: S, wanted: S) -> None:
    refused = why_not(rules.check_may_step, state, wanted)
    assert (refused is None) == (wanted in TRANSITIONS[state])


@pytest.mark.parametrize(
    ("today", "answer", "reminder"),
    [
        (DAY - timedelta(days=18), None, None),
        (DAY - timedelta(days=17), None, Reminder.ANSWER),
        (DAY - timedelta(days=6), None, Reminder.ANSWER),
        (DAY - timedelta(days=5), None, Reminder.ANSWER_AGAIN),
        (DAY - timedelta(days=3), None, Reminder.ANSWER_AGAIN),
        (DAY - timedelta(days=2), None, None),
        (DAY - timedelta(days=14), Answer.YES, None),
        (DAY - timedelta(days=14), Answer.NO, None),
        (DAY - timedelta(days=3), Answer.YES, None),
        (DAY - timedelta(days=2), Answer.YES, Reminder.COMING),
        (BEFORE, Answer.MAYBE, Reminder.COMING),
        (BEFORE, Answer.NO, None),
        (DAY, Answer.YES, None),
        (AFTER, None, None),
    ],
)
def test_who_is_reminded_when(
    today: date, answer: Answer | None, reminder: Reminder | None
) -> None:
    meeting = Meeting(local_date=DAY, respond_by=None)
    invitation = Invitation(meeting=meeting, answer=answer, invited_on=LONG_AGO)
    assert due(invitation, today=today) is reminder


@pytest.mark.parametrize(
    ("last", "first", "again"),
    [
        (DAY - timedelta(days=20), DAY - timedelta(days=23), DAY - timedelta(days=5)),
        (DAY - timedelta(days=7), DAY - timedelta(days=10), DAY - timedelta(days=4)),
        (DAY - timedelta(days=3), DAY - timedelta(days=6), None),
    ],
)
def test_the_last_day_to_answer_sets_when_people_are_asked(
    last: date, first: date, again: date | None
) -> None:
    meeting = Meeting(local_date=DAY, respond_by=last)
    invitation = Invitation(meeting=meeting, answer=None, invited_on=LONG_AGO)
    asked = {
        day: due(invitation, today=day) for day in (DAY - timedelta(days=n) for n in range(60))
    }
    assert min(day for day, reminder in asked.items() if reminder) == first
    second = [day for day, reminder in asked.items() if reminder is Reminder.ANSWER_AGAIN]
    assert min(second, default=None) == again


def test_answering_stops_at_the_hour_of_the_meeting() -> None:
    last = datetime.combine(DAY, time(13, 29, 59))
    rules.check_may_answer(S.INVITED, DAY, time(13, 30), last)
    with pytest.raises(RuleBroken, match="has started"):
        rules.check_may_answer(S.INVITED, DAY, time(13, 30), last + timedelta(seconds=1))
    with pytest.raises(RuleBroken, match="cancelled"):
        rules.check_may_answer(S.CANCELLED, DAY, time(13, 30), last)


def test_only_reflection_moments_follow_the_rhythm() -> None:
    others = [DAY - timedelta(weeks=1)]
    workshop = rules.Slot(
        kind=MeetingKind.WORKSHOP, day=DAY, starts=time(9), ends=time(12), holiday_accepted=True
    )
    rules.check_may_plan(workshop, others, today=LONG_AGO)
    moment = rules.Slot(
        kind=MeetingKind.REFLECTION, day=DAY, starts=time(9), ends=time(12), holiday_accepted=True
    )
    with pytest.raises(RuleBroken, match="already is a reflection moment"):
        rules.check_may_plan(moment, others, today=LONG_AGO)


def _meeting(state: S) -> Meeting:
    meeting = Meeting(state=state, local_date=DAY, kind=MeetingKind.REFLECTION)
    meeting.blocks = [MeetingBlock(kind=kind) for kind in BlockKind]
    return meeting


@pytest.mark.parametrize(
    ("meeting", "today", "main", "free"),
    [
        (_meeting(S.DRAFT), BEFORE, "invite", {"invite", *PLANNING}),
        (_meeting(S.DRAFT), AFTER, None, PLANNING),
        (_meeting(S.INVITED), BEFORE, None, {"invite", *PLANNING}),
        (_meeting(S.INVITED), DAY, "day", {"day", "hold", *WRITING, "invite", *PLANNING}),
        (_meeting(S.INVITED), AFTER, "hold", {"hold", *WRITING, *PLANNING}),
        (_meeting(S.HELD), AFTER, "write", {*WRITING, "approve"}),
        (_meeting(S.MINUTES_APPROVED), AFTER, None, {*WRITING, "lock"}),
        (_meeting(S.LOCKED), AFTER, None, {"write"}),
        (_meeting(S.CANCELLED), AFTER, None, set()),
    ],
)
def test_one_step_at_most_is_the_main_one_and_the_free_ones_come_first(
    meeting: Meeting, today: date, main: str | None, free: set[str]
) -> None:
    steps = steps_of(meeting, today=today)
    names = [step.endpoint.split(".")[-1] for step in steps]
    mains = [name for name, step in zip(names, steps, strict=True) if step.is_main]
    assert mains == ([main] if main else [])
    assert set(names[: len(free)]) == free
    assert all(step.held_back for step in steps[len(free) :])
