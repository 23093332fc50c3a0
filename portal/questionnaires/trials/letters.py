"""What is written to who is asked in a trial round: that it is open, and two reminders at most.

What is made up is written to nobody.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import select

from portal.db import db
from portal.network.models import Person
from portal.outbox.letters import compose
from portal.outbox.services import queue_mail
from portal.people.models import MailTopic
from portal.people.stopping import stop_link_for
from portal.questionnaires.instruments.versions import load_version
from portal.questionnaires.trials.models import TrialRound

OPENED: Final = "opened"
REMINDER: Final = "reminder"
_TOPICS: Final = {
    OPENED: MailTopic.EVALUATION_OPENED,
    REMINDER: MailTopic.EVALUATION_REMINDERS,
}


def write_to(
    trial: TrialRound, people: Collection[int], letter: str, *, once: str, now: datetime
) -> int:
    """Queue a letter to these people, in their own language; return how many are new."""
    if trial.campaign.simulated:
        return 0
    found = db.session.scalars(select(Person).where(Person.id.in_(people)).order_by(Person.id))
    return sum(_write(trial, person, letter, once=once, now=now) for person in found)


def _write(trial: TrialRound, person: Person, letter: str, *, once: str, now: datetime) -> bool:
    if not person.email:
        return False
    topic = _TOPICS[letter]
    return queue_mail(
        compose(
            f"questionnaires/trials/mail/{letter}",
            locale=person.locale,
            title=_title(trial, person.locale),
            trial=trial,
            campaign=trial.campaign,
            person=person,
            topic=topic,
            stop_link=stop_link_for(person.id, topic),
        ),
        dedupe_key=f"trial/{trial.campaign_id}/{once}/{person.id}",
        recipient=person.email,
        locale=person.locale,
        due_at=now,
    )


def _title(trial: TrialRound, lang: str) -> str:
    title = load_version(trial.campaign.version).definition.title
    return title.get(lang) or next(iter(title.values()))
