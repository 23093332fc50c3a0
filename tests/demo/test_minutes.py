"""The minutes of the practice network: every moment has them, and four actions are open."""

import json
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from portal.db import db, transaction
from portal.demo import meetings as demo
from portal.demo.minutes import fill_minutes
from portal.meetings.models import MeetingState
from portal.meetings.queries import held_meetings
from portal.minutes.models import Decision, MeetingAction
from portal.minutes.queries import written
from portal.outbox.models import OutboxMail
from portal.support.models import Task

TODAY = date(2022, 11, 15)
DATA = json.loads(Path(demo.__file__).with_name("network.json").read_text())


def test_each_moment_has_approved_minutes_and_four_actions_are_open(app: Flask) -> None:
    assert app
    with transaction():
        demo.fill_meetings(DATA, today=TODAY)
        fill_minutes(today=TODAY)
    held = held_meetings()
    assert {meeting.state for meeting in held} == {MeetingState.MINUTES_APPROVED}
    for meeting in held:
        minutes = written(meeting)
        assert len(minutes.in_brief.body.splitlines()) == 3
        assert len([sheet for sheet in minutes.sheets if sheet.body]) >= 4
        assert 1 <= len(minutes.decisions) <= 3
        assert 1 <= len(minutes.actions) <= 3
    actions = select(func.count()).select_from(MeetingAction).join(MeetingAction.task)
    assert db.session.scalar(actions.where(Task.done_on.is_(None))) == 4
    assert db.session.scalar(actions) == 23
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 21
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 0
