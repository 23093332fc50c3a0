"""Who stopped which mails."""

from collections.abc import Collection

from sqlalchemy import select

from portal.db import db
from portal.network.models import Person
from portal.people.models import MailChoice, MailTopic


def stopped_by(person_id: int) -> frozenset[MailTopic]:
    """Return the topics of which a person wants no mails."""
    mine = select(MailChoice.topic).where(MailChoice.person_id == person_id)
    return frozenset(db.session.scalars(mine))


def stopped_among(recipients: Collection[str], topic: str) -> frozenset[str]:
    """Return which of these addresses belong to somebody who stopped the mails of this topic."""
    stopped = (
        select(Person.email)
        .join(MailChoice, MailChoice.person_id == Person.id)
        .where(Person.email.in_(recipients), MailChoice.topic == topic)
    )
    return frozenset(filter(None, db.session.scalars(stopped)))


def reader_of(address: str) -> int | None:
    """Return the id of the person with this address, if there is one."""
    return db.session.scalar(select(Person.id).where(Person.email == address))


def find_reader(person_id: int) -> Person | None:
    """Return who a stop link was made for, if they are still there."""
    return db.session.get(Person, person_id)
