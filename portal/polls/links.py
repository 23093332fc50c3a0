"""The link in a mail that asks for a day: signed, for one person in one poll, without a row."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from portal.clock import today
from portal.db import db
from portal.meetings.links import opened, seal
from portal.network.as_of import is_still_there
from portal.polls.models import Asked

SALT: Final = "mark the days of a poll"


def token_of(asked: Asked) -> str:
    """Return what stands in the link of this person."""
    return seal(SALT, [asked.id, asked.poll_id, asked.person_id])


def asked_of(token: str) -> Asked | None:
    """Return who is behind a link, with person and poll; nothing once they left the network."""
    match opened(SALT, token):
        case [int(asked_id), int(poll_id), int(person_id)]:
            return _found(asked_id, poll_id, person_id)
    return None


def _found(asked_id: int, poll_id: int, person_id: int) -> Asked | None:
    return db.session.scalar(
        select(Asked)
        .join(Asked.person)
        .join(Asked.poll)
        .where(
            Asked.id == asked_id,
            Asked.poll_id == poll_id,
            Asked.person_id == person_id,
            is_still_there(person_id, today()),
        )
        .options(contains_eager(Asked.person), contains_eager(Asked.poll))
    )
