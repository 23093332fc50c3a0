"""What this room adds when a person is erased or merged, or asks for their data; and the year."""

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from portal.attendance.attesting import let_go, withdraw
from portal.attendance.models import Attestation, AttestationLine, Guest, Holder
from portal.attendance.rules import forget_before
from portal.clock import today
from portal.db import db
from portal.meetings.models import Attendance, Meeting
from portal.web.hooks import Act, on


def forget(*, person_id: int) -> None:
    """Let what was attested of an erased person be valid no more; nothing of it stays."""
    theirs = select(Attestation.id).where(Attestation.person_id == person_id)
    db.session.execute(delete(AttestationLine).where(AttestationLine.attestation_id.in_(theirs)))
    db.session.execute(delete(Attestation).where(Attestation.person_id == person_id))
    instead = update(Attestation).where(Attestation.instead_of_id == person_id)
    db.session.execute(instead.values(instead_of_id=None))


def merge(*, kept_id: int, gone_id: int) -> None:
    """Withdraw what was attested of the second row where the first has a mark of its own."""
    mine = select(Attendance.meeting_id).where(Attendance.person_id == kept_id)
    both = select(Attendance.meeting_id).where(
        Attendance.person_id == gone_id, Attendance.meeting_id.in_(mine)
    )
    for meeting_id in db.session.scalars(both).all():
        withdraw(meeting_id, [gone_id], on=today())


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return what was attested of somebody; how they were there is told by the meetings."""
    made = db.session.scalars(
        select(Attestation)
        .where(Attestation.person_id == person_id)
        .order_by(Attestation.id)
        .options(joinedload(Attestation.lines).joinedload(AttestationLine.meeting))
    ).unique()
    return {
        "attestations": [
            {
                "made_on": one.made_on.isoformat(),
                "name": one.name,
                "year": one.year,
                "withdrawn_on": one.withdrawn_on.isoformat() if one.withdrawn_on else None,
                "meetings": [
                    {
                        "on": line.meeting.local_date.isoformat(),
                        "role": line.role.value if line.role else None,
                        "organisation": line.organisation,
                        "presence": line.presence.value,
                    }
                    for line in one.lines
                ],
            }
            for one in made
        ]
    }


def forget_old(day: date) -> int:
    """Forget the names of guests and deputies a year after the meeting; return how many guests.

    How many guests there were stays; an attestation that they hold can still be checked.
    """
    past = select(Meeting.id).where(Meeting.local_date < forget_before(day))
    let_go(Attestation.meeting_id.in_(past) & (Attestation.holder != Holder.PERSON))
    gone = db.session.execute(delete(Guest).where(Guest.meeting_id.in_(past)))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def register_acts(app: Flask) -> None:
    """Take part in the acts of the rooms below."""
    on(app, Act.ERASE, forget)
    on(app, Act.MERGE, merge)
    on(app, Act.PERSON_DATA, person_data)
