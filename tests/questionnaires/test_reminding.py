"""Reminders: from the frozen list, on fixed days, counted, and never to who answered."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.db import db, transaction
from portal.questionnaires.campaigns.models import CampaignInvitation
from portal.questionnaires.campaigns.reminding import due_reminders, note_reminded
from portal.questionnaires.campaigns.rules import reminder_days
from portal.questionnaires.campaigns.services import close_campaign
from tests.questionnaires.campaigns import CLOSES, OPENS, send

HALF_WAY, LAST = date(2022, 10, 18), date(2022, 10, 20)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (10, (HALF_WAY, LAST)),
        (30, (date(2022, 10, 28), date(2022, 11, 9))),
        (7, (date(2022, 10, 17),)),
        (5, (date(2022, 10, 15),)),
        (4, ()),
        (0, ()),
    ],
)
def test_the_days_follow_from_the_first_and_last_day(days: int, expected: tuple[date, ...]) -> None:
    assert reminder_days(OPENS, OPENS + timedelta(days=days)) == expected


@given(st.integers(0, 60))
def test_there_are_two_at_most_apart_and_inside(days: int) -> None:
    closes = OPENS + timedelta(days=days)
    found = reminder_days(OPENS, closes)
    assert len(found) <= 2
    marks = [OPENS, *found, closes] if found else []
    assert all((later - day).days >= 2 for day, later in pairwise(marks))


def _remind(campaign_id: int, today: date) -> int:
    with transaction():
        due = due_reminders(today).get(campaign_id, [])
        return note_reminded(campaign_id, due, on=today)


def test_who_has_not_answered_is_reminded_twice_and_no_more(
    campaign_id: int, people: list[int]
) -> None:
    send(campaign_id, people[0])
    counts = [_remind(campaign_id, OPENS + timedelta(days=n)) for n in range(11)]
    expected = [0] * 11
    expected[(HALF_WAY - OPENS).days] = expected[(LAST - OPENS).days] = 11
    assert counts == expected
    row = db.session.get_one(CampaignInvitation, (campaign_id, people[1]))
    assert (row.reminders, row.last_reminded_on) == (2, LAST)
    answered = db.session.get_one(CampaignInvitation, (campaign_id, people[0]))
    assert (answered.reminders, answered.last_reminded_on) == (0, None)


def test_a_missed_day_is_made_up_for_once(campaign_id: int, people: list[int]) -> None:
    assert _remind(campaign_id, CLOSES) == len(people)
    assert _remind(campaign_id, CLOSES) == 0


def test_who_answers_meanwhile_is_not_counted(campaign_id: int, people: list[int]) -> None:
    due = due_reminders(HALF_WAY)[campaign_id]
    assert list(due) == sorted(people)
    send(campaign_id, people[0])
    with transaction():
        assert note_reminded(campaign_id, due, on=HALF_WAY) == len(people) - 1


def test_nobody_is_reminded_of_what_is_closed(campaign_id: int, people: list[int]) -> None:
    assert people
    with transaction():
        close_campaign(campaign_id, on=HALF_WAY)
    assert due_reminders(HALF_WAY) == {}
