"""Letters about a hand-over, and to the coordinator about organisations without ambassador."""

from collections.abc import Sequence
from datetime import date, datetime

from portal.network.models import Organisation, Person
from portal.network.queries import current_posts
from portal.outbox.letters import compose
from portal.outbox.services import queue_mail
from portal.policy.table import Role
from portal.support.models import HandOver, Level, Task


def welcome(planned: HandOver, *, now: datetime) -> bool:
    """Tell the successor, who can sign in already, what begins on which day; once."""
    return _send("welcome", planned, planned.successor, now=now)


def say_thanks(planned: HandOver, *, now: datetime) -> bool:
    """Thank who stops, and say what becomes of the work and of the account; once."""
    return planned.before is not None and _send("thanks", planned, planned.before, now=now)


def _send(name: str, planned: HandOver, person: Person, *, now: datetime) -> bool:
    if not person.email:
        return False
    letter = compose(f"support/mail/{name}", locale=person.locale, person=person, hand_over=planned)
    return queue_mail(
        letter,
        dedupe_key=f"hand-over/{planned.id}/{name}",
        recipient=person.email,
        locale=person.locale,
        due_at=now,
    )


def tell_of_vacancies(tasks: Sequence[Task], level: Level, *, today: date, now: datetime) -> int:
    """Write each coordinator one letter about these vacancies; return how many letters."""
    vacant = [(task.organisation, task.opened_on) for task in tasks if task.organisation]
    coordinators = current_posts(Role.COORDINATOR, today)
    return sum(
        _tell(post.person, vacant, level, key=f"{tasks[0].id}-{len(tasks)}", now=now)
        for post in coordinators
    )


def _tell(
    person: Person,
    vacant: Sequence[tuple[Organisation, date]],
    level: Level,
    *,
    key: str,
    now: datetime,
) -> bool:
    if not person.email:
        return False
    letter = compose(
        f"support/mail/vacancy-{level.value}", locale=person.locale, person=person, vacant=vacant
    )
    return queue_mail(
        letter,
        dedupe_key=f"vacancy/{level.value}/{key}/{person.id}",
        recipient=person.email,
        locale=person.locale,
        due_at=now,
    )
