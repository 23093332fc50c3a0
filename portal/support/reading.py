"""What the pages of this room show, put together for one day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask_babel import gettext

from portal.support.models import Level, Task, TaskKind
from portal.support.rules import level_of
from portal.web.hooks import Act, tell

SOON: Final = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Tasks that belong together by their day."""

    title: str
    tasks: Sequence[Task]


def grouped(tasks: Iterable[Task], today: date) -> list[Group]:
    """Return open tasks by when it would be good to be done; empty groups are left out."""
    soon = today + SOON
    past, near, later, any_day = [], [], [], []
    for task in tasks:
        if task.due_on is None:
            any_day.append(task)
        elif task.due_on < today:
            past.append(task)
        elif task.due_on <= soon:
            near.append(task)
        else:
            later.append(task)
    groups = (
        Group(title=gettext("Not done yet"), tasks=past),
        Group(title=gettext("In the next two weeks"), tasks=near),
        Group(title=gettext("Later"), tasks=later),
        Group(title=gettext("Without a day"), tasks=any_day),
    )
    return [group for group in groups if group.tasks]


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """The steps of starting up, and how many are done."""

    steps: Sequence[Task]
    done: int


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What is open at an organisation on a day: starting up apart from the rest."""

    starting: Checklist | None
    others: Sequence[Task]


def overview(tasks: Sequence[Task], day: date) -> Overview:
    """Put the tasks of one organisation together; a checklist that is done is left out."""
    starting = [task for task in tasks if task.kind is TaskKind.ONBOARDING]
    done = sum(not is_open_on(task, day) for task in starting)
    return Overview(
        starting=Checklist(steps=starting, done=done) if done < len(starting) else None,
        others=[task for task in tasks if task.kind is not TaskKind.ONBOARDING],
    )


def is_open_on(task: Task, day: date) -> bool:
    """Tell whether a task is open on ``day``, also when it was done later."""
    return task.done_on is None or task.done_on > day


def level_on(task: Task, day: date) -> Level:
    """Return how serious a vacancy is; any other task is plain."""
    return level_of(task.opened_on, day) if task.kind is TaskKind.VACANCY else Level.PLAIN


def moving_along(organisation_id: int, before_id: int | None, on: date) -> list[str]:
    """Return in words what the rooms above hand to the successor on that day."""
    if before_id is None:
        return []
    said = tell(Act.MOVES, organisation_id=organisation_id, before_id=before_id, on=on)
    return [line for lines in said for line in lines]


def last_day(planned_from: date) -> date:
    """Return the last day of who stops."""
    return planned_from - timedelta(days=1)
