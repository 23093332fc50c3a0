"""What the minutes put forward for an agenda: what was agreed before and is still to be done."""

from datetime import date
from typing import Final

from portal.meetings.agenda.sources import Suggestion
from portal.meetings.models import BlockKind
from portal.meetings.words import title_of
from portal.minutes.models import MeetingAction
from portal.minutes.open_actions import open_actions
from portal.rules import N_

ACTION: Final = "action"
MINUTES: Final = 3


def suggest(*, meeting_id: int, day: date) -> list[Suggestion]:
    """Return the open actions of earlier meetings, what is due first in front."""
    return [_of(one, day) for one in open_actions(day) if one.meeting_id != meeting_id]


def _of(one: MeetingAction, day: date) -> Suggestion:
    task = one.task
    is_due = task.due_on is not None and task.due_on <= day
    known = {"meeting": title_of(one.meeting)}
    return Suggestion(
        block=BlockKind.PROCESS_EVALUATION,
        source=ACTION,
        source_id=str(task.id),
        words=task.words,
        lang=task.lang,
        reason=N_("Agreed at %(meeting)s, meant to be done by %(day)s.")
        if is_due
        else N_("Agreed at %(meeting)s, and still open."),
        named=known | ({"day": task.due_on.isoformat()} if is_due and task.due_on else {}),
        href="/actions/",
        minutes=MINUTES,
    )
