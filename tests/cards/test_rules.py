"""When a card is of this period, what may be written on it, and who may answer."""

from datetime import date

import pytest

from portal.cards import rules
from portal.rules import RuleBroken

FOUNDED = date(2019, 11, 1)
MOMENT = date(2022, 10, 13)
TODAY = date(2022, 11, 15)


@pytest.mark.parametrize(
    ("last_moment", "team_since", "start"),
    [
        (MOMENT, FOUNDED, MOMENT),
        (None, FOUNDED, FOUNDED),
        (MOMENT, TODAY, TODAY),
        (MOMENT, MOMENT, MOMENT),
    ],
)
def test_a_period_starts_with_the_moment_or_with_the_team(
    last_moment: date | None, team_since: date, start: date
) -> None:
    assert rules.period_start(last_moment=last_moment, team_since=team_since) == start


@pytest.mark.parametrize(
    ("since", "is_of_it"),
    [(None, False), (date(2022, 8, 25), False), (MOMENT, True), (date(2022, 10, 20), True)],
)
def test_a_card_of_a_moment_that_moved_forward_stays_the_one_of_the_period(
    since: date | None, *, is_of_it: bool
) -> None:
    assert rules.is_of_period(since, MOMENT) is is_of_it


@pytest.mark.parametrize("until", [None, date(2022, 11, 16)])
def test_a_team_that_is_there_fills_in(until: date | None) -> None:
    rules.check_may_fill(until, TODAY)


@pytest.mark.parametrize("until", [TODAY, MOMENT])
def test_a_team_that_ended_does_not(until: date) -> None:
    with pytest.raises(RuleBroken, match="has ended"):
        rules.check_may_fill(until, TODAY)


def test_a_card_says_something() -> None:
    rules.check_says_something("", None, "help")
    with pytest.raises(RuleBroken, match="at least one"):
        rules.check_says_something("", None, "")


def test_only_a_question_is_shared() -> None:
    rules.check_may_share(wants_help=True)
    with pytest.raises(RuleBroken, match="unticked"):
        rules.check_may_share(wants_help=False)


@pytest.mark.parametrize(
    ("own", "answered", "reason"),
    [
        (True, (), "own organisation"),
        (False, (7,), "already"),
        (False, (1, 2, 3, 4, 5), "5 teams"),
    ],
)
def test_who_may_not_answer_hears_why(own: bool, answered: tuple[int, ...], reason: str) -> None:  # noqa: FBT001 -- a case of the table
    with pytest.raises(RuleBroken, match=reason):
        rules.check_may_answer(own_organisation=own, answered_today=answered, card_id=7)


def test_four_answers_leave_room_for_a_fifth() -> None:
    rules.check_may_answer(own_organisation=False, answered_today=(1, 2, 3, 4), card_id=7)
