"""The steps of a meeting and the windows of its reminders, without a database."""

from datetime import date, datetime, time, timedelta

import pytest

from portal.meetings import rules
from portal.meetings.models import (
    TRANSITIONS,
    Answer,
    BlockKind,
    Meeting,
    MeetingBlock,
    MeetingKind,
    MeetingState,
)
from portal.meetings.steps import steps_of
from portal.rules import RuleBroken, why_not

S = MeetingState
DAY = date(2022, 12, 8)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
LONG_AGO = date(2022, 10, 1)


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
    ("today", "answer", "nudge", "reminder"),
    [
        (DAY - timedelta(days=15), None, False, False),
        (DAY - timedelta(days=14), None, True, False),
        (DAY - timedelta(days=3), None, True, False),
        (DAY - timedelta(days=2), None, False, False),
        (DAY - timedelta(days=14), Answer.YES, False, False),
        (DAY - timedelta(days=3), Answer.YES, False, False),
        (DAY - timedelta(days=2), Answer.YES, False, True),
        (BEFORE, Answer.MAYBE, False, True),
        (BEFORE, Answer.NO, False, False),
        (DAY, Answer.YES, False, False),
        (AFTER, None, False, False),
    ],
)
def test_who_is_reminded_when(
    today: date, answer: Answer | None, *, nudge: bool, reminder: bool
) -> None:
    assert rules.wants_nudge(answer, invited_on=LONG_AGO, day=DAY, today=today) is nudge
    assert rules.wants_reminder(answer, day=DAY, today=today) is reminder


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
        (_meeting(S.DRAFT), BEFORE, "invite", {"invite", "edit", "cancel"}),
        (_meeting(S.DRAFT), AFTER, None, {"edit", "cancel"}),
        (_meeting(S.INVITED), BEFORE, None, {"invite", "edit", "cancel"}),
        (
            _meeting(S.INVITED),
            DAY,
            "hold",
            {"hold", "attendance", "minutes", "invite", "edit", "cancel"},
        ),
        (_meeting(S.HELD), AFTER, "minutes", {"attendance", "minutes", "approve"}),
        (_meeting(S.MINUTES_APPROVED), AFTER, None, {"attendance", "minutes", "lock"}),
        (_meeting(S.LOCKED), AFTER, None, {"minutes"}),
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
