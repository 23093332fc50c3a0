"""Tasks opened once, finished with an outcome, opened again, and handed on to who follows."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from portal.audit.services import record
from portal.db import db
from portal.support import rules
from portal.support.models import Outcome, Side, Task, TaskKind


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What a task is about; ``key`` is the same for the same matter, so that it is asked once.

    A step for what the system asks, words with their language for what people agree.
    """

    kind: TaskKind
    key: str
    side: Side
    organisation_id: int | None
    person_id: int | None = None
    owner_id: int | None = None
    step: str = ""
    words: str = ""
    lang: str = "nl"
    due_on: date | None = None


def open_task(matter: Matter, *, on: date) -> Task | None:
    """Open a task from ``on``; nothing when there is one for this matter, open or done."""
    if find_task(matter.key) is not None:
        return None
    given = dict(vars(matter))
    task = Task(dedupe_key=given.pop("key"), opened_on=on, **given)
    db.session.add(task)
    db.session.flush()
    return task


def find_task(key: str) -> Task | None:
    """Return the task about this matter, open or done."""
    return db.session.scalar(select(Task).where(Task.dedupe_key == key))


def finish_task(task: Task, outcome: Outcome, *, done_on: date, today: date, by: int) -> None:
    """Note that a task is done, on which day, how it ended, and who says so."""
    _hold(task)
    rules.check_may_finish(task.kind, outcome, is_open=task.done_on is None)
    rules.check_day_done(done_on, opened_on=task.opened_on, today=today)
    end(task, outcome, on=done_on, by=by)
    _record("task_finished", task, on=done_on, by=by)


def reopen_task(task: Task, *, on: date, by: int) -> None:
    """Take back that a task is done."""
    _hold(task)
    rules.check_may_reopen(task.kind, is_open=task.done_on is None)
    open_again(task)
    _record("task_reopened", task, on=on, by=by)


def end(task: Task, outcome: Outcome, *, on: date, by: int | None = None) -> None:
    """End a task as it is, never before it was opened; the system itself is nobody."""
    task.done_on = max(on, task.opened_on)
    task.done_by_id = by
    task.outcome = outcome
    db.session.flush()


def open_again(task: Task) -> None:
    """Let a task be open, as if it had not been done."""
    task.done_on = task.done_by_id = task.outcome = None
    db.session.flush()


def hand_tasks_on(organisation_id: int, before_id: int, successor_id: int) -> int:
    """Let open tasks of one person go to another; what is done keeps who did it.

    Returns how many went.
    """
    theirs = (
        update(Task)
        .where(
            Task.organisation_id == organisation_id,
            Task.owner_id == before_id,
            Task.done_on.is_(None),
        )
        .values(owner_id=successor_id)
    )
    return int(db.session.execute(theirs).rowcount)  # type: ignore[attr-defined]


def _hold(task: Task) -> None:
    """Lock the task, so that two who tick it at once do so one after the other."""
    db.session.refresh(task, with_for_update={"of": Task})


def _record(event: str, task: Task, *, on: date, by: int) -> None:
    detail = {"kind": task.kind.value}
    record(event, by=by, on=on, object_kind="task", object_id=task.id, detail=detail)
