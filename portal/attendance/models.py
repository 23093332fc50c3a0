"""What is kept of the day of a meeting: the code on the screen, guests by name, attestations.

How the expected people were there is ``Attendance``, in the room of meetings.
"""

from datetime import date
from enum import StrEnum
from typing import Final
from uuid import uuid4

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse, refuse_when
from portal.meetings.models import Meeting, Presence
from portal.network.models import Person
from portal.policy.decide import Extent
from portal.policy.table import Role

LONGEST_NAME: Final = 200
HASHED: Final = 64
STANDS: Final = "withdrawn_on IS NULL"


class Holder(StrEnum):
    """Who an attestation is of: somebody of the network, who came instead, or a guest."""

    PERSON = "person"
    DEPUTY = "deputy"
    GUEST = "guest"


class CheckInCode(Model):
    """The code on the screen of one meeting, found by its hash; a new one takes its place.

    ``slips`` counts the one-time codes for the process evaluation that were given at the door.
    """

    __tablename__ = "check_in_code"
    __table_args__ = (
        CheckConstraint(f"length(code_hash) = {HASHED}", name="check_in_code_is_kept_as_a_hash"),
        CheckConstraint("slips >= 0", name="slips_count_up"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    sealed: Mapped[str]
    made_on: Mapped[date]
    slips: Mapped[int] = mapped_column(default=0)

    meeting: Mapped[Meeting] = relationship()


class Guest(Model):
    """Somebody on no list who was there, by name; the name is forgotten after a year.

    The key is random: no order of rows says who came in together with which one-time code.
    ``folded`` is the name as it is compared, so that one person is one row.
    """

    __tablename__ = "guest"
    __table_args__ = (
        CheckConstraint(f"name <> '' AND length(name) <= {LONGEST_NAME}", name="guest_has_a_name"),
        CheckConstraint(f"length(organisation) <= {LONGEST_NAME}", name="guest_is_from_somewhere"),
        CheckConstraint("presence IN ('on_site', 'online')", name="a_guest_was_there"),
        CheckConstraint("length(id) = 32", name="guest_id_is_random"),
        Index("each_guest_once_a_meeting", "meeting_id", "folded", unique=True),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: uuid4().hex)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    name: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    folded: Mapped[str]
    presence: Mapped[Presence]
    came_on: Mapped[date]


class Attestation(Model):
    """That somebody was there, on paper: of one meeting, or of all of a person's in one year.

    The code on the paper follows from ``salt`` and the secret of the portal; only its hash is kept.
    What is attested never changes: a correction withdraws it.
    """

    __tablename__ = "attestation"
    __table_args__ = (
        CheckConstraint("(meeting_id IS NULL) <> (year IS NULL)", name="attests_a_meeting_or_year"),
        CheckConstraint(
            "(holder = 'person') = (person_id IS NOT NULL)", name="a_person_holds_their_own"
        ),
        CheckConstraint(
            "holder = 'deputy' OR instead_of_id IS NULL", name="only_a_deputy_comes_instead"
        ),
        CheckConstraint("holder = 'guest' OR guest_id IS NULL", name="only_a_guest_is_a_guest"),
        CheckConstraint("holder = 'person' OR year IS NULL", name="a_year_is_of_a_person"),
        CheckConstraint("holder <> 'person' OR name <> ''", name="attestation_names_its_person"),
        CheckConstraint(f"length(code_hash) = {HASHED}", name="attestation_code_is_a_hash"),
        Index(
            "one_standing_attestation_says_this",
            "content_hash",
            unique=True,
            sqlite_where=text(STANDS),
            postgresql_where=text(STANDS),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[Holder]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    instead_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    guest_id: Mapped[str | None] = mapped_column(ForeignKey("guest.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    year: Mapped[int | None]
    name: Mapped[str]
    salt: Mapped[str]
    code_hash: Mapped[str] = mapped_column(unique=True)
    content_hash: Mapped[str]
    made_on: Mapped[date]
    withdrawn_on: Mapped[date | None]

    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    lines: Mapped[list["AttestationLine"]] = relationship(
        back_populates="attestation", cascade="all, delete-orphan"
    )

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """One's own; no place holds what is attested of its people."""
        return cls.person_id == where.person_id if where.own else false()


class AttestationLine(Model):
    """One meeting on an attestation: in which role, for whom, and how somebody was there."""

    __tablename__ = "attestation_line"
    __table_args__ = (
        CheckConstraint("presence IN ('on_site', 'online')", name="attested_is_who_was_there"),
    )

    attestation_id: Mapped[int] = mapped_column(ForeignKey("attestation.id"), primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True, index=True)
    role: Mapped[Role | None]
    organisation: Mapped[str]
    presence: Mapped[Presence]

    attestation: Mapped[Attestation] = relationship(back_populates="lines")
    meeting: Mapped[Meeting] = relationship()


_ATTESTED: Final = (
    "OLD.code_hash <> NEW.code_hash OR OLD.salt <> NEW.salt "
    "OR OLD.content_hash <> NEW.content_hash OR OLD.made_on <> NEW.made_on "
    "OR (OLD.name <> NEW.name AND NEW.name <> '') "
    "OR (OLD.withdrawn_on IS NOT NULL AND NEW.withdrawn_on IS NULL)"
)
refuse(
    "what_is_attested_stays",
    "attestation",
    "UPDATE",
    sqlite=_ATTESTED,
    postgresql=_ATTESTED,
)
refuse("attested_lines_stay", "attestation_line", "UPDATE", sqlite="1 = 1", postgresql="1 = 1")
refuse_when(
    "check_in_where_a_meeting_takes_place",
    "check_in_code",
    ("INSERT", "UPDATE"),
    "(SELECT m.state FROM meeting m WHERE m.id = NEW.meeting_id) IN ('draft', 'cancelled')",
)
_MORE_NAMES: Final = (
    "(SELECT count(*) FROM guest g WHERE g.meeting_id = {id}) "
    "> (SELECT m.guests FROM meeting m WHERE m.id = {id})"
)
refuse_when(
    "guests_with_a_name_are_counted",
    "guest",
    ("INSERT", "UPDATE"),
    _MORE_NAMES.format(id="NEW.meeting_id"),
)
refuse_when("named_guests_stay_counted", "meeting", ("UPDATE",), _MORE_NAMES.format(id="NEW.id"))
