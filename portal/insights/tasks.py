"""What needs somebody from the list of tasks: by place in the network, one by one for others."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.insights.needs import Need, Tone
from portal.network.queries import Vacancy
from portal.support.labels import LEVEL_TAGS, level_words, task_words
from portal.support.models import Task, TaskKind
from portal.support.queries import Waiting
from portal.support.rules import level_of
from portal.web.words import short_day

MOST: Final = 10
MOST_OWN: Final = 3
SOON: Final = timedelta(days=14)


def vacancy_needs(vacancies: Sequence[Vacancy], today: date) -> Iterator[Need]:
    """Name organisations without ambassador, the longest first, and count the rest."""
    for vacancy in vacancies[:MOST]:
        level, place = level_of(vacancy.since, today), vacancy.organisation
        yield Need(
            what=_("%(name)s: no ambassador yet", name=place.name),
            why=_("There has been none since %(day)s.", day=short_day(vacancy.since)),
            href=f"/organisations/{place.slug}/hand-over",
            step=_("Choose who follows"),
            tag=level_words(level, (today - vacancy.since).days),
            tone=Tone(LEVEL_TAGS[level]),
        )
    yield from _rest(len(vacancies) - MOST, "/tasks/?show=all&kind=vacancy")


def waiting_needs(waiting: Sequence[Waiting]) -> Iterator[Need]:
    """Name addresses to check, and steps that are not done yet, by organisation."""
    for one in waiting[:MOST]:
        yield _NEEDS.get(one.kind, _not_yet)(one)
    yield from _rest(len(waiting) - MOST, "/tasks/?show=all")


def _check(one: Waiting) -> Need:
    name = one.organisation or _("Network")
    return Need(
        what=ngettext(
            "%(name)s: does this address work?",
            "%(name)s: do %(num)s addresses work?",
            one.open,
            name=name,
        ),
        why=_("A mail came back. Perhaps somebody has another address, or other work."),
        href=f"/tasks/{one.task_id}/" if one.open == 1 else _list_of(one),
        step=_("Look at it"),
    )


def _review(one: Waiting) -> Need:
    return Need(
        what=ngettext(
            "%(num)s lesson kit to look at once more",
            "%(num)s lesson kits to look at once more",
            one.open,
        ),
        why=_("The day has come on which you wanted to see whether it is still right."),
        href=f"/tasks/{one.task_id}/" if one.open == 1 else _list_of(one),
        step=_("Look at it"),
    )


def _not_yet(one: Waiting) -> Need:
    why = {
        TaskKind.ONBOARDING: _("A call may help to take the next step."),
        TaskKind.HAND_OVER: _("These belong to the change of ambassador."),
    }.get(one.kind, _("You agreed on this together."))
    return Need(
        what=ngettext(
            "%(name)s: %(num)s step not done yet",
            "%(name)s: %(num)s steps not done yet",
            one.past,
            name=one.organisation or _("Network"),
        ),
        why=why,
        href=_list_of(one),
        step=_("See the steps"),
    )


_NEEDS: Final = {TaskKind.CONTACT_CHECK: _check, TaskKind.KIT_REVIEW: _review}


def _list_of(one: Waiting) -> str:
    place = f"&organisation={one.slug}" if one.slug else ""
    return f"/tasks/?show=all&kind={one.kind.value}{place}"


def _rest(many: int, href: str) -> Iterator[Need]:
    if many > 0:
        yield Need(
            what=ngettext("And %(num)s more", "And %(num)s more", many),
            why=_("The list of tasks shows them all."),
            href=href,
            step=_("Open the list"),
        )


def own_needs(tasks: Sequence[Task], today: date) -> Iterator[Need]:
    """Name the first tasks that are near or past their day; the list has the others."""
    near = [task for task in tasks if task.due_on and task.due_on <= today + SOON]
    for task in near[:MOST_OWN]:
        yield Need(
            what=task_words(task),
            why=_("It would be good to do this by %(day)s.", day=short_day(task.due_on or today)),
            href=f"/tasks/{task.id}/",
            step=_("Open"),
        )
    yield from _rest(len(near) - MOST_OWN, "/tasks/")
