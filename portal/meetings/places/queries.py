"""Who sits, who waits and how many seats are free, as pages and mails read it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from portal.db import db
from portal.meetings.models import Invitation, Meeting
from portal.meetings.places.models import Place, TeamRegistration
from portal.network.as_of import valid_on
from portal.network.models import Organisation, Person, Team
from portal.policy.decide import Actor, within_reach
from portal.policy.table import P
from portal.web.paging import PAGE_SIZE, Page, offset


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


def has_seat(invitation: Invitation) -> bool:
    """Tell whether an invited person has a seat, themselves or for who comes instead."""
    standing = standing_of(invitation)
    return standing is not None and standing.where is Where.IN


def standing_of_team(registration_id: int) -> Standing | None:
    """Return where a registered team stands, or nothing when it needs no seat."""
    return _standing(Place.registration_id == registration_id)


def _standing(which: ColumnElement[bool]) -> Standing | None:
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
        select(Place.seated, Place.position, Place.people, ahead).where(which)
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


@dataclass(frozen=True)
class PlaceLine:
    """One place in a list: whose it is, for how many, and the rank of who waits (0: seated)."""

    name: str
    organisation: str
    is_team: bool
    people: int
    seated: bool
    rank: int


def places_page(meeting: Meeting, *, number: int) -> Page[PlaceLine]:
    """Return a page of who sits and who waits, in the order of arrival."""
    total = db.session.scalar(
        select(func.count()).select_from(Place).where(Place.meeting_id == meeting.id)
    )
    lines = db.session.execute(_lines(meeting).limit(PAGE_SIZE).offset(offset(number)))
    return Page(rows=[PlaceLine(*line) for line in lines], number=number, total=total or 0)


def all_places(meeting: Meeting) -> Sequence[PlaceLine]:
    """Return everybody who sits and who waits, in the order of arrival."""
    return [PlaceLine(*line) for line in db.session.execute(_lines(meeting))]


def _lines(meeting: Meeting) -> Select[str, str, bool, int, bool, int]:
    theirs, teams = aliased(Organisation), aliased(Organisation)
    nth = func.row_number().over(partition_by=Place.seated, order_by=Place.position)
    return (
        select(
            func.coalesce(Person.name, Team.name),
            func.coalesce(theirs.name, teams.name),
            Place.registration_id.is_not(None),
            Place.people,
            Place.seated,
            case((Place.seated, 0), else_=nth),
        )
        .outerjoin(Invitation, Invitation.id == Place.invitation_id)
        .outerjoin(Person, Person.id == Invitation.person_id)
        .outerjoin(theirs, theirs.id == Invitation.organisation_id)
        .outerjoin(TeamRegistration, TeamRegistration.id == Place.registration_id)
        .outerjoin(Team, Team.id == TeamRegistration.team_id)
        .outerjoin(teams, teams.id == Team.organisation_id)
        .where(Place.meeting_id == meeting.id)
        .order_by(Place.position)
    )


def registered_teams(meeting: Meeting) -> Sequence[TeamRegistration]:
    """Return the teams that come along, by organisation and name."""
    return db.session.scalars(
        select(TeamRegistration)
        .join(TeamRegistration.team)
        .join(Team.organisation)
        .where(TeamRegistration.meeting_id == meeting.id)
        .order_by(Organisation.search_name, Team.name)
        .options(
            contains_eager(TeamRegistration.team).contains_eager(Team.organisation),
            joinedload(TeamRegistration.place),
        )
    ).all()


def teams_to_register(actor: Actor, on: date) -> Sequence[Team]:
    """Return the teams that somebody may register on a day, by organisation and name."""
    return db.session.scalars(
        select(Team)
        .join(Team.organisation)
        .where(within_reach(actor, P.TEAM_REGISTER, Team), valid_on(Team, on))
        .order_by(Organisation.search_name, Team.name)
        .options(contains_eager(Team.organisation))
    ).all()


def invitation_at(meeting: Meeting, person_id: int) -> Invitation | None:
    """Return the invitation of a person to a meeting, if they have one."""
    return db.session.scalar(
        select(Invitation).where(
            Invitation.meeting_id == meeting.id, Invitation.person_id == person_id
        )
    )


def by_team(registrations: Iterable[TeamRegistration]) -> Mapping[int, TeamRegistration]:
    """Return what teams said, each by the id of its team."""
    return {one.team_id: one for one in registrations}
