"""Helpers for meetings with seats: an event, many invited people, what each says."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import select

from portal.db import db, transaction
from portal.meetings import inviting, services
from portal.meetings.models import Answer, Invitation, Meeting, MeetingKind, MeetingState, Way
from portal.meetings.places.models import Place
from portal.meetings.places.teams import Moment, Party, register
from portal.meetings.rules import Slot
from portal.meetings.services import Details, Whereabouts
from portal.network.models import Person
from portal.outbox.models import OutboxMail
from portal.policy.table import Role
from tests.cast import Cast
from tests.meetings.planned import DAY, NOW, ON

BEFORE = datetime(2022, 12, 8, 9, 0)  # noqa: DTZ001 -- the wall clock at the meeting
BOTH = Whereabouts(join_url="https://meet.example.org/e", place="Zaal De Boomgaard")


def event(
    cast: Cast,
    *,
    capacity: int | None,
    people: int,
    kind: MeetingKind = MeetingKind.NETWORK_EVENT,
    takes_teams: bool = True,
    day: date = DAY,
) -> int:
    """Plan an event that is sent out, with this many people invited; return its id."""
    details = Details(title="Netwerkdag", capacity=capacity, takes_teams=takes_teams)
    slot = Slot(kind=kind, day=day, starts=time(13, 30), ends=time(16, 30))
    with transaction():
        meeting = services.plan_next(
            slot, BOTH, number=1, on=ON, by=cast.coordinator.person_id, details=details
        )
        meeting.state = MeetingState.INVITED
        for number in range(people):
            person = Person(name=f"Gast {number:02}", email=f"gast{number}@demo.example")
            db.session.add(
                Invitation(
                    meeting=meeting,
                    person=person,
                    role=Role.TEAM_LEAD,
                    organisation_id=cast.home.organisation_id,
                    invited_on=ON,
                )
            )
            db.session.flush()
        return meeting.id


def invitation_ids(meeting_id: int) -> Sequence[int]:
    """Return the invitations to a meeting, in the order in which they were made."""
    mine = select(Invitation.id).where(Invitation.meeting_id == meeting_id)
    return db.session.scalars(mine.order_by(Invitation.id)).all()


def says(invitation_id: int, answer: Answer, way: Way | None = Way.ON_SITE) -> None:
    """Let an invited person answer, inside a transaction."""
    one = db.session.get_one(Invitation, invitation_id)
    meeting = db.session.get_one(Meeting, one.meeting_id)
    inviting.answer_as_invited(meeting, one.person_id, answer, on=ON, local_now=BEFORE, way=way)


def said(invitation_id: int, answer: Answer, way: Way | None = Way.ON_SITE) -> None:
    """Let an invited person answer, as a request of its own."""
    with transaction():
        says(invitation_id, answer, way)


def moment(cast: Cast) -> Moment:
    """Return this moment, for who registers a team."""
    return Moment(on=ON, now=NOW, local_now=BEFORE, by=cast.ambassador.person_id)


def team_comes(cast: Cast, meeting_id: int, team: int, people: int, way: Way = Way.ON_SITE) -> int:
    """Register one of the teams at home; return the id of its registration."""
    with transaction():
        meeting = db.session.get_one(Meeting, meeting_id)
        party = Party(people=people, way=way)
        return register(meeting, cast.home.team_ids[team], party, moment(cast)).id


def line(meeting_id: int) -> list[tuple[int | None, int, bool]]:
    """Return the line in its order: whose invitation (none: a team), how many, and who sits."""
    rows = db.session.execute(
        select(Place.invitation_id, Place.people, Place.seated)
        .where(Place.meeting_id == meeting_id)
        .order_by(Place.position)
    )
    return [(one, people, seated) for one, people, seated in rows]


def letters() -> list[tuple[str, str]]:
    """Return what waits in the outbox: to whom, and the middle of its key."""
    rows = db.session.execute(
        select(OutboxMail.recipient, OutboxMail.dedupe_key).order_by(OutboxMail.id)
    )
    return [(recipient, key.split("/")[2]) for recipient, key in rows]
