"""What is decided at a meeting, and who will do what: kept, taken away, done and taken up again."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import delete, select

from portal.audit.services import record
from portal.db import db
from portal.meetings import services as meetings
from portal.meetings.models import Meeting
from portal.minutes import rules
from portal.minutes.models import Decision, MeetingAction
from portal.minutes.owners import Owner, owner_called
from portal.support import services as support
from portal.support.models import Outcome, Task, TaskKind
from portal.support.services import Matter


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What somebody will do, by when if that was said; ``who`` is a name, or nobody's: the team."""

    part: str
    words: str
    who: str = ""
    due_on: date | None = None


def decide(meeting: Meeting, part: str, words: str, *, on: date, by: int) -> Decision:
    """Keep what was decided under a part; the same words twice are one decision."""
    meetings.judged(meeting)
    rules.check_may_agree(meeting.state, meeting.local_date, today=on)
    same = select(Decision).where(Decision.meeting_id == meeting.id, Decision.words == words)
    known = db.session.scalar(same)
    if known is not None:
        return known
    decision = Decision(
        meeting_id=meeting.id, part=part, words=words, lang=meeting.lang, kept_on=on
    )
    db.session.add(decision)
    _note("decision_kept", meeting, on=on, by=by)
    return decision


def drop_decision(meeting: Meeting, decision_id: int, *, on: date) -> None:
    """Take a decision away that was not taken after all, until the minutes are approved."""
    meetings.judged(meeting)
    rules.check_may_agree(meeting.state, meeting.local_date, today=on)
    decision = db.session.get(Decision, decision_id)
    if decision is not None and decision.meeting_id == meeting.id:
        db.session.delete(decision)
        db.session.flush()


def agree(meeting: Meeting, agreed: Agreed, *, on: date, by: int) -> Task | None:
    """Open an action for who will do it; the same words twice are one action.

    Raises ``RuleBroken`` when nobody is called so, or more than one.
    """
    meetings.judged(meeting)
    rules.check_may_agree(meeting.state, meeting.local_date, today=on)
    rules.check_due(agreed.due_on, today=on)
    owner = owner_called(agreed.who, on)
    task = support.open_task(_matter(meeting, agreed, owner), on=on)
    if task is not None:
        db.session.add(MeetingAction(task_id=task.id, meeting_id=meeting.id, part=agreed.part))
        _note("action_agreed", meeting, on=on, by=by)
    return task


def _matter(meeting: Meeting, agreed: Agreed, owner: Owner) -> Matter:
    mark = sha256(agreed.words.encode()).hexdigest()[:16]
    return Matter(
        kind=TaskKind.ACTION,
        key=f"minutes/{meeting.id}/{mark}",
        side=owner.side,
        organisation_id=owner.organisation_id,
        owner_id=owner.person_id,
        words=agreed.words,
        lang=meeting.lang,
        due_on=agreed.due_on,
    )


def drop_action(meeting: Meeting, task_id: int, *, on: date) -> None:
    """Take an open action away that was not agreed after all, until the minutes are approved."""
    meetings.judged(meeting)
    rules.check_may_agree(meeting.state, meeting.local_date, today=on)
    known = db.session.get(MeetingAction, task_id)
    if known is None or known.meeting_id != meeting.id or known.task.done_on is not None:
        return
    task = known.task
    db.session.delete(known)
    db.session.flush()
    db.session.execute(delete(Task).where(Task.id == task.id))


def finish(task: Task, *, on: date, by: int) -> None:
    """Note that an action is done: who did it stays on it."""
    support.finish_task(task, Outcome.DONE, done_on=on, today=on, by=by)


def reopen(task: Task, *, on: date, by: int) -> None:
    """Take back that an action is done."""
    support.reopen_task(task, on=on, by=by)


def _note(event: str, meeting: Meeting, *, on: date, by: int) -> None:
    db.session.flush()
    record(event, by=by, on=on, object_kind="meeting", object_id=str(meeting.id))
