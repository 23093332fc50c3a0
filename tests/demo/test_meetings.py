"""The meetings of the practice network: held before its day, one invited, nothing mailed."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.db import db, transaction
from portal.demo import meetings as demo
from portal.meetings.models import Answer, Attendance, Invitation, Meeting, MeetingState
from portal.meetings.queries import expected_participants, find_next_meeting, held_meetings
from portal.outbox.models import OutboxMail

TODAY = date(2022, 11, 15)
DATA = json.loads(Path(demo.__file__).with_name("network.json").read_text())


@pytest.fixture
def filled(app: Flask) -> None:
    """The practice network's roster with its meetings."""
    assert app
    with transaction():
        demo.fill_meetings(DATA, today=TODAY)


@pytest.mark.usefixtures("filled")
def test_thirteen_are_held_the_fourteenth_is_invited_and_later_ones_are_not_there() -> None:
    kept = db.session.execute(
        select(Meeting.number, Meeting.local_date, Meeting.state).order_by(Meeting.number)
    )
    expected = [
        (
            moment["no"],
            date.fromisoformat(moment["date"]),
            MeetingState.HELD if moment["no"] < 14 else MeetingState.INVITED,
        )
        for moment in DATA["meetings"][:14]
    ]
    assert [tuple(row) for row in kept] == expected


@pytest.mark.usefixtures("filled")
def test_what_others_ask_of_it() -> None:
    coming, held = find_next_meeting(TODAY), held_meetings()
    assert coming is not None
    assert (coming.number, held[0].number, len(held)) == (14, 13, 13)
    answers = Counter(one.answer for one in expected_participants(coming))
    assert answers.total() == 150
    assert set(answers) == {*Answer, None}


@pytest.mark.usefixtures("filled")
def test_who_pauses_was_not_expected_and_not_everybody_is_marked() -> None:
    fourth = select(Meeting.id).where(Meeting.number == 4).scalar_subquery()
    expected = db.session.scalar(
        select(func.count(Invitation.id)).where(Invitation.meeting_id == fourth)
    )
    marked = db.session.scalar(
        select(func.count(Attendance.person_id)).where(Attendance.meeting_id == fourth)
    )
    assert expected == 99  # 20 organisations with five people each, one without an ambassador
    assert marked is not None
    assert 0 < marked < expected


@pytest.mark.usefixtures("filled")
def test_nothing_is_mailed() -> None:
    assert db.session.scalar(select(func.count(OutboxMail.id))) == 0
