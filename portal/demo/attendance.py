"""The day of the last moments of the practice network: who came later, a deputy, guests by name."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import select

from portal.attendance.attesting import attest_meeting, attest_year
from portal.attendance.models import Guest
from portal.attendance.rules import Mark
from portal.attendance.services import write_mark
from portal.db import db
from portal.meetings.deputies import Deputy
from portal.meetings.models import Attendance, Invitation, Meeting, Presence
from portal.meetings.queries import held_meetings
from portal.network.models import folded
from portal.network.queries import current_posts
from portal.policy.table import Role

GUESTS: Final = (
    ("Griet Vandamme", "Hogeschool De Verzonnen Brug"),
    ("Tom Peeters", "Thuiszorg Het Kompas"),
    ("Samira El Idrissi", ""),
)
DEPUTY: Final = "Nele Claes"


def fill_attendance(*, today: date) -> None:
    """Add to the last moments what only the day itself tells; nobody gets a mail."""
    by = current_posts(Role.COORDINATOR, today)[0].person_id
    last, *before = held_meetings()
    _mark_the_day(last)
    with_guests = next(one for one in (last, *before) if one.guests >= len(GUESTS))
    _name_guests(with_guests)
    _attest(last, on=today, by=by)


def _mark_the_day(meeting: Meeting) -> None:
    late, early, away, *_ = _on_site(meeting)
    here = Presence.ON_SITE
    for row, mark in (
        (late, Mark(presence=here, came_late=True)),
        (early, Mark(presence=here, left_early=True)),
        (away, Mark(presence=here, by_deputy=True)),
    ):
        write_mark(meeting, row.person_id, mark, row, on=meeting.local_date)
    invitation = db.session.scalars(
        select(Invitation).where(
            Invitation.meeting_id == meeting.id, Invitation.person_id == away.person_id
        )
    ).one()
    db.session.add(
        Deputy(invitation=invitation, name=DEPUTY, locale="nl", named_on=meeting.local_date)
    )
    db.session.flush()


def _on_site(meeting: Meeting) -> Sequence[Attendance]:
    return db.session.scalars(
        select(Attendance)
        .where(Attendance.meeting_id == meeting.id, Attendance.presence == Presence.ON_SITE)
        .order_by(Attendance.person_id.desc())
    ).all()


def _name_guests(meeting: Meeting) -> None:
    db.session.add_all(
        Guest(
            meeting_id=meeting.id,
            name=name,
            organisation=organisation,
            folded=folded(f"{name} / {organisation}"),
            presence=Presence.ON_SITE,
            came_on=meeting.local_date,
        )
        for name, organisation in GUESTS
    )
    db.session.flush()


def _attest(meeting: Meeting, *, on: date, by: int) -> None:
    """Attest the last moment of one person, and the year of another."""
    first, second, *_ = [row for row in reversed(_on_site(meeting)) if not row.by_deputy]
    attest_meeting(meeting, first.person_id, on=on, by=by)
    attest_year(second.person_id, meeting.local_date.year, on=on, by=by)
