"""One of each thing around a meeting, at home and away; a meeting itself is the network's."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from portal.attendance import attesting, checking_in
from portal.attendance.models import Guest
from portal.calendars.services import make_feed
from portal.db import db, transaction
from portal.meetings import deputies
from portal.meetings.agenda import services as agenda
from portal.meetings.agenda.services import PointPlan
from portal.meetings.links import token_of
from portal.meetings.materials import services as materials
from portal.meetings.materials.models import FileKind, Phase
from portal.meetings.materials.services import KeptFile
from portal.meetings.materials.storing import put_away
from portal.meetings.models import Attendance, BlockKind, Invitation, Meeting, Presence, Way
from portal.meetings.places.teams import Moment, Party, register
from portal.meetings.roster import roster_on
from portal.minutes import agreeing
from portal.minutes.agreeing import Agreed
from portal.polls import links as poll_links
from portal.polls import services as polls
from tests.cast import Cast, Home, Member
from tests.conftest import TODAY
from tests.meetings.planned import NOW, meeting_by
from tests.polls.conftest import proposal

Places = Mapping[str, str]
EVE: Final = datetime(2022, 12, 7, 9, 0)  # noqa: DTZ001 -- the clock on the wall at the meeting
END_OF_YEAR: Final = date(2022, 12, 1)


def meeting_places(
    cast: Cast, *, invited: int, held: int
) -> tuple[dict[str, Places], dict[str, Places]]:
    """Make one of each; return the values of addresses by the start of their rule, own and foreign.

    ``invited`` is a meeting to come, ``held`` one that took place.
    """
    with transaction():
        own = _around(cast, meeting_by(invited), meeting_by(held)) | _in_a_poll(cast)
    at_home = _theirs(cast, cast.lead, cast.home, invited=invited, held=held)
    away = _theirs(cast, cast.neighbour, cast.away, invited=invited, held=held)
    return own | at_home, away


def _around(cast: Cast, coming: Meeting, past: Meeting) -> dict[str, Places]:
    """Hang one of each on the meetings themselves; links are those of the contact."""
    by = cast.coordinator.person_id
    coming.takes_teams = True
    db.session.flush()
    point = agenda.add_point(
        coming, PointPlan(block=BlockKind.INTERVISION, words="Wie is nieuw?"), on=TODAY, by=by
    )
    material = materials.add(
        coming,
        materials.Wanted(title="Lezen", phase=Phase.BEFORE, file=_paper()),
        form_key=secrets.token_hex(16),
        on=TODAY,
        by=by,
    )
    checking_in.add_guest(past, checking_in.Visitor(name="Gast"), on=TODAY, by=by)
    mine = Invitation.meeting_id == coming.id, Invitation.person_id == cast.contact.person_id
    invitation = db.session.scalars(select(Invitation).where(*mine)).one()
    colleague = deputies.Colleague(name="Collega", email=None, locale="nl")
    deputy = deputies.name_deputy(invitation, colleague, on=TODAY, now=NOW)
    meeting = {"meeting_id": str(coming.id)}
    guest = db.session.scalars(select(Guest.id)).one()
    return {
        "/meetings/": meeting,
        "/meetings/year/": {"number": "2022"},
        "/meetings/<int:meeting_id>/answers/": {**meeting, "invitation_id": str(invitation.id)},
        "/meetings/<int:meeting_id>/agenda/points/": {**meeting, "point_id": str(point.id)},
        "/meetings/<int:meeting_id>/agenda/blocks/": {**meeting, "block": "intervision"},
        "/meetings/<int:meeting_id>/day/": {**meeting, "block": "intervision"},
        "/meetings/<int:meeting_id>/materials/": {**meeting, "material_id": str(material.id)},
        "/meetings/<int:meeting_id>/guests/": {"meeting_id": str(past.id), "guest_id": guest},
        "/rsvp/": {"token": token_of(invitation)},
        "/check-in/with/": {"token": token_of(invitation)},
        "/instead/": {"token": deputies.token_of(deputy)},
        "/check-in/": {"code": checking_in.make_code(coming, on=TODAY, by=by)},
        "/calendar/": {"token": make_feed(cast.contact.person_id, on=TODAY)},
    }


def _paper() -> KeptFile:
    """Put a file away that begins as a PDF does."""
    content = b"%PDF-1.7"
    return KeptFile(stored=put_away(content), kind=FileKind.PDF, size=len(content))


def _in_a_poll(cast: Cast) -> dict[str, Places]:
    """Open a poll for everybody on the roster of today."""
    by = cast.coordinator.person_id
    poll = polls.propose(proposal(), form_key=secrets.token_hex(16), on=TODAY, by=by)
    asked = polls.ask(poll, roster_on(TODAY).participants, on=TODAY, by=by)
    return {
        "/polls/": {"poll_id": str(poll.id)},
        "/poll/": {"token": poll_links.token_of(asked[0])},
    }


def _theirs(
    cast: Cast, member: Member, home: Home, *, invited: int, held: int
) -> dict[str, Places]:
    """Make what belongs to one person or team: an action, an attestation, a registration."""
    by = cast.coordinator.person_id
    with transaction():
        past = meeting_by(held)
        agreed = Agreed(part="general", words=f"Bel {member.name}", who=member.name)
        task = agreeing.agree(past, agreed, on=TODAY, by=by)
        here = Attendance(meeting_id=held, person_id=member.person_id, presence=Presence.ON_SITE)
        db.session.add(here)
        db.session.flush()
        paper = attesting.attest_meeting(past, member.person_id, on=END_OF_YEAR, by=by)
        team = str(home.team_ids[0])
        moment = Moment(on=TODAY, now=NOW, local_now=EVE, by=by)
        register(meeting_by(invited), int(team), Party(people=2, way=Way.ONLINE), moment)
        return {
            "/actions/": {"task_id": str(task.id if task else 0)},
            "/attestations/": {"attestation_id": str(paper.id)},
            "/attestations/people/": {"person_id": str(member.person_id)},
            "/meetings/<int:meeting_id>/teams/": {"meeting_id": str(invited), "team_id": team},
            "/turnout/": {"slug": home.slug},
        }
