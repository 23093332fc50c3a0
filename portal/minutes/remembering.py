"""What the minutes add when a person asks for their data, and what stays when one is forgotten.

Nothing here names a person but by their row: forgotten, that row is nobody's. Two rows of one
person have nothing that could clash: joined, each goes over as it is. Actions are tasks, which the
room below remembers.
"""

from typing import Any

from flask import Flask
from sqlalchemy import func, select

from portal.db import db
from portal.meetings.models import Meeting
from portal.minutes.models import Approval, Section, SectionEdit
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return in which minutes somebody wrote, on which days, and which they approved."""
    wrote = db.session.execute(
        select(Meeting.local_date, SectionEdit.saved_on, func.max(SectionEdit.reason))
        .join(SectionEdit.section)
        .join(Section.meeting)
        .where(SectionEdit.saved_by_id == person_id)
        .group_by(Meeting.local_date, SectionEdit.saved_on)
        .order_by(Meeting.local_date, SectionEdit.saved_on)
    )
    approved = db.session.execute(
        select(Meeting.local_date, Approval.approved_on)
        .join(Approval.meeting)
        .where(Approval.approved_by_id == person_id)
        .order_by(Meeting.local_date)
    )
    return {
        "minutes_written": [
            {"meeting_on": day.isoformat(), "saved_on": saved.isoformat(), "reason": reason}
            for day, saved, reason in wrote
        ],
        "minutes_approved": [
            {"meeting_on": day.isoformat(), "approved_on": on_.isoformat()} for day, on_ in approved
        ],
    }


def init_app(app: Flask) -> None:
    """Take part when somebody asks for their data."""
    on(app, Act.PERSON_DATA, person_data)
