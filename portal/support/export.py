"""Tasks, moments and advisers as tables to take along."""

from collections.abc import Iterable

from flask_babel import gettext

from portal.support.advisers.models import Adviser
from portal.support.labels import ADVISERS, CHANNELS, KINDS, OUTCOMES, task_words, whose
from portal.support.models import Moment, Task
from portal.tables.files import Column, Kind, Table


def tasks_table(tasks: Iterable[Task]) -> Table:
    """Return one row for each task, in the words of the reader."""
    return Table(
        name="tasks",
        columns=[
            Column(key="organisation", label=gettext("Organisation")),
            Column(key="kind", label=gettext("What about")),
            Column(key="task", label=gettext("Task")),
            Column(key="whose", label=gettext("For whom")),
            Column(key="opened_on", label=gettext("Open since"), kind=Kind.DATE),
            Column(key="due_on", label=gettext("Good to be done by"), kind=Kind.DATE),
            Column(key="done_on", label=gettext("Done on"), kind=Kind.DATE),
            Column(key="outcome", label=gettext("How it ended")),
        ],
        rows=(
            {
                "organisation": task.organisation.name if task.organisation else None,
                "kind": str(KINDS[task.kind]),
                "task": task_words(task),
                "whose": whose(task),
                "opened_on": task.opened_on,
                "due_on": task.due_on,
                "done_on": task.done_on,
                "outcome": str(OUTCOMES[task.outcome]) if task.outcome else None,
            }
            for task in tasks
        ),
    )


def moments_table(moments: Iterable[Moment]) -> Table:
    """Return one row for each moment of support, in the words that were written."""
    return Table(
        name="support",
        columns=[
            Column(key="held_on", label=gettext("Day"), kind=Kind.DATE),
            Column(key="organisation", label=gettext("Organisation")),
            Column(key="how", label=gettext("How")),
            Column(key="talked_with", label=gettext("With whom")),
            Column(key="about", label=gettext("What about")),
            Column(key="next_step", label=gettext("Next step")),
            Column(key="next_on", label=gettext("By"), kind=Kind.DATE),
            Column(key="logged_by", label=gettext("Noted by")),
        ],
        rows=(
            {
                "held_on": moment.held_on,
                "organisation": moment.organisation.name,
                "how": str(CHANNELS[moment.how]),
                "talked_with": moment.talked_with.name if moment.talked_with else None,
                "about": moment.about,
                "next_step": moment.next_step or None,
                "next_on": moment.next_on,
                "logged_by": moment.logged_by.name,
            }
            for moment in moments
        ),
    )


def advisers_table(advisers: Iterable[Adviser]) -> Table:
    """Return one row for each adviser whom an organisation named."""
    return Table(
        name="advisers",
        columns=[
            Column(key="kind", label=gettext("Whom can you turn to?")),
            Column(key="name", label=gettext("Name")),
            Column(key="phone", label=gettext("Telephone")),
            Column(key="email", label=gettext("Mail address")),
        ],
        rows=(
            {
                "kind": str(ADVISERS[adviser.kind]),
                "name": adviser.name,
                "phone": adviser.phone,
                "email": adviser.email,
            }
            for adviser in advisers
        ),
    )
