"""Tasks that follow from what is so: no ambassador, mail that comes back, an organisation starting.

Each function brings the tasks in line with the roster and the outbox, and may run at any moment:
what is so already stays as it is. All return how many rows changed.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Integer, Row, Select, and_, case, func, or_, select, update

from portal.db import db
from portal.network.as_of import ends_after, status_on, valid_on
from portal.network.models import Person, Post, Status
from portal.network.queries import vacancies
from portal.outbox.models import OutboxMail
from portal.outbox.services import try_bounced_again
from portal.policy.table import NETWORK_ROLES, Role
from portal.support import steps
from portal.support.models import Outcome, Side, Task, TaskKind
from portal.support.services import Matter, end, find_task, finish_task, open_again, open_task

TIME_TO_FIND: Final = timedelta(days=14)
TIME_TO_CHECK: Final = timedelta(days=7)


def keep_vacancies(today: date) -> int:
    """Open a task from the first day without ambassador; end it on the day there is one again."""
    vacant = {one.organisation.id: one.since for one in vacancies(today)}
    is_vacancy = Task.kind == TaskKind.VACANCY, Task.done_on.is_(None)
    standing = {
        _vacancy_key(each.organisation_id or 0, each.opened_on): each
        for each in open_ones(*is_vacancy)
    }
    wanted = {_vacancy_key(place, since): (place, since) for place, since in vacant.items()}
    over = [task for key, task in standing.items() if key not in wanted]
    for task in over:
        filled_on = _filled_on(task, today)
        end(task, Outcome.DONE if filled_on else Outcome.NOT_NEEDED, on=filled_on or today)
    new = sorted(set(wanted) - set(standing))
    for key in new:
        _open_vacancy(key, *wanted[key])
    return len(over) + len(new)


def open_ones(*where: ColumnElement[bool]) -> Sequence[Task]:
    """Return the tasks that meet these clauses."""
    return db.session.scalars(select(Task).where(*where).order_by(Task.id)).all()


def _vacancy_key(organisation_id: int, since: date) -> str:
    return f"vacancy/{organisation_id}/{since.isoformat()}"


def _open_vacancy(key: str, organisation_id: int, since: date) -> None:
    """Open the task, or open it again when somebody came and that proved wrong."""
    known = find_task(key)
    if known is not None:
        open_again(known)
        return
    matter = Matter(
        kind=TaskKind.VACANCY,
        key=key,
        side=Side.PROJECT_TEAM,
        organisation_id=organisation_id,
        step=steps.VACANCY,
        due_on=since + TIME_TO_FIND,
    )
    open_task(matter, on=since)


def _filled_on(task: Task, today: date) -> date | None:
    """Return since when there is an ambassador again, also when that was noted later.

    Nothing when there is none: the organisation left, or stopped before it had begun.
    """
    first = select(func.min(Post.valid_from)).where(
        Post.organisation_id == task.organisation_id,
        Post.role == Role.AMBASSADOR,
        Post.valid_from >= task.opened_on,
        Post.valid_from <= today,
    )
    return db.session.scalar(first)


def keep_onboarding(today: date) -> int:
    """Open the steps of organisations that start up; let days move along when the start moved."""
    now = status_on(today)
    starting = db.session.execute(
        select(now.c.organisation_id, now.c.valid_from).where(now.c.status == Status.ONBOARDING)
    )
    since = dict(starting.all())
    is_step = Task.kind == TaskKind.ONBOARDING, Task.organisation_id.in_(since)
    known = {task.dedupe_key: task for task in open_ones(*is_step)}
    return sum(
        _keep_step(known.get(f"onboarding/{place}/{step.key}"), step, place, day)
        for place, day in sorted(since.items())
        for step in steps.ONBOARDING.values()
    )


def _keep_step(task: Task | None, step: steps.Step, organisation_id: int, since: date) -> int:
    due_on = since + timedelta(days=step.after)
    if task is None:
        matter = Matter(
            kind=TaskKind.ONBOARDING,
            key=f"onboarding/{organisation_id}/{step.key}",
            side=step.side,
            organisation_id=organisation_id,
            step=step.key,
            due_on=due_on,
        )
        open_task(matter, on=since)
        return 1
    if task.done_on is not None or task.due_on == due_on:
        return 0
    task.opened_on, task.due_on = since, due_on
    db.session.flush()
    return 1


def keep_contact_checks(today: date) -> int:
    """Ask once about each address from which mail comes back; end what was put right elsewhere."""
    asked = open_ones(Task.kind == TaskKind.CONTACT_CHECK, Task.done_on.is_(None))
    bounced = db.session.execute(_bounced(today)).all()
    wanted = {_check_key(row.id, row.email or ""): row for row in bounced}
    over = [task for task in asked if task.dedupe_key not in wanted]
    for task in over:
        end(task, _what_became(task), on=today)
    open_keys = {task.dedupe_key for task in asked}
    new = [key for key in wanted if key not in open_keys]
    for key in new:
        _open_check(key, wanted[key], today)
    return len(over) + len(new)


def _check_key(person_id: int, address: str) -> str:
    """Return the key of one person's one address, without the address."""
    mark = hashlib.sha256(address.encode()).hexdigest()[:16]
    return f"contact_check/{person_id}/{mark}"


def _bounced(today: date) -> Select[int, str | None, int | None, int]:
    """Return who holds a post and does not get our mail, with a place where they hold it."""
    coming = ends_after(today)
    unanswered = select(OutboxMail.recipient).where(OutboxMail.bounced)
    is_ambassador = func.max(case((Post.role == Role.AMBASSADOR, 1), else_=0), type_=Integer)
    return (
        select(
            Person.id, Person.email, func.min(Post.organisation_id).label("place"), is_ambassador
        )
        .join(Post, and_(Post.person_id == Person.id, coming))
        .where(Person.email.in_(unanswered))
        .group_by(Person.id, Person.email)
        .order_by(Person.id)
    )


def _open_check(key: str, row: Row[int, str | None, int | None, int], today: date) -> None:
    """Ask the people on the spot, unless it is about the one who would be asked."""
    known = find_task(key)
    if known is not None:
        known.opened_on, known.due_on = today, today + TIME_TO_CHECK
        open_again(known)
        return
    person_id, _email, place, is_ambassador = row
    near = place is not None and not is_ambassador
    matter = Matter(
        kind=TaskKind.CONTACT_CHECK,
        key=key,
        side=Side.ORGANISATION if near else Side.PROJECT_TEAM,
        organisation_id=place,
        person_id=person_id,
        step=steps.CONTACT_CHECK,
        due_on=today + TIME_TO_CHECK,
    )
    open_task(matter, on=today)


def confirm_address(task: Task, *, today: date, now: datetime, by: int) -> None:
    """Note that an address is right after all, and send the last mail there once more."""
    finish_task(task, Outcome.ADDRESS_RIGHT, done_on=today, today=today, by=by)
    if task.person is not None and task.person.email:
        try_bounced_again(task.person.email, by=by, now=now)


def _what_became(task: Task) -> Outcome:
    person = task.person
    moved = person is not None and task.dedupe_key != _check_key(person.id, person.email or "")
    return Outcome.CORRECTED if moved else Outcome.POST_ENDED


def keep_owners(today: date) -> int:
    """Let open tasks of who left go to the ambassador of the day, or to nobody in particular.

    A task for an organisation that nobody has goes to its ambassador as well.
    """
    ambassador = (
        select(Post.person_id)
        .where(
            Post.organisation_id == Task.organisation_id,
            Post.role == Role.AMBASSADOR,
            valid_on(Post, today),
        )
        .correlate(Task)
        .scalar_subquery()
    )
    theirs = case((Task.side == Side.ORGANISATION, ambassador), else_=None)
    is_free = and_(Task.owner_id.is_(None), Task.side == Side.ORGANISATION, ambassador.is_not(None))
    change = (
        update(Task)
        .where(Task.done_on.is_(None), or_(_owner_left(today), is_free))
        .values(owner_id=theirs)
        .execution_options(synchronize_session=False)
    )
    return int(db.session.execute(change).rowcount)  # type: ignore[attr-defined]


def _owner_left(today: date) -> ColumnElement[bool]:
    """Return the tasks of somebody who holds no post there, nor will, nor in the network."""
    near = or_(Post.organisation_id == Task.organisation_id, Post.role.in_(sorted(NETWORK_ROLES)))
    still = (
        select(Post.id)
        .where(
            Post.person_id == Task.owner_id,
            near,
            ends_after(today),
        )
        .correlate(Task)
    )
    return and_(Task.owner_id.is_not(None), ~still.exists())
