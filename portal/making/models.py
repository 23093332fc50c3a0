"""Lesson kits in the making: what is made and why, its dated steps, who writes it, what they say.

Nothing here holds a time finer than a day. A draft may be the next version of a kit that is there.
"""

from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    false,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse, refuse_when
from portal.moi.models import Kit
from portal.needs.models import Need
from portal.network.models import Person, Team
from portal.policy.decide import Extent

LONGEST_TITLE: Final = 120
LONGEST_WORDS: Final = 1000
LONGEST_PATH: Final = 200


class Step(StrEnum):
    """A step of a kit in the making; the last one says where it is."""

    PROPOSED = "proposed"
    DRAFT = "draft"
    PILOT = "pilot"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


_OPEN: Final = "step IN ('proposed', 'draft')"


class Draft(Model):
    """A kit in the making, at ``step`` since ``since``; ``revision`` counts the changes.

    ``constructs`` and ``sectors`` are keys of the taxonomy. ``slug`` and ``moi_id`` come with the
    yes of the coordinator. ``kit_id`` is the kit it renews, or the one it became.
    """

    __tablename__ = "kit_draft"
    __table_args__ = (
        UniqueConstraint("form_key", name="one_draft_per_form"),
        CheckConstraint("title <> '' AND why <> ''", name="draft_says_what_and_why"),
        CheckConstraint(f"length(title) <= {LONGEST_TITLE}", name="draft_title_is_short"),
        CheckConstraint("lang IN ('nl', 'en')", name="draft_in_our_languages"),
        CheckConstraint("revision > 0", name="draft_counts_its_changes"),
        CheckConstraint("(slug IS NULL) = (moi_id IS NULL)", name="draft_named_whole"),
        CheckConstraint(
            "step NOT IN ('draft', 'pilot') OR slug IS NOT NULL", name="accepted_has_slug"
        ),
        CheckConstraint("step <> 'pilot' OR kit_id IS NOT NULL", name="pilot_is_of_a_kit"),
        Index("ix_kit_draft_step_since", "step", "since"),
        Index("ix_kit_draft_kit_id", "kit_id"),
        *(
            Index(
                name,
                column,
                unique=True,
                sqlite_where=text(where),
                postgresql_where=text(where),
            )
            for name, column, where in (
                ("one_open_draft_per_kit", "kit_id", _OPEN),
                ("one_open_draft_per_slug", "slug", _OPEN),
                ("one_open_draft_per_moi_id", "moi_id", _OPEN),
            )
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    lang: Mapped[str] = mapped_column(default="nl")
    why: Mapped[str]
    able_to: Mapped[str] = mapped_column(default="")
    constructs: Mapped[list[str]] = mapped_column(JSON)
    sectors: Mapped[list[str]] = mapped_column(JSON)
    kit_id: Mapped[int | None] = mapped_column(ForeignKey("kit.id"))
    slug: Mapped[str | None]
    moi_id: Mapped[str | None]
    step: Mapped[Step]
    since: Mapped[date]
    form_key: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)

    kit: Mapped[Kit | None] = relationship()
    teams: Mapped[list[Team]] = relationship(
        secondary="kit_draft_team", order_by=Team.id, viewonly=True
    )
    needs: Mapped[list[Need]] = relationship(
        secondary="kit_draft_need", order_by=Need.id, viewonly=True
    )
    steps: Mapped[list["DraftStep"]] = relationship(back_populates="draft", order_by="DraftStep.id")
    authors: Mapped[list["DraftAuthor"]] = relationship(
        back_populates="draft", order_by="(DraftAuthor.since, DraftAuthor.person_id)"
    )

    @property
    def is_open(self) -> bool:
        """Tell whether it is still being made."""
        return self.step in {Step.PROPOSED, Step.DRAFT}

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Return the drafts that one writes."""
        if not where.own:
            return false()
        mine = select(DraftAuthor.draft_id).where(DraftAuthor.person_id == where.person_id)
        return cls.id.in_(mine)


class DraftStep(Model):
    """One step of a kit in the making, on its day; without a name when who did it was erased."""

    __tablename__ = "kit_draft_step"
    __table_args__ = (
        CheckConstraint("step <> 'declined' OR note <> ''", name="declining_has_reason"),
        CheckConstraint(f"length(note) <= {LONGEST_WORDS}", name="step_note_is_short"),
        CheckConstraint("lang IN ('nl', 'en')", name="step_in_our_languages"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("kit_draft.id"), index=True)
    step: Mapped[Step]
    happened_on: Mapped[date]
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    note: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(default="nl")

    draft: Mapped[Draft] = relationship(back_populates="steps")
    by: Mapped[Person | None] = relationship()


class DraftAuthor(Model):
    """Somebody who writes along; ``told_until`` is the first day they were not yet mailed about."""

    __tablename__ = "kit_draft_author"

    draft_id: Mapped[int] = mapped_column(ForeignKey("kit_draft.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    since: Mapped[date]
    told_until: Mapped[date]

    draft: Mapped[Draft] = relationship(back_populates="authors")
    person: Mapped[Person] = relationship()


class DraftTeam(Model):
    """A team that writes the kit."""

    __tablename__ = "kit_draft_team"

    draft_id: Mapped[int] = mapped_column(ForeignKey("kit_draft.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True, index=True)


class DraftNeed(Model):
    """A need that the kit is made for."""

    __tablename__ = "kit_draft_need"

    draft_id: Mapped[int] = mapped_column(ForeignKey("kit_draft.id"), primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), primary_key=True, index=True)


class DraftComment(Model):
    """What somebody says about a draft, or about one file of it; an answer names what it answers.

    Taken back, only that it was there is kept, because an answer may stand under it.
    """

    __tablename__ = "kit_draft_comment"
    __table_args__ = (
        UniqueConstraint("form_key", name="one_comment_per_form"),
        CheckConstraint("(words <> '') = (taken_back_on IS NULL)", name="comment_has_words"),
        CheckConstraint(f"length(words) <= {LONGEST_WORDS}", name="comment_is_short"),
        CheckConstraint(f"length(path) <= {LONGEST_PATH}", name="comment_path_is_short"),
        CheckConstraint("lang IN ('nl', 'en')", name="comment_in_our_languages"),
        CheckConstraint(
            "answers_id IS NULL OR resolved_on IS NULL", name="only_a_question_is_settled"
        ),
        Index("ix_kit_draft_comment_draft_id_written_on", "draft_id", "written_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("kit_draft.id"))
    path: Mapped[str] = mapped_column(default="")
    words: Mapped[str]
    lang: Mapped[str] = mapped_column(default="nl")
    written_on: Mapped[date]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("kit_draft_comment.id"), index=True)
    resolved_on: Mapped[date | None]
    taken_back_on: Mapped[date | None]
    form_key: Mapped[str]

    draft: Mapped[Draft] = relationship()
    written_by: Mapped[Person | None] = relationship()

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Return what is said about the drafts that one writes."""
        return cls.draft_id.in_(select(Draft.id).where(Draft.reach_clause(where)))


_OUT_OF_ORDER: Final = (
    "NEW.since < OLD.since OR NEW.step <> OLD.step AND NOT ("
    "(OLD.step = 'proposed' AND NEW.step IN ('draft', 'declined', 'withdrawn'))"
    " OR (OLD.step = 'draft' AND NEW.step IN ('pilot', 'withdrawn'))"
    " OR (OLD.step = 'declined' AND NEW.step = 'proposed')"
    " OR (OLD.step = 'withdrawn' AND NEW.step = 'proposed'))"
)
_REWRITTEN: Final = (
    "NEW.draft_id <> OLD.draft_id OR NEW.step <> OLD.step"
    " OR NEW.happened_on <> OLD.happened_on OR NEW.note <> OLD.note"
)
_NOT_A_PROPOSAL: Final = "NEW.step <> 'proposed'"
refuse(
    "draft_steps_in_order", "kit_draft", "UPDATE", sqlite=_OUT_OF_ORDER, postgresql=_OUT_OF_ORDER
)
refuse(
    "draft_begins_as_proposal",
    "kit_draft",
    "INSERT",
    sqlite=_NOT_A_PROPOSAL,
    postgresql=_NOT_A_PROPOSAL,
)
refuse("draft_steps_stay", "kit_draft_step", "UPDATE", sqlite=_REWRITTEN, postgresql=_REWRITTEN)
refuse("draft_steps_are_kept", "kit_draft_step", "DELETE", sqlite="true", postgresql="true")
refuse_when(
    "draft_step_is_taken",
    "kit_draft_step",
    ["INSERT"],
    "NOT EXISTS (SELECT 1 FROM kit_draft WHERE kit_draft.id = NEW.draft_id"
    " AND kit_draft.step = NEW.step AND kit_draft.since = NEW.happened_on)",
)
refuse_when(
    "draft_name_is_free",
    "kit_draft",
    ["INSERT", "UPDATE"],
    "NEW.step IN ('proposed', 'draft') AND EXISTS (SELECT 1 FROM kit WHERE"
    " (kit.slug = NEW.slug OR kit.moi_id = NEW.moi_id)"
    " AND (NEW.kit_id IS NULL OR kit.id <> NEW.kit_id))",
)
refuse_when(
    "answer_in_its_draft",
    "kit_draft_comment",
    ["INSERT"],
    "NEW.answers_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM kit_draft_comment AS asked"
    " WHERE asked.id = NEW.answers_id AND asked.draft_id = NEW.draft_id"
    " AND asked.path = NEW.path AND asked.answers_id IS NULL)",
)
