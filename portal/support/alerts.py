"""The coordinator hears of a long vacancy twice: on day 14 and on day 30, and not more."""

from collections import defaultdict
from datetime import date, datetime

from portal.db import db
from portal.support import mails
from portal.support.keeping import open_ones
from portal.support.models import Level, Task, TaskKind
from portal.support.rules import is_higher, level_of


def tell_of_vacancies(*, today: date, now: datetime) -> int:
    """Write one letter for all vacancies that reached a level since the last one.

    Who was told nothing for a month is told of the highest level only. Returns how many letters.
    """
    reached: dict[Level, list[Task]] = defaultdict(list)
    for task in open_ones(Task.kind == TaskKind.VACANCY, Task.done_on.is_(None)):
        level = level_of(task.opened_on, today)
        if is_higher(level, task.told):
            task.told = level
            reached[level].append(task)
    db.session.flush()
    return sum(
        mails.tell_of_vacancies(tasks, level, today=today, now=now)
        for level, tasks in reached.items()
    )
