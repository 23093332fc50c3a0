"""Seats at a meeting with a capacity: who sits, who waits, and the teams that come along."""

from datetime import date
from typing import Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse_when
from portal.meetings.models import Invitation, Meeting, Way
from portal.network.models import Person, Team
from portal.policy.decide import Extent

MOST_OF_A_TEAM: Final = 20


class TeamRegistration(Model):
    """A team that comes to a meeting, with how many people and in which way."""

    __tablename__ = "team_registration"
    __table_args__ = (
        UniqueConstraint("meeting_id", "team_id", name="a_team_registers_once"),
        CheckConstraint(
            f"people BETWEEN 1 AND {MOST_OF_A_TEAM}", name="a_team_comes_with_one_to_twenty"
        ),
        CheckConstraint("revision > 0", name="registration_revision_counts_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    people: Mapped[int]
    way: Mapped[Way]
    registered_on: Mapped[date]
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship()
    team: Mapped[Team] = relationship()
    registered_by: Mapped[Person | None] = relationship()
    place: Mapped["Place | None"] = relationship(
        back_populates="registration", passive_deletes="all"
    )

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Return the registrations of the own team, or of every team of the own organisation."""
        theirs = select(Team.id).where(Team.organisation_id.in_(sorted(where.organisations)))
        return or_(cls.team_id.in_(sorted(where.teams)), cls.team_id.in_(theirs))


class Place(Model):
    """One or more seats that were asked for: taken, or waited for in the order of arrival.

    Who comes online has none, nor has anybody at a meeting without a capacity.
    """

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position", name="one_place_per_position"),
        UniqueConstraint("invitation_id", name="one_place_per_invitation"),
        UniqueConstraint("registration_id", name="one_place_per_registration"),
        CheckConstraint(
            "(invitation_id IS NULL) <> (registration_id IS NULL)", name="a_place_is_of_one"
        ),
        CheckConstraint(
            f"people BETWEEN 1 AND {MOST_OF_A_TEAM} AND (invitation_id IS NULL OR people = 1)",
            name="a_person_takes_one_seat",
        ),
        CheckConstraint("position > 0", name="positions_start_at_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    seated: Mapped[bool]
    people: Mapped[int] = mapped_column(default=1)
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE")
    )
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("team_registration.id", ondelete="CASCADE")
    )

    invitation: Mapped[Invitation | None] = relationship()
    registration: Mapped[TeamRegistration | None] = relationship(back_populates="place")


refuse_when(
    "seats_fit_the_room",
    "place",
    ["INSERT", "UPDATE"],
    "NEW.seated AND (SELECT capacity FROM meeting WHERE meeting.id = NEW.meeting_id) <"
    " (SELECT coalesce(sum(people), 0) FROM place WHERE meeting_id = NEW.meeting_id AND seated)",
)
refuse_when(
    "the_room_holds_who_sits",
    "meeting",
    ["UPDATE"],
    "NEW.capacity <"
    " (SELECT coalesce(sum(people), 0) FROM place WHERE meeting_id = NEW.id AND seated)",
)
refuse_when(
    "nobody_passes_who_waits",
    "place",
    ["INSERT", "UPDATE"],
    "EXISTS (SELECT 1 FROM place AS other WHERE other.meeting_id = NEW.meeting_id"
    " AND ((NEW.seated AND NOT other.seated AND other.position < NEW.position)"
    " OR (NOT NEW.seated AND other.seated AND other.position > NEW.position)))",
)
refuse_when(
    "a_place_is_at_its_own_meeting",
    "place",
    ["INSERT", "UPDATE"],
    "EXISTS (SELECT 1 FROM invitation WHERE invitation.id = NEW.invitation_id"
    " AND invitation.meeting_id <> NEW.meeting_id)"
    " OR EXISTS (SELECT 1 FROM team_registration AS registration"
    " WHERE registration.id = NEW.registration_id AND registration.meeting_id <> NEW.meeting_id)",
)
refuse_when(
    "teams_come_where_they_are_welcome",
    "team_registration",
    ["INSERT"],
    "NOT (SELECT takes_teams FROM meeting WHERE meeting.id = NEW.meeting_id)",
)
