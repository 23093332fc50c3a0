"""Read calendars: whose address this is, and which meetings stand in it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts.models import User
from portal.calendars.models import CalendarFeed
from portal.calendars.services import hash_of
from portal.db import db
from portal.meetings.models import Invitation, Meeting, MeetingState
from portal.network.as_of import valid_on
from portal.network.models import Person, Post

MOST_EVENTS: Final = 500


def feed_of(person_id: int) -> CalendarFeed | None:
    """Return what is kept of somebody's calendar: that there is one, and since when."""
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.person_id == person_id))


def reader_of(token: str, *, on: date) -> Person | None:
    """Return whose calendar this is; nothing for a dead one.

    It is dead without a post on this day, and without an account that is open.
    """
    holds_post = select(Post.id).where(Post.person_id == Person.id, valid_on(Post, on)).exists()
    return db.session.scalar(
        select(Person)
        .join(CalendarFeed, CalendarFeed.person_id == Person.id)
        .join(User, User.person_id == Person.id)
        .where(CalendarFeed.token_hash == hash_of(token), User.active, holds_post)
    )


def invitations_of(person_id: int) -> Sequence[Invitation]:
    """Return to which meetings somebody was invited, with those, the newest first."""
    return db.session.scalars(
        select(Invitation)
        .join(Invitation.meeting)
        .where(Invitation.person_id == person_id, Meeting.state != MeetingState.DRAFT)
        .order_by(Meeting.local_date.desc(), Meeting.id.desc())
        .limit(MOST_EVENTS)
        .options(contains_eager(Invitation.meeting), joinedload(Invitation.person))
    ).all()
