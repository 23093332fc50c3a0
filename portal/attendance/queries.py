"""Who was expected at a meeting and how each was there, as the pages of the day read it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from portal.attendance.codes import hash_attested, hash_check_in, read_code
from portal.attendance.models import Attestation, AttestationLine, CheckInCode, Guest
from portal.attendance.rules import THERE, Mark
from portal.db import db
from portal.meetings.models import (
    TOOK_PLACE,
    Answer,
    Attendance,
    Invitation,
    Meeting,
    Presence,
)
from portal.network.models import Organisation, Person, folded
from portal.policy.table import Role
from portal.web.paging import PAGE_SIZE, Page, offset

ATTESTED_STATES: Final = TOOK_PLACE
_MARK: Final = (
    Attendance.presence,
    Attendance.by_deputy,
    Attendance.came_late,
    Attendance.left_early,
)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """One invited person: for whom they come, what they said, how they were there."""

    invitation_id: int
    person_id: int
    name: str
    organisation_id: int
    organisation: str
    role: Role
    answer: Answer | None
    mark: Mark


@dataclass(frozen=True, kw_only=True)
class There:
    """How many were there, with both denominators: of the expected, and of the marked."""

    expected: int
    on_site: int
    online: int
    excused: int
    absent: int
    by_deputy: int
    guests: int

    @property
    def present(self) -> int:
        """How many of the expected were there, themselves or by a colleague."""
        return self.on_site + self.online

    @property
    def marked(self) -> int:
        """Of how many of the expected somebody filled in how they were there."""
        return self.present + self.excused + self.absent

    @property
    def unmarked(self) -> int:
        """Of how many nobody filled in anything: they are not absent."""
        return self.expected - self.marked


def there_at(meeting: Meeting) -> There:
    """Return the counts of one meeting: one statement, however many were expected."""
    return There(guests=meeting.guests, **counts_of(Invitation.meeting_id == meeting.id))


def counts_of(where: ColumnElement[bool]) -> dict[str, int]:
    """Count the invitations that meet ``where``, and how their people were there."""
    marked = {
        presence.value: func.count().filter(Attendance.presence == presence)
        for presence in Presence
    }
    found = db.session.execute(
        select(
            func.count().label("expected"),
            func.count().filter(Attendance.by_deputy).label("by_deputy"),
            *(count.label(name) for name, count in marked.items()),
        )
        .select_from(Invitation)
        .outerjoin(Attendance, _its_mark())
        .where(where)
    ).one()
    return dict(found._mapping)  # noqa: SLF001 -- the public name of a row as a mapping


def expected_page(meeting_id: int, *, words: str, number: int) -> Page[Expected]:
    """Return a page of the expected people, by organisation and name: two statements."""
    where = _matching(meeting_id, words)
    found = db.session.execute(
        _expected().where(*where).limit(PAGE_SIZE).offset(offset(number))
    ).all()
    total = db.session.scalar(
        select(func.count())
        .select_from(Invitation)
        .join(Invitation.person)
        .join(Invitation.organisation)
        .where(*where)
    )
    return Page(rows=[_line(row) for row in found], number=number, total=total or 0)


def _expected() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Invitation.id,
            Invitation.person_id,
            Person.name,
            Organisation.id,
            Organisation.name,
            Invitation.role,
            Invitation.answer,
            *_MARK,
        )
        .join(Invitation.person)
        .join(Invitation.organisation)
        .outerjoin(Attendance, _its_mark())
        .order_by(Organisation.search_name, Person.name, Person.id)
    )


def _its_mark() -> ColumnElement[bool]:
    return (Attendance.meeting_id == Invitation.meeting_id) & (
        Attendance.person_id == Invitation.person_id
    )


def _matching(meeting_id: int, words: str) -> Sequence[ColumnElement[bool]]:
    names = [
        or_(
            Person.search_name.contains(word, autoescape=True),
            Organisation.search_name.contains(word, autoescape=True),
        )
        for word in folded(words).split()
    ]
    return [Invitation.meeting_id == meeting_id, *names]


def _line(row: Any) -> Expected:  # noqa: ANN401 -- a row of the statement above
    keys = ("invitation_id", "person_id", "name", "organisation_id", "organisation", "role")
    values = tuple(row)
    return Expected(
        **dict(zip(keys, values[:6], strict=True)), answer=values[6], mark=_mark_of(values[7:])
    )


def _mark_of(columns: Sequence[Any]) -> Mark:
    presence, by_deputy, came_late, left_early = columns
    return Mark(
        presence=presence,
        by_deputy=bool(by_deputy),
        came_late=bool(came_late),
        left_early=bool(left_early),
    )


def mark_of(row: Attendance | None) -> Mark:
    """Return what a row says; without one nobody filled it in."""
    if row is None:
        return Mark()
    return _mark_of((row.presence, row.by_deputy, row.came_late, row.left_early))


def is_expected(meeting_id: int, person_id: int) -> bool:
    """Tell whether somebody is invited to a meeting."""
    mine = Invitation.meeting_id == meeting_id, Invitation.person_id == person_id
    return db.session.scalar(select(Invitation.id).where(*mine)) is not None


@dataclass(frozen=True, kw_only=True)
class Was:
    """That somebody was at a meeting: in which role, for whom, and how."""

    meeting: Meeting
    role: Role | None
    organisation: str
    presence: Presence

    def without_role(self) -> "Was":
        """Return the same of somebody who came instead: a role cannot be lent."""
        return replace(self, role=None)


def was_there(
    person_id: int, *where: ColumnElement[bool], by_deputy: bool = False
) -> Sequence[Was]:
    """Return the meetings at which somebody was, or a colleague instead, oldest first."""
    found = db.session.execute(
        select(Meeting, Invitation.role, Organisation.name, Attendance.presence)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .outerjoin(Invitation, _its_mark() & (Invitation.person_id == person_id))
        .outerjoin(Invitation.organisation)
        .where(
            Attendance.person_id == person_id,
            Attendance.presence.in_(THERE),
            Attendance.by_deputy.is_(by_deputy),
            Meeting.state.in_(ATTESTED_STATES),
            *where,
        )
        .order_by(Meeting.local_date, Meeting.id)
    )
    return [
        Was(meeting=meeting, role=role, organisation=organisation or "", presence=presence)
        for meeting, role, organisation, presence in found
    ]


def attestations_of(*where: ColumnElement[bool]) -> Sequence[Attestation]:
    """Return the attestations that meet ``where``, the latest first."""
    return db.session.scalars(
        select(Attestation).where(*where).order_by(Attestation.id.desc())
    ).all()


WITH_LINES: Final[tuple[ExecutableOption, ...]] = (
    selectinload(Attestation.lines).joinedload(AttestationLine.meeting),
)


def is_attested(code: str) -> bool:
    """Tell whether an attestation with this code stands: made here, and not withdrawn."""
    known = select(Attestation.id).where(
        Attestation.code_hash == hash_attested(code), Attestation.withdrawn_on.is_(None)
    )
    return bool(code) and db.session.scalar(known) is not None


def guests_of(meeting_id: int) -> Sequence[Guest]:
    """Return the guests of a meeting that have a name, by name."""
    return db.session.scalars(
        select(Guest).where(Guest.meeting_id == meeting_id).order_by(Guest.folded, Guest.id)
    ).all()


def find_guest(meeting_id: int, guest_id: str) -> Guest | None:
    """Return one guest of a meeting, or nothing."""
    return db.session.scalar(
        select(Guest).where(Guest.meeting_id == meeting_id, Guest.id == guest_id)
    )


def named_guests(meeting_id: int) -> int:
    """Count the guests of a meeting that have a name."""
    return db.session.scalar(select(func.count()).where(Guest.meeting_id == meeting_id)) or 0


def code_of(meeting_id: int) -> CheckInCode | None:
    """Return the check-in code of a meeting, or nothing."""
    return db.session.get(CheckInCode, meeting_id)


def find_by_code(typed: str) -> CheckInCode | None:
    """Return the check-in code behind what was typed, with its meeting, or nothing."""
    code = read_code(typed)
    if not code:
        return None
    return db.session.scalar(
        select(CheckInCode)
        .where(CheckInCode.code_hash == hash_check_in(code))
        .options(joinedload(CheckInCode.meeting))
    )


def mark_at(meeting_id: int, person_id: int) -> Mark | None:
    """Return how somebody who is expected was there; nothing for who is not expected."""
    found = db.session.execute(
        select(*_MARK)
        .select_from(Invitation)
        .outerjoin(Attendance, _its_mark())
        .where(Invitation.meeting_id == meeting_id, Invitation.person_id == person_id)
    ).one_or_none()
    return None if found is None else _mark_of(tuple(found))


def names_there(meeting_id: int, *, number: int, total: int) -> Page[Expected]:
    """Return a page of the ``total`` who are there, by organisation and name: one statement."""
    where = (Invitation.meeting_id == meeting_id, Attendance.presence.in_(THERE))
    found = db.session.execute(
        _expected().where(*where).limit(PAGE_SIZE).offset(offset(number))
    ).all()
    return Page(rows=[_line(row) for row in found], number=number, total=total)
