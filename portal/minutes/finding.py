"""What of the minutes is found by searching: what is approved, in the language it was written."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select

from portal.db import db
from portal.meetings.models import Meeting
from portal.minutes.models import Decision, MeetingAction, Section
from portal.minutes.rules import SETTLED
from portal.support.models import Task


def readable_texts(meeting_ids: Collection[int]) -> Mapping[int, Mapping[str, str]]:
    """Return sections, decisions and actions of approved minutes, by meeting and language."""
    found: dict[int, dict[str, str]] = {}
    for meeting_id, lang, words in _texts(meeting_ids):
        texts = found.setdefault(meeting_id, {})
        texts[lang] = f"{texts.get(lang, '')}\n{words}".strip()
    return found


def _texts(meeting_ids: Collection[int]) -> Iterable[tuple[int, str, str]]:
    read = Meeting.id.in_(meeting_ids), Meeting.state.in_(SETTLED)
    sections = (
        select(Section.meeting_id, Section.lang, Section.body)
        .join(Section.meeting)
        .where(*read)
        .order_by(Section.id)
    )
    decisions = (
        select(Decision.meeting_id, Decision.lang, Decision.words)
        .join(Meeting, Meeting.id == Decision.meeting_id)
        .where(*read)
        .order_by(Decision.id)
    )
    actions = (
        select(MeetingAction.meeting_id, Task.lang, Task.words)
        .join(MeetingAction.task)
        .join(MeetingAction.meeting)
        .where(*read)
        .order_by(Task.id)
    )
    for statement in (sections, decisions, actions):
        yield from ((row[0], row[1], row[2]) for row in db.session.execute(statement))
