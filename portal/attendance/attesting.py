"""The writers of attestations: made of what is kept, withdrawn when that is corrected."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from sqlalchemy import ColumnElement, or_, select, update

from portal.attendance import codes, queries, rules
from portal.attendance.models import Attestation, AttestationLine, Guest, Holder
from portal.attendance.queries import Was
from portal.audit.services import record
from portal.db import db
from portal.meetings.deputies import deputies_of
from portal.meetings.models import Attendance, Meeting
from portal.meetings.services import judged
from portal.network.models import Person

STANDING: Final = Attestation.withdrawn_on.is_(None)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Of whom an attestation is, by the name that stands on it."""

    holder: Holder
    name: str
    person_id: int | None = None
    instead_of_id: int | None = None
    guest_id: str | None = None
    meeting_id: int | None = None
    year: int | None = None


def attest_meeting(meeting: Meeting, person_id: int, *, on: date, by: int) -> Attestation:
    """Attest that somebody was at one meeting; the same again is the same attestation."""
    judged(meeting)
    was = queries.was_there(person_id, Meeting.id == meeting.id)
    person = db.session.get_one(Person, person_id)
    subject = Subject(
        holder=Holder.PERSON, name=person.name, person_id=person_id, meeting_id=meeting.id
    )
    return _keep(subject, was, on=on, by=by)


def attest_year(person_id: int, year: int, *, on: date, by: int) -> Attestation:
    """Attest all the meetings of one year at which somebody was, with the hours together."""
    person = db.session.get_one(Person, person_id, with_for_update={"of": Person})
    first, last = date(year, 1, 1), date(year, 12, 31)
    was = queries.was_there(person_id, Meeting.local_date.between(first, last))
    subject = Subject(holder=Holder.PERSON, name=person.name, person_id=person_id, year=year)
    return _keep(subject, was, on=on, by=by)


def attest_deputy(meeting: Meeting, person_id: int, *, on: date, by: int) -> Attestation:
    """Attest that a colleague came instead of somebody, by the name they were announced with."""
    judged(meeting)
    was = queries.was_there(person_id, Meeting.id == meeting.id, by_deputy=True)
    name = deputies_of(meeting.id).get(person_id, "")
    subject = Subject(
        holder=Holder.DEPUTY, name=name, instead_of_id=person_id, meeting_id=meeting.id
    )
    return _keep(subject, [one.without_role() for one in was if name], on=on, by=by)


def attest_guest(meeting: Meeting, guest: Guest, *, on: date, by: int) -> Attestation:
    """Attest that a guest was at a meeting, by the name they gave."""
    judged(meeting)
    was = Was(meeting=meeting, role=None, organisation=guest.organisation, presence=guest.presence)
    subject = Subject(
        holder=Holder.GUEST, name=guest.name, guest_id=guest.id, meeting_id=meeting.id
    )
    took_place = meeting.state in queries.ATTESTED_STATES
    return _keep(subject, [was] if took_place else [], on=on, by=by)


def withdraw(meeting_id: int, person_ids: Collection[int], *, on: date) -> None:
    """Withdraw what was attested of these people about a meeting, of their deputies as well."""
    _withdraw(
        or_(Attestation.person_id.in_(person_ids), Attestation.instead_of_id.in_(person_ids)),
        Attestation.id.in_(
            select(AttestationLine.attestation_id).where(AttestationLine.meeting_id == meeting_id)
        ),
        on=on,
    )


def withdraw_guest(guest_id: str, *, on: date) -> None:
    """Withdraw what was attested of a guest, and let go of the row of the guest."""
    theirs = Attestation.guest_id == guest_id
    _withdraw(theirs, on=on)
    let_go(theirs)


def let_go(where: ColumnElement[bool]) -> None:
    """Forget the name on attestations of guests or deputies; their codes stay what they are."""
    nameless = update(Attestation).where(where, Attestation.holder != Holder.PERSON)
    db.session.execute(nameless.values(name="", guest_id=None, instead_of_id=None))


def _withdraw(*where: ColumnElement[bool], on: date) -> None:
    db.session.execute(update(Attestation).where(STANDING, *where).values(withdrawn_on=on))


def _keep(subject: Subject, was: Sequence[Was], *, on: date, by: int) -> Attestation:
    rules.check_may_attest(was_there=bool(was))
    content = _digest(subject, was)
    known = select(Attestation).where(Attestation.content_hash == content, STANDING)
    return db.session.scalar(known) or _new(subject, was, content, on=on, by=by)


def _new(subject: Subject, was: Sequence[Was], content: str, *, on: date, by: int) -> Attestation:
    salt = codes.new_salt()
    made = Attestation(
        **vars(subject),
        salt=salt,
        code_hash=codes.hash_attested(codes.attested_code(salt)),
        content_hash=content,
        made_on=on,
        lines=[
            AttestationLine(
                meeting_id=one.meeting.id,
                role=one.role,
                organisation=one.organisation,
                presence=one.presence,
            )
            for one in was
        ],
    )
    db.session.add(made)
    db.session.flush()
    record("attestation_made", by=by, on=on, object_kind="attestation", object_id=made.id)
    return made


def _digest(subject: Subject, was: Sequence[Was]) -> str:
    lines = [
        [one.meeting.id, one.role.value if one.role else "", one.organisation, one.presence.value]
        for one in was
    ]
    said = json.dumps([vars(subject), lines], sort_keys=True)
    return sha256(said.encode()).hexdigest()


def is_another(row: Attendance | None, mark: rules.Mark) -> bool:
    """Tell whether a correction changes what could be attested: late and early are not."""
    kept = queries.mark_of(row)
    return (kept.presence, kept.by_deputy) != (mark.presence, mark.by_deputy)
