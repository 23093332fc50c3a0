"""The sign-ins of the practice network: one password for everybody, hashed once."""

from sqlalchemy import select

from portal.accounts.passwords import hashed
from portal.accounts.services import add_account
from portal.db import db
from portal.network.models import Person


def fill_accounts(password: str) -> int:
    """Give everybody with an address an account with this password; return how many."""
    same = hashed(password)  # hashing is slow on purpose: once, not for each of 245 people
    people = db.session.scalars(select(Person.id).where(Person.email.is_not(None))).all()
    for person_id in people:
        add_account(person_id, password_hash=same)
    return len(people)
