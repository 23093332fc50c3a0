"""Give people an address of their calendar, and take it away."""

import hashlib
import secrets
from datetime import date
from typing import Final

from sqlalchemy import delete, select

from portal.audit.services import record
from portal.calendars.models import CalendarFeed
from portal.db import db

TOKEN_BYTES: Final = 32


def make_feed(person_id: int, *, on: date) -> str:
    """Give somebody a new address and return its secret, this once; the one of before is dead."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = db.session.scalar(
        select(CalendarFeed).where(CalendarFeed.person_id == person_id).with_for_update()
    )
    if feed is None:
        feed = CalendarFeed(person_id=person_id)
        db.session.add(feed)
    feed.token_hash, feed.made_on = hash_of(token), on
    db.session.flush()
    record("calendar_made", by=person_id, on=on, object_kind="person", object_id=str(person_id))
    return token


def revoke_feed(person_id: int, *, on: date) -> bool:
    """Let the address of somebody's calendar open nothing any more; ``False`` if there was none."""
    if not forget_feed(person_id):
        return False
    record("calendar_revoked", by=person_id, on=on, object_kind="person", object_id=str(person_id))
    return True


def forget_feed(person_id: int) -> bool:
    """Take the row away, without a word in the trail: its person is forgotten or another."""
    theirs = delete(CalendarFeed).where(CalendarFeed.person_id == person_id)
    gone = theirs.returning(CalendarFeed.id)
    return db.session.scalar(gone) is not None


def hash_of(token: str) -> str:
    """Return what the database keeps of a secret: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()
