"""The actions that somebody may know of: their own first, then those of their organisation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from portal.db import db
from portal.meetings.models import Meeting
from portal.minutes.models import MeetingAction
from portal.policy.decide import Actor, extent
from portal.policy.table import Permission
from portal.support.models import Task
from portal.web.paging import PAGE_SIZE, Page, offset

WITH_PEOPLE = (
    contains_eager(MeetingAction.task).joinedload(Task.owner),
    contains_eager(MeetingAction.task).joinedload(Task.organisation),
    contains_eager(MeetingAction.task).joinedload(Task.done_by),
    joinedload(MeetingAction.meeting),
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which actions a list shows, and which page of it."""

    done: bool = False
    page: int = 1


def actions_for(actor: Actor, asked: Asked) -> Page[MeetingAction]:
    """Return one page of the actions somebody may know of, open or done."""
    query = _actions(actor, asked)
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    rows = query.limit(PAGE_SIZE).offset(offset(asked.page)).options(*WITH_PEOPLE)
    return Page(rows=db.session.scalars(rows).all(), number=asked.page, total=total or 0)


def all_actions_for(actor: Actor, asked: Asked) -> Iterator[MeetingAction]:
    """Yield every action of the list, for a file."""
    yield from db.session.scalars(_actions(actor, asked).options(*WITH_PEOPLE))


def _actions(actor: Actor, asked: Asked) -> Select[MeetingAction]:
    query = select(MeetingAction).join(MeetingAction.task).where(_known_to(actor))
    if asked.done:
        return query.where(Task.done_on.is_not(None)).order_by(Task.done_on.desc(), Task.id)
    mine = case((Task.owner_id == actor.person_id, 0), else_=1)
    query = query.where(Task.done_on.is_(None))
    return query.order_by(mine, Task.due_on.is_(None), Task.due_on, Task.id)


def _known_to(actor: Actor) -> ColumnElement[bool]:
    """Return what is somebody's own, or of an organisation where they hold a post."""
    if extent(actor, Permission.ACTION_DONE).network:
        return true()
    places = sorted({post.organisation_id for post in actor.posts if post.organisation_id})
    return or_(Task.owner_id == actor.person_id, Task.organisation_id.in_(places))


def open_before(meeting: Meeting) -> Sequence[MeetingAction]:
    """Return what was agreed at earlier meetings of the same kind and is still to be done."""
    return db.session.scalars(
        select(MeetingAction)
        .join(MeetingAction.task)
        .join(Meeting, Meeting.id == MeetingAction.meeting_id)
        .where(
            Meeting.kind == meeting.kind,
            Meeting.local_date < meeting.local_date,
            Task.done_on.is_(None),
        )
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
        .limit(PAGE_SIZE)
        .options(*WITH_PEOPLE)
    ).all()


def agreed_task(task_id: int) -> Task | None:
    """Return an action that was agreed at a meeting; nothing for another task."""
    return db.session.scalar(
        select(Task).join(MeetingAction, MeetingAction.task_id == Task.id).where(Task.id == task_id)
    )


def open_actions(day: date) -> Sequence[MeetingAction]:
    """Return every action that is open on ``day``, what is due first in front."""
    return db.session.scalars(
        select(MeetingAction)
        .join(MeetingAction.task)
        .where(Task.done_on.is_(None), Task.opened_on <= day)
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
        .limit(PAGE_SIZE)
        .options(*WITH_PEOPLE)
    ).all()
