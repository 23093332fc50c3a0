"""Which mails somebody wants."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, select

from portal.db import db
from portal.people.models import MailChoice, MailTopic


def choose_mails(person_id: int, wanted: Collection[MailTopic], *, on: date) -> None:
    """Stop the mails of every topic that is not wanted, and let the others come again."""
    mine = MailChoice.person_id == person_id
    db.session.execute(delete(MailChoice).where(mine, MailChoice.topic.in_(wanted)))
    for topic in MailTopic:
        if topic not in wanted:
            stop_mails(person_id, topic, on=on)


def stop_mails(person_id: int, topic: MailTopic, *, on: date) -> None:
    """Stop the mails of one topic; pressing twice means the same."""
    mine = MailChoice.person_id == person_id, MailChoice.topic == topic
    if db.session.scalar(select(MailChoice.stopped_on).where(*mine)) is None:
        db.session.add(MailChoice(person_id=person_id, topic=topic, stopped_on=on))
        db.session.flush()
