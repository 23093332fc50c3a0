"""What was said and agreed at a meeting: sections, their earlier texts, decisions and actions."""

from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse_when
from portal.meetings.models import Meeting
from portal.network.models import Person
from portal.policy.decide import Extent
from portal.support.models import Task

LONGEST_SECTION: Final = 20_000
LONGEST_IN_BRIEF: Final = 400
LONGEST_POINT: Final = 1_000


class Part(StrEnum):
    """The sections that every meeting has; the others are called after a block of the agenda."""

    IN_BRIEF = "in_brief"
    GENERAL = "general"


class Section(Model):
    """One part of the minutes as it is now; ``version`` counts the texts it had.

    ``part`` is a ``Part`` or a block of the agenda: which blocks there are is for the agenda to
    say, and one that is taken off it keeps what was written under it.
    """

    __tablename__ = "minutes_section"
    __table_args__ = (
        UniqueConstraint("meeting_id", "part", name="each_section_once"),
        CheckConstraint("part <> ''", name="section_is_about_something"),
        CheckConstraint("version > 0", name="section_counts_its_texts"),
        CheckConstraint("lang IN ('nl', 'en')", name="section_in_our_languages"),
        CheckConstraint(
            f"length(body) <= CASE part WHEN 'in_brief' THEN {LONGEST_IN_BRIEF} "
            f"ELSE {LONGEST_SECTION} END",
            name="section_is_not_too_long",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    part: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(default="nl")
    version: Mapped[int] = mapped_column(default=0)
    saved_on: Mapped[date]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    meeting: Mapped[Meeting] = relationship()
    saved_by: Mapped[Person] = relationship()


class SectionEdit(Model):
    """One text that a section had, who wrote it and when: nothing that was kept is lost.

    The text of a version stays what it was; two writers meet on the one they both started from.
    ``reason`` says why approved minutes changed.
    """

    __tablename__ = "minutes_edit"
    __table_args__ = (
        UniqueConstraint("section_id", "version", name="one_text_per_version"),
        CheckConstraint("version > 0", name="edit_counts_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("minutes_section.id"))
    version: Mapped[int]
    body: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    saved_on: Mapped[date]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    section: Mapped[Section] = relationship()
    saved_by: Mapped[Person] = relationship()


class Decision(Model):
    """Something that was decided, under one part of the minutes."""

    __tablename__ = "minutes_decision"
    __table_args__ = (
        CheckConstraint(
            f"words <> '' AND length(words) <= {LONGEST_POINT}", name="decision_says_what"
        ),
        CheckConstraint("lang IN ('nl', 'en')", name="decision_in_our_languages"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    part: Mapped[str]
    words: Mapped[str]
    lang: Mapped[str] = mapped_column(default="nl")
    kept_on: Mapped[date]


class MeetingAction(Model):
    """Which meeting an action was agreed at; the action itself is a task like any other."""

    __tablename__ = "minutes_action"

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    part: Mapped[str]

    task: Mapped[Task] = relationship()
    meeting: Mapped[Meeting] = relationship()

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Return the actions that are somebody's own."""
        return cls.task_id.in_(select(Task.id).where(Task.owner_id == where.person_id))


class Approval(Model):
    """Since when, and by whom, the minutes of a meeting are approved."""

    __tablename__ = "minutes_approval"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    approved_on: Mapped[date] = mapped_column(index=True)
    approved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    meeting: Mapped[Meeting] = relationship()
    approved_by: Mapped[Person] = relationship()


class Digest(Model):
    """A day on which the mails about what is new were queued, and how many there were."""

    __tablename__ = "minutes_digest"

    day: Mapped[date] = mapped_column(primary_key=True)
    mails: Mapped[int]


refuse_when(
    "approved_minutes_change_with_a_reason",
    "minutes_edit",
    ["INSERT", "UPDATE"],
    "NEW.reason = '' AND EXISTS (SELECT 1 FROM minutes_section "
    "JOIN meeting ON meeting.id = minutes_section.meeting_id "
    "WHERE minutes_section.id = NEW.section_id AND NEW.version > 0 "
    "AND meeting.state IN ('minutes_approved', 'locked'))",
)
refuse_when(
    "an_agreed_action_is_an_action",
    "minutes_action",
    ["INSERT", "UPDATE"],
    "EXISTS (SELECT 1 FROM task WHERE task.id = NEW.task_id AND task.kind <> 'action')",
)
