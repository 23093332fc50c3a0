"""Who was there, in numbers: what stands on top of the minutes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from portal.db import db
from portal.meetings.models import Attendance, Invitation, Meeting, Presence
from portal.network.models import Organisation

WERE_THERE = frozenset({Presence.ON_SITE, Presence.ONLINE})


@dataclass(frozen=True, kw_only=True)
class Present:
    """How many were there in which way, of how many; and from which organisations, of how many.

    Who was not marked is in none of the counts but ``expected``.
    """

    counts: Counter[Presence | None]
    organisations: Sequence[str]
    of_organisations: int
    guests: int

    @property
    def expected(self) -> int:
        """How many were expected: the denominator of every count."""
        return self.counts.total()

    @property
    def people(self) -> int:
        """How many of them were there, in the room or online."""
        return sum(self.counts[presence] for presence in WERE_THERE)


def present_at(meeting: Meeting) -> Present:
    """Return who was there in numbers: one statement, however many were expected."""
    marked = and_(
        Attendance.meeting_id == Invitation.meeting_id,
        Attendance.person_id == Invitation.person_id,
    )
    rows = db.session.execute(
        select(Organisation.name, Attendance.presence, func.count().label("many"))
        .select_from(Invitation)
        .join(Invitation.organisation)
        .outerjoin(Attendance, marked)
        .where(Invitation.meeting_id == meeting.id)
        .group_by(Organisation.search_name, Organisation.name, Attendance.presence)
        .order_by(Organisation.search_name)
    ).all()
    counts: Counter[Presence | None] = Counter()
    for row in rows:
        counts[row.presence] += row.many
    there = (row.name for row in rows if row.presence in WERE_THERE)
    return Present(
        counts=counts,
        organisations=list(dict.fromkeys(there)),
        of_organisations=len({row.name for row in rows}),
        guests=meeting.guests,
    )
