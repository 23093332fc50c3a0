"""Which reflection moments lie around a day: invited and held ones count, drafts do not."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from portal.cards.periods import Moments, moments_around
from portal.db import transaction
from portal.meetings import inviting, services
from portal.meetings.models import MeetingKind
from portal.meetings.services import PastMeeting
from tests.cast import Cast
from tests.meetings.planned import AGENDA, NOW, ON, ONLINE, meeting_by, plan, slot

HELD = date(2022, 10, 13)
COMING = date(2022, 12, 8)


def _hold(cast: Cast, day: date, kind: MeetingKind = MeetingKind.REFLECTION) -> None:
    past = PastMeeting(
        slot=replace(slot(day), kind=kind),
        where=ONLINE,
        agenda=AGENDA,
        number=1,
        expected=(),
        attendance={},
    )
    with transaction():
        services.record_past_meeting(past, on=ON, by=cast.coordinator.person_id)


@pytest.mark.parametrize(
    ("day", "around"),
    [
        (date(2022, 10, 12), Moments(last=None, next=HELD)),
        (HELD, Moments(last=HELD, next=COMING)),
        (date(2022, 12, 7), Moments(last=HELD, next=COMING)),
        (COMING, Moments(last=COMING, next=None)),
    ],
)
def test_the_day_of_a_moment_begins_a_period(
    app: Flask, cast: Cast, day: date, around: Moments
) -> None:
    assert app
    _hold(cast, HELD)
    coming = plan(by=cast.coordinator.person_id, day=COMING, number=2)
    with transaction():
        inviting.invite(meeting_by(coming), on=ON, now=NOW, by=cast.coordinator.person_id)
    assert moments_around(day) == around


def test_a_draft_and_another_kind_of_meeting_are_no_moment(cast: Cast) -> None:
    _hold(cast, HELD, MeetingKind.WORKSHOP)
    plan(by=cast.coordinator.person_id, day=COMING)
    assert moments_around(date(2022, 11, 15)) == Moments()
