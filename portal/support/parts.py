"""The part of this room in acts of others: hand-over, two people who are one, forgetting, data."""

from datetime import date
from typing import Any

from sqlalchemy import delete, or_, select, update

from portal.clock import today
from portal.db import db
from portal.network.models import Organisation
from portal.support import labels
from portal.support.advisers.queries import advisers_of
from portal.support.advisers.services import forget_keeper
from portal.support.export import advisers_table, moments_table, tasks_table
from portal.support.models import HandOver, Moment, Task, TaskKind
from portal.support.queries import MOMENT_PEOPLE, WITH_PEOPLE
from portal.support.services import hand_tasks_on
from portal.tables.files import Table


def take_over(
    *, organisation_id: int, before_id: int | None, successor_id: int, on: date, **_told: object
) -> int:
    """Let open tasks go along with a hand-over that holds already; one to come waits its day."""
    if before_id is None or on > today():
        return 0
    return hand_tasks_on(organisation_id, before_id, successor_id)


def merge(*, kept_id: int, gone_id: int, **_told: object) -> None:
    """Settle what two rows of one person cannot both have: a hand-over to oneself."""
    both = [kept_id, gone_id]
    to_oneself = HandOver.before_id.in_(both), HandOver.successor_id.in_(both)
    db.session.execute(delete(HandOver).where(*to_oneself))


def forget(*, person_id: int, **_told: object) -> None:
    """Take a person out of what names them; that something was done, and when, stays."""
    _let_go(Task.owner_id, person_id)
    _let_go(Moment.with_id, person_id)
    forget_keeper(person_id)
    checks = Task.person_id == person_id, Task.kind == TaskKind.CONTACT_CHECK
    for task in db.session.scalars(select(Task).where(*checks)):
        task.dedupe_key = f"contact_check/{person_id}/{task.id}"  # no trace of the address
    db.session.flush()


def _let_go(column: Any, person_id: int) -> None:  # noqa: ANN401 -- a mapped column of either table
    change = update(column.class_).where(column == person_id).values({column: None})
    db.session.execute(change)


def data_of_person(*, person_id: int, **_told: object) -> dict[str, Any]:
    """Return what this room holds about a person, as JSON can hold it."""
    tasks = select(Task).where(
        or_(Task.owner_id == person_id, Task.person_id == person_id, Task.done_by_id == person_id)
    )
    moments = select(Moment).where(
        or_(Moment.with_id == person_id, Moment.logged_by_id == person_id)
    )
    followed = or_(HandOver.before_id == person_id, HandOver.successor_id == person_id)
    hand_overs = select(HandOver).where(followed).order_by(HandOver.starts_on)
    return {
        "tasks": [_task(each) for each in db.session.scalars(tasks.order_by(Task.id))],
        "support_moments": [
            _moment(each) for each in db.session.scalars(moments.order_by(Moment.id))
        ],
        "hand_overs": [
            {"from": each.starts_on.isoformat(), "organisation": each.organisation.name}
            for each in db.session.scalars(hand_overs)
        ],
    }


def _task(task: Task) -> dict[str, str | None]:
    return {
        "task": labels.task_words(task),
        "opened_on": task.opened_on.isoformat(),
        "due_on": task.due_on.isoformat() if task.due_on else None,
        "done_on": task.done_on.isoformat() if task.done_on else None,
    }


def _moment(moment: Moment) -> dict[str, str | None]:
    return {
        "day": moment.held_on.isoformat(),
        "organisation": moment.organisation.name,
        "about": moment.about,
        "next_step": moment.next_step or None,
    }


def data_of_organisation(*, organisation_id: int, **_told: object) -> list[Table]:
    """Return the tasks, the moments and the advisers of an organisation as tables."""
    there = db.session.get_one(Organisation, organisation_id)
    tasks = select(Task).where(Task.organisation_id == there.id).order_by(Task.opened_on, Task.id)
    moments = (
        select(Moment).where(Moment.organisation_id == there.id).order_by(Moment.held_on, Moment.id)
    )
    return [
        tasks_table(db.session.scalars(tasks.options(*WITH_PEOPLE))),
        moments_table(db.session.scalars(moments.options(*MOMENT_PEOPLE))),
        advisers_table(advisers_of(there.id).values()),
    ]
