"""Letters about a kit in the making: a proposal, its answer, who writes along, what is new."""

from collections.abc import Sequence
from datetime import date, datetime

from portal.making import queries
from portal.making.models import Draft, DraftComment, DraftStep
from portal.network.models import Person
from portal.network.queries import current_posts
from portal.outbox.letters import compose
from portal.outbox.services import queue_mail
from portal.people.models import MailTopic
from portal.people.stopping import stop_link_for
from portal.policy.table import Role


def tell_of_proposal(draft: Draft, *, by: int, on: date, now: datetime) -> int:
    """Tell the coordinators that somebody proposes a kit; return how many letters."""
    readers = {post.person for post in current_posts(Role.COORDINATOR, on)}
    key = f"draft-proposed/{draft.id}/{draft.steps[-1].id}"
    return sum(
        _send("proposed", draft, one, key=f"{key}/{one.id}", now=now)
        for one in readers
        if one.id != by
    )


def tell_of_answer(draft: Draft, *, by: int, on: date, now: datetime) -> int:
    """Tell the authors what the coordinator answered; return how many letters."""
    step = draft.steps[-1]
    key = f"draft-{step.step.value}/{draft.id}/{step.id}"
    return sum(
        _send(step.step.value, draft, one.person, step=step, key=f"{key}/{one.person.id}", now=now)
        for one in queries.writers_of(draft.id, on)
        if one.person.id != by
    )


def tell_who_writes_along(
    draft: Draft, person: Person, *, asked_by: str, on: date, now: datetime
) -> bool:
    """Tell somebody that they were asked to write along, and how to stop."""
    key = f"draft-author/{draft.id}/{person.id}/{on.isoformat()}"
    return _send("author", draft, person, key=key, now=now, asked_by=asked_by)


def tell_what_is_new(
    person: Person,
    said: Sequence[tuple[Draft, Sequence[DraftComment]]],
    *,
    on: date,
    now: datetime,
) -> bool:
    """Tell an author once what others said about the kits they write, all in one letter."""
    if not person.email:
        return False
    letter = compose(
        "making/mail/new",
        locale=person.locale,
        person=person,
        said=said,
        topic=MailTopic.KIT_NEWS,
        stop_link=stop_link_for(person.id, MailTopic.KIT_NEWS),
    )
    return queue_mail(
        letter,
        dedupe_key=f"draft-comments/{person.id}/{on.isoformat()}",
        recipient=person.email,
        locale=person.locale,
        due_at=now,
    )


def _send(
    name: str,
    draft: Draft,
    person: Person,
    *,
    key: str,
    now: datetime,
    step: DraftStep | None = None,
    asked_by: str = "",
) -> bool:
    if not person.email:
        return False
    letter = compose(
        f"making/mail/{name}",
        locale=person.locale,
        person=person,
        draft=draft,
        step=step,
        asked_by=asked_by,
    )
    return queue_mail(
        letter, dedupe_key=key, recipient=person.email, locale=person.locale, due_at=now
    )
