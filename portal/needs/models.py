"""Needs: the words of who told one, the teams that share it, and each step towards an answer.

Nothing here says what a need is today: its last step does, so the past stays readable on any day.
"""

from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    UniqueConstraint,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.db import Model, refuse, refuse_when
from portal.meetings.models import Meeting
from portal.moi.models import Kit
from portal.network.models import Organisation, Person, Team, folded
from portal.policy.decide import Extent

LONGEST_NEED: Final = 300
LONGEST_WORDS: Final = 1000


class StepKind(StrEnum):
    """A dated step in the life of a need; the last one says what the need is."""

    BEING_MADE = "being_made"
    KIT = "kit"
    REASON = "reason"
    REOPENED = "reopened"
    MERGED = "merged"
    PARTED = "parted"


class State(StrEnum):
    """What a need is on a day."""

    OPEN = "open"
    BEING_MADE = "being_made"
    ANSWERED = "answered"
    MERGED = "merged"


class Need(Model):
    """What somebody misses, in one sentence, for a team, for an organisation or for the network.

    ``revision`` counts the changes, so that two people never overwrite each other unseen.
    """

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint(f"length(words) BETWEEN 1 AND {LONGEST_NEED}", name="need_has_words"),
        CheckConstraint(f"length(happened) <= {LONGEST_WORDS}", name="need_is_short"),
        CheckConstraint("lang IN ('nl', 'en')", name="need_in_our_languages"),
        CheckConstraint(
            "team_id IS NULL OR organisation_id IS NOT NULL", name="need_of_a_team_has_its_place"
        ),
        CheckConstraint("revision > 0", name="need_revision_counts_up"),
        ForeignKeyConstraint(
            ["team_id", "organisation_id"],
            ["team.id", "team.organisation_id"],
            name="need_in_organisation_of_team",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]
    happened: Mapped[str] = mapped_column(default="")
    folded: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(default="nl")
    told_on: Mapped[date] = mapped_column(index=True)
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1)

    told_by: Mapped[Person | None] = relationship()
    team: Mapped[Team | None] = relationship(overlaps="organisation")
    organisation: Mapped[Organisation | None] = relationship(overlaps="team")
    meeting: Mapped[Meeting | None] = relationship()
    serves: Mapped[list["NeedConstruct"]] = relationship(cascade="all, delete-orphan")
    supports: Mapped[list["NeedSupport"]] = relationship(
        back_populates="need", order_by="(NeedSupport.said_on, NeedSupport.id)"
    )
    steps: Mapped[list["NeedStep"]] = relationship(
        back_populates="need", order_by="NeedStep.id", foreign_keys="NeedStep.need_id"
    )

    @validates("words", "happened")
    def _search_what_it_says(self, key: str, said: str) -> str:
        """Keep what a search compares equal to what the need says."""
        other = (self.happened if key == "words" else self.words) or ""
        self.folded = folded(f"{said} {other}")
        return said

    @property
    def constructs(self) -> frozenset[str]:
        """Return the keys of the constructs that this need is about."""
        return frozenset(one.construct for one in self.serves)

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Needs told for the own team, or for the own organisation and its teams."""
        return or_(
            cls.team_id.in_(sorted(where.teams)),
            cls.organisation_id.in_(sorted(where.organisations)),
        )


class NeedConstruct(Model):
    """That a need is about a construct of the model, by its key."""

    __tablename__ = "need_construct"

    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), primary_key=True)
    construct: Mapped[str] = mapped_column(primary_key=True)


class NeedSupport(Model):
    """That a team has a need, said once; others see the team's name only from ``named_on``."""

    __tablename__ = "need_support"
    __table_args__ = (
        UniqueConstraint("need_id", "team_id", name="one_support_per_team"),
        CheckConstraint("named_on >= said_on", name="named_from_the_day_it_was_said"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    said_on: Mapped[date]
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    named_on: Mapped[date | None]

    need: Mapped[Need] = relationship(back_populates="supports")
    team: Mapped[Team] = relationship()


class NeedStep(Model):
    """A dated step: an answer with a kit or a reason, a merger, or what takes one of them back."""

    __tablename__ = "need_step"
    __table_args__ = (
        CheckConstraint("(kind = 'kit') = (kit_id IS NOT NULL)", name="answered_with_its_kit"),
        CheckConstraint(
            "kind NOT IN ('reason', 'reopened') OR reason <> ''", name="need_step_has_reason"
        ),
        CheckConstraint("(kind = 'merged') = (into_id IS NOT NULL)", name="merged_into_another"),
        CheckConstraint("into_id <> need_id", name="never_merged_into_itself"),
        CheckConstraint(f"length(reason) <= {LONGEST_WORDS}", name="need_step_is_short"),
        CheckConstraint("lang IN ('nl', 'en')", name="need_step_in_our_languages"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    kind: Mapped[StepKind]
    happened_on: Mapped[date] = mapped_column(index=True)
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    kit_id: Mapped[int | None] = mapped_column(ForeignKey("kit.id"), index=True)
    into_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"), index=True)
    reason: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(default="nl")

    need: Mapped[Need] = relationship(back_populates="steps", foreign_keys=need_id)
    into: Mapped[Need | None] = relationship(foreign_keys=into_id)
    by: Mapped[Person | None] = relationship()
    kit: Mapped[Kit | None] = relationship()


_CHANGED: Final[dict[str, str]] = {
    "sqlite": "NEW.need_id <> OLD.need_id OR NEW.kind <> OLD.kind"
    " OR NEW.happened_on <> OLD.happened_on OR NEW.kit_id IS NOT OLD.kit_id"
    " OR NEW.into_id IS NOT OLD.into_id OR NEW.reason <> OLD.reason",
    "postgresql": "NEW.need_id <> OLD.need_id OR NEW.kind <> OLD.kind"
    " OR NEW.happened_on <> OLD.happened_on OR NEW.kit_id IS DISTINCT FROM OLD.kit_id"
    " OR NEW.into_id IS DISTINCT FROM OLD.into_id OR NEW.reason <> OLD.reason",
}
refuse("need_steps_stay", "need_step", "UPDATE", **_CHANGED)
refuse_when(
    "need_steps_in_order",
    "need_step",
    ["INSERT"],
    "EXISTS (SELECT 1 FROM need WHERE need.id = NEW.need_id AND need.told_on > NEW.happened_on)"
    " OR EXISTS (SELECT 1 FROM need_step AS other WHERE other.need_id = NEW.need_id"
    " AND other.id <> NEW.id AND other.happened_on > NEW.happened_on)",
)
refuse_when(
    "never_merged_in_a_circle",
    "need_step",
    ["INSERT"],
    "NEW.kind = 'merged' AND EXISTS (SELECT 1 FROM need_step AS last WHERE last.kind = 'merged'"
    " AND (last.need_id = NEW.into_id OR last.into_id = NEW.need_id) AND NOT EXISTS (SELECT 1"
    " FROM need_step AS later WHERE later.need_id = last.need_id AND later.id > last.id))",
)
refuse_when(
    "support_in_its_time",
    "need_support",
    ["INSERT", "UPDATE"],
    "EXISTS (SELECT 1 FROM need WHERE need.id = NEW.need_id AND need.told_on > NEW.said_on)"
    " OR EXISTS (SELECT 1 FROM team WHERE team.id = NEW.team_id AND (NEW.said_on < team.valid_from"
    " OR NEW.said_on >= coalesce(team.valid_to, '9999-12-31')))",
)
