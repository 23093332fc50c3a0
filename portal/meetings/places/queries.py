"""Who sits, who waits and how many seats are free, as pages and mails read it."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.db import db
from portal.meetings.models import Invitation, Meeting
from portal.meetings.places.models import Place


class Where(StrEnum):
    """Whether somebody has a seat, or waits for one."""

    IN = "in"
    WAITING = "waiting"


@dataclass(frozen=True)
class Standing:
    """Where an invited person or a team stands; ``rank`` counts the waiting from 1, 0 for a seat.

    ``position`` is the order of arrival, of which the gaps mean nothing to a reader.
    """

    where: Where
    position: int
    rank: int
    people: int = 1


@dataclass(frozen=True)
class Room:
    """How full a meeting is: its seats, how many are taken, and how many people wait."""

    capacity: int
    taken: int
    waiting: int

    @property
    def free(self) -> int:
        """Return how many seats nobody has yet."""
        return self.capacity - self.taken


def standing_of(invitation: Invitation) -> Standing | None:
    """Return where an invited person stands, or nothing when they asked for no seat."""
    return _standing(Place.invitation_id == invitation.id)


def standing_of_team(registration_id: int) -> Standing | None:
    """Return where a registered team stands, or nothing when it needs no seat."""
    return _standing(Place.registration_id == registration_id)


def _standing(which: object) -> Standing | None:
    other = aliased(Place)
    ahead = (
        select(func.count())
        .where(
            other.meeting_id == Place.meeting_id,
            other.seated.is_(False),
            other.position <= Place.position,
        )
        .scalar_subquery()
    )
    row = db.session.execute(
        select(Place.seated, Place.position, Place.people, ahead).where(which)  # type: ignore[arg-type]
    ).one_or_none()
    if row is None:
        return None
    seated, position, people, rank = row
    where = Where.IN if seated else Where.WAITING
    return Standing(where=where, position=position, rank=0 if seated else rank, people=people)


def room_of(meeting: Meeting) -> Room | None:
    """Return how full a meeting is, or nothing when there is room for all."""
    if meeting.capacity is None:
        return None
    count = func.coalesce(func.sum(Place.people), 0)
    taken, waiting = db.session.execute(
        select(
            func.coalesce(func.sum(Place.people).filter(Place.seated), 0),
            count - func.coalesce(func.sum(Place.people).filter(Place.seated), 0),
        ).where(Place.meeting_id == meeting.id)
    ).one()
    return Room(capacity=meeting.capacity, taken=taken, waiting=waiting)
