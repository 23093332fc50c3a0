"""The rules of tasks, vacancies and hand-overs, without a database."""

from datetime import date, timedelta

import pytest

from portal.rules import RuleBroken, why_not
from portal.support import rules
from portal.support.models import Level, Outcome, TaskKind
from portal.support.rules import Standing

SINCE = date(2022, 3, 1)
TODAY = date(2022, 11, 15)
NOBODY = Standing(ambassador_id=None, planned_id=None)
HILDE = Standing(ambassador_id=7, planned_id=None)


@pytest.mark.parametrize(
    ("days", "level"),
    [
        (0, Level.PLAIN),
        (13, Level.PLAIN),
        (14, Level.ALERT),
        (29, Level.ALERT),
        (30, Level.RED),
        (400, Level.RED),
    ],
)
def test_a_vacancy_presses_from_day_14_and_from_day_30(days: int, level: Level) -> None:
    assert rules.level_of(SINCE, SINCE + timedelta(days=days)) is level


def test_a_level_is_told_once_and_in_order() -> None:
    pairs = [(one, other) for one in Level for other in Level if rules.is_higher(one, other)]
    assert pairs == [
        (Level.ALERT, Level.PLAIN),
        (Level.RED, Level.PLAIN),
        (Level.RED, Level.ALERT),
    ]


def test_what_may_be_ticked_off_by_hand_and_how() -> None:
    allowed = {
        kind: {
            outcome
            for outcome in Outcome
            if kind is not TaskKind.VACANCY
            and why_not(rules.check_may_finish, kind, outcome, is_open=True) is None
        }
        for kind in TaskKind
    }
    by_hand = {Outcome.DONE, Outcome.NOT_NEEDED}
    assert allowed == {
        TaskKind.VACANCY: set(),
        TaskKind.CONTACT_CHECK: {Outcome.ADDRESS_RIGHT},
        TaskKind.ONBOARDING: by_hand,
        TaskKind.HAND_OVER: by_hand,
        TaskKind.ACTION: by_hand,
        TaskKind.KIT_REVIEW: set(),
    }


def test_a_vacancy_ends_by_itself() -> None:
    with pytest.raises(RuleBroken, match="by itself"):
        rules.check_may_finish(TaskKind.VACANCY, Outcome.DONE, is_open=True)


def test_what_is_done_is_not_done_again_and_what_is_open_is_not_opened() -> None:
    with pytest.raises(RuleBroken, match="done already"):
        rules.check_may_finish(TaskKind.ACTION, Outcome.DONE, is_open=False)
    with pytest.raises(RuleBroken, match="open already"):
        rules.check_may_reopen(TaskKind.ACTION, is_open=True)
    with pytest.raises(RuleBroken, match="by itself"):
        rules.check_may_reopen(TaskKind.CONTACT_CHECK, is_open=False)
    rules.check_may_reopen(TaskKind.ONBOARDING, is_open=False)


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), SINCE - timedelta(days=1)])
def test_a_task_is_done_between_its_start_and_today(day: date) -> None:
    with pytest.raises(RuleBroken):
        rules.check_day_done(day, opened_on=SINCE, today=TODAY)


def test_the_form_of_who_came_second_is_refused() -> None:
    seen = HILDE.mark
    rules.check_still_so(seen, HILDE)
    with pytest.raises(rules.NotAsSeen):
        rules.check_still_so(seen, Standing(ambassador_id=7, planned_id=3))
    with pytest.raises(rules.NotAsSeen):
        rules.check_still_so(seen, NOBODY)


def test_who_follows_is_somebody_else_and_the_only_one() -> None:
    day = {"starts_on": TODAY, "today": TODAY}
    rules.check_may_follow(8, HILDE, **day)
    with pytest.raises(RuleBroken, match="is the ambassador already"):
        rules.check_may_follow(7, HILDE, **day)
    with pytest.raises(RuleBroken, match="to follow already"):
        rules.check_may_follow(8, Standing(ambassador_id=7, planned_id=3), **day)


@pytest.mark.parametrize("days", [-367, 367])
def test_a_hand_over_is_not_far_away(days: int) -> None:
    with pytest.raises(RuleBroken, match="a year from today"):
        rules.check_near(TODAY + timedelta(days=days), today=TODAY)


def test_a_place_is_vacant_after_the_last_day_of_who_stops() -> None:
    leaving = Standing(ambassador_id=7, planned_id=None, until=date(2022, 12, 1))
    days = [date(2022, 11, 20), date(2022, 12, 1), date(2022, 12, 2)]
    assert [leaving.is_vacant_before(day) for day in days] == [False, False, True]
    assert NOBODY.is_vacant_before(TODAY)
    assert not HILDE.is_vacant_before(TODAY)


def test_a_moment_has_been_and_looks_ahead() -> None:
    first = date(2019, 1, 1)
    rules.check_moment(TODAY, TODAY, earliest=first, today=TODAY)
    for held_on, next_on in (
        (TODAY + timedelta(days=1), None),
        (first - timedelta(days=1), None),
        (TODAY, TODAY - timedelta(days=1)),
    ):
        with pytest.raises(RuleBroken):
            rules.check_moment(held_on, next_on, earliest=first, today=TODAY)
