"""The words for what tasks, steps and moments store as keys."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.support import steps
from portal.support.advisers.models import AdviserKind
from portal.support.models import Channel, Level, Outcome, Side, Task, TaskKind

KINDS: Final[Mapping[TaskKind, LazyString]] = {
    TaskKind.VACANCY: _l("No ambassador"),
    TaskKind.CONTACT_CHECK: _l("Does this address work?"),
    TaskKind.ONBOARDING: _l("First steps"),
    TaskKind.HAND_OVER: _l("Hand-over"),
    TaskKind.ACTION: _l("Action"),
    TaskKind.KIT_REVIEW: _l("Is this lesson kit still right?"),
}
OUTCOMES: Final[Mapping[Outcome, LazyString]] = {
    Outcome.DONE: _l("Done"),
    Outcome.NOT_NEEDED: _l("No longer needed"),
    Outcome.CORRECTED: _l("The address was corrected"),
    Outcome.POST_ENDED: _l("This person does not take part any more"),
    Outcome.ADDRESS_RIGHT: _l("The address is right"),
}
SIDES: Final[Mapping[Side, LazyString]] = {
    Side.PROJECT_TEAM: _l("The project team"),
    Side.ORGANISATION: _l("The organisation"),
}
CHANNELS: Final[Mapping[Channel, LazyString]] = {
    Channel.VISIT: _l("Visit"),
    Channel.CALL: _l("Call"),
    Channel.MAIL: _l("Mail"),
    Channel.ONLINE: _l("Online"),
}
ADVISERS: Final[Mapping[AdviserKind, LazyString]] = {
    AdviserKind.CONFIDENTIAL: _l("Confidential adviser"),
    AdviserKind.PREVENTION: _l("Psychosocial prevention adviser"),
}
LEVEL_TAGS: Final[Mapping[Level, str]] = {Level.PLAIN: "", Level.ALERT: "due", Level.RED: "red"}
STEPS: Final[Mapping[str, LazyString]] = {
    steps.VACANCY: _l("Find an ambassador"),
    "management_agrees": _l("The management has said yes, and somebody there stands behind it"),
    "ambassador_found": _l("There is an ambassador, with time for it"),
    "contact_found": _l("There is a contact person for the reflection moments"),
    "can_sign_in": _l("Ambassador and contact person can sign in here"),
    "teams_agree": _l("Three teams take part, at least one oncology team and one other"),
    "leads_known": _l("We know who leads each team"),
    "teams_heard": _l("Each team has heard what a Mangomoment is"),
    "first_kit": _l("A first lesson kit is chosen"),
    "first_moment": _l("The first reflection moment is in everybody’s calendar"),
    "pass_on_files": _l("Pass on files, posters and lists"),
    "introduce_leads": _l("Introduce the successor to those who lead the teams"),
    "go_through_agenda": _l("Go through the calendar and the actions together"),
    "tell_colleagues": _l("Tell colleagues and management who follows"),
    "look_around": _l("Choose a password and look around here"),
    "visit_teams": _l("Visit the three teams"),
    "check_accounts": _l("See whether team leads and contact person are invited here"),
}


def task_words(task: Task) -> str:
    """Say what a task asks: a step in the reader's language, or people's own words as written."""
    if task.kind is TaskKind.ACTION:
        return task.words
    if task.kind is TaskKind.CONTACT_CHECK and task.person is not None:
        return str(gettext("Does the address of %(name)s work?", name=task.person.name))
    if task.kind is TaskKind.KIT_REVIEW:
        return str(gettext("Is the lesson kit “%(title)s” still right?", title=task.words))
    return str(STEPS.get(task.step, task.step))


def task_lang(task: Task) -> str | None:
    """Return the language that people's own words carry; nothing for the system's."""
    return task.lang if task.kind is TaskKind.ACTION else None


def kit_address(task: Task) -> str:
    """Return where a lesson kit is looked at once more; its address is in the key of the task."""
    return f"/moi/{task.dedupe_key.split('/')[1]}/life"


def whose(task: Task) -> str:
    """Say who is to do a task: by name, or the side it stands on."""
    return task.owner.name if task.owner is not None else str(SIDES[task.side])


def level_words(level: Level, days: int) -> str:
    """Say how long it has lasted, and whether it presses: never by colour alone."""
    if level is Level.RED:
        return str(gettext("urgent: %(days)s days", days=days))
    if level is Level.ALERT:
        return str(gettext("take note: %(days)s days", days=days))
    return str(ngettext("for %(num)s day", "for %(num)s days", days) if days else gettext("new"))
