"""One's own account, read."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from portal.accounts.models import User
from portal.accounts.own.models import AddressChange
from portal.accounts.own.rules import CHANGE_IS_OVER
from portal.accounts.rules import fingerprint
from portal.db import db
from portal.rules import RuleBroken


def find_change(token: str, *, now: datetime) -> AddressChange | None:
    """Return the change whose link still works, with its person; looking does not use it."""
    mine = AddressChange.token_hash == fingerprint(token), AddressChange.expires_at > now
    query = select(AddressChange).join(AddressChange.account).join(User.person)
    to_person = contains_eager(AddressChange.account).contains_eager(User.person)
    return db.session.scalar(query.where(*mine, User.active).options(to_person))


def get_change(token: str, *, now: datetime) -> AddressChange:
    """Return the change whose link still works; raise ``RuleBroken`` for one that does not."""
    change = find_change(token, now=now)
    if change is None:
        raise RuleBroken(CHANGE_IS_OVER)
    return change


def waiting_change(person_id: int, *, now: datetime) -> AddressChange | None:
    """Return the new address that a person has yet to confirm, if any."""
    query = select(AddressChange).join(AddressChange.account)
    return db.session.scalar(
        query.where(User.person_id == person_id, AddressChange.expires_at > now)
    )
