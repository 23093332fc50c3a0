"""What teams of the practice network miss: told by many, merged, answered, nothing mailed."""

import json
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from portal.db import db, transaction
from portal.demo import meetings as demo
from portal.demo.needs import OUTCOMES, STORIES, fill_needs
from portal.needs.listing import NeedFilters, all_needs, open_by_support
from portal.needs.mails import mail_answers
from portal.needs.models import Need, State
from portal.outbox.models import OutboxMail

TODAY = date(2022, 11, 15)
DATA = json.loads(Path(demo.__file__).with_name("network.json").read_text())


def _count(model: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_needs_are_told_by_many_and_nothing_is_mailed(app: Flask) -> None:
    assert app
    with transaction():
        demo.fill_meetings(DATA, today=TODAY)
        mailed = _count(OutboxMail)
        fill_needs(today=TODAY)
        mail_answers(today=TODAY)
    assert _count(OutboxMail) == mailed
    assert _count(Need) == len(STORIES)
    merged = [outcome for outcome in OUTCOMES if outcome.into]
    assert len(all_needs(TODAY, NeedFilters(state=State.MERGED))) == len(merged)
    assert len(all_needs(TODAY, NeedFilters(state=State.ANSWERED))) == 1  # with a reason: no kits
    lines = open_by_support(TODAY)
    assert lines[0].teams > lines[-1].teams > 0
    assert {line.counted for line in lines} == {90}
    assert [line.need.team_id for line in lines if line.need.meeting_id] == [None]
