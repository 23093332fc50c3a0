"""Writing an agenda: what the blocks are about, until the meeting is held."""

from datetime import date

from portal.audit.services import record
from portal.db import db
from portal.meetings import rules
from portal.meetings.agenda.blocks import Agenda, write_blocks
from portal.meetings.models import Meeting
from portal.meetings.services import judged


def save_agenda(meeting: Meeting, agenda: Agenda, *, on: date, by: int) -> None:
    """Replace what the blocks are about, until the meeting is held."""
    rules.check_may_edit(judged(meeting).state)
    write_blocks(meeting, agenda)
    _note("agenda_saved", meeting, on=on, by=by)


def _note(event: str, meeting: Meeting, *, on: date, by: int) -> None:
    db.session.flush()
    record(event, by=by, on=on, object_kind="meeting", object_id=str(meeting.id), detail={})
