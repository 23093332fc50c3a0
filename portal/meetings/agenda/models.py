"""What stands on an agenda: points in its blocks, and how often their order changed."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Model, refuse_when
from portal.meetings.models import BlockKind

LONGEST_POINT: Final = 500
LONGEST_MINUTES: Final = 600


class PointState(StrEnum):
    """Where a point stands: on the agenda, taken off it, or kept for the next meeting."""

    PLANNED = "planned"
    REMOVED = "removed"
    NEXT_TIME = "next_time"


class AgendaSheet(Model):
    """The agenda of a meeting as one sheet.

    ``revision`` counts the changes of its order, so that two people never move each other's points
    unseen. ``filled_on`` is the day on which it was filled in for the first time: never twice.
    """

    __tablename__ = "agenda_sheet"
    __table_args__ = (CheckConstraint("revision > 0", name="agenda_revision_counts_up"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(default=1)
    filled_on: Mapped[date | None]


class AgendaPoint(Model):
    """One point in a block, written by somebody or proposed by a source with its reason.

    ``source`` and ``source_id`` name the thing behind it: once in a meeting. Help that a
    team asked for keeps no words here: they are read where the team can take them back.
    ``revision`` counts the changes of its words.
    """

    __tablename__ = "agenda_point"
    __table_args__ = (
        ForeignKeyConstraint(
            ["meeting_id", "block"],
            ["meeting_block.meeting_id", "meeting_block.kind"],
            name="point_in_a_block_of_its_meeting",
        ),
        CheckConstraint(f"length(words) <= {LONGEST_POINT}", name="point_is_short"),
        CheckConstraint("words <> '' OR source = 'help'", name="point_has_words"),
        CheckConstraint("(source = '') = (source_id = '')", name="point_names_its_source"),
        CheckConstraint("lang IN ('nl', 'en')", name="point_in_our_languages"),
        CheckConstraint(f"minutes BETWEEN 1 AND {LONGEST_MINUTES}", name="point_takes_minutes"),
        CheckConstraint("revision > 0", name="point_revision_counts_up"),
        Index(
            "one_point_per_source",
            "meeting_id",
            "source",
            "source_id",
            unique=True,
            sqlite_where=text("source <> ''"),
            postgresql_where=text("source <> ''"),
        ),
        Index("ix_agenda_point_meeting_id_block", "meeting_id", "block"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int]
    block: Mapped[BlockKind]
    position: Mapped[int]
    words: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(default="nl")
    minutes: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    named: Mapped[Mapping[str, Any]] = mapped_column(JSON, default=dict)
    source: Mapped[str] = mapped_column(default="")
    source_id: Mapped[str] = mapped_column(default="")
    href: Mapped[str] = mapped_column(default="")
    state: Mapped[PointState] = mapped_column(default=PointState.PLANNED)
    revision: Mapped[int] = mapped_column(default=1)


_OVER: Final = (
    "EXISTS (SELECT 1 FROM meeting WHERE meeting.id = NEW.meeting_id"
    " AND meeting.state NOT IN ('draft', 'invited'))"
)
refuse_when("a_past_agenda_keeps_its_points", "agenda_point", ["INSERT", "UPDATE"], _OVER)
