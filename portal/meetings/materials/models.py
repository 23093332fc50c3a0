"""What hangs on a meeting to read or take along: a link, or a file that rests under a random name.

Nothing here holds a time finer than a day. What was taken away stays a while, so that it can come
back.
"""

from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse
from portal.meetings.models import Meeting
from portal.network.models import Person

LARGEST_FILE: Final = 20 * 1024 * 1024
LONGEST_TITLE: Final = 120
LONGEST_URL: Final = 500


class Phase(StrEnum):
    """When a material is meant to be looked at."""

    BEFORE = "before"
    AFTER = "after"


class FileKind(StrEnum):
    """A kind of file that a meeting may have, by its usual ending."""

    PDF = "pdf"
    PPTX = "pptx"
    DOCX = "docx"
    XLSX = "xlsx"
    PNG = "png"
    JPEG = "jpg"


class Material(Model):
    """One link or file of a meeting; ``stored`` is the random name under which its bytes rest."""

    __tablename__ = "meeting_material"
    __table_args__ = (
        UniqueConstraint("form_key", name="one_material_per_form"),
        CheckConstraint(
            f"title <> '' AND length(title) <= {LONGEST_TITLE}", name="material_has_short_title"
        ),
        CheckConstraint(
            "(url <> '' AND stored IS NULL) OR (url = '' AND stored IS NOT NULL)",
            name="material_is_link_or_file",
        ),
        CheckConstraint("url = '' OR url LIKE 'https://%'", name="material_link_is_https"),
        CheckConstraint(f"length(url) <= {LONGEST_URL}", name="material_link_is_short"),
        CheckConstraint(
            "(stored IS NULL) = (file_kind IS NULL) AND (stored IS NULL) = (size IS NULL)",
            name="material_file_is_described",
        ),
        CheckConstraint(
            f"size IS NULL OR (size > 0 AND size <= {LARGEST_FILE})", name="material_file_is_small"
        ),
        CheckConstraint("position >= 0", name="material_has_its_place"),
        Index(
            "one_material_per_stored_file",
            "stored",
            unique=True,
            sqlite_where=text("stored IS NOT NULL"),
            postgresql_where=text("stored IS NOT NULL"),
        ),
        Index("ix_meeting_material_meeting_id_position", "meeting_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    phase: Mapped[Phase]
    position: Mapped[int]
    title: Mapped[str]
    url: Mapped[str] = mapped_column(default="")
    stored: Mapped[str | None]
    file_kind: Mapped[FileKind | None]
    size: Mapped[int | None]
    added_on: Mapped[date] = mapped_column(index=True)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    removed_on: Mapped[date | None]
    form_key: Mapped[str]

    meeting: Mapped[Meeting] = relationship()
    added_by: Mapped[Person | None] = relationship()


_CHANGED: Final = (
    "OLD.meeting_id <> NEW.meeting_id OR OLD.url <> NEW.url"
    " OR coalesce(OLD.stored, '') <> coalesce(NEW.stored, '')"
    " OR coalesce(OLD.size, 0) <> coalesce(NEW.size, 0)"
)
refuse("material_stays_itself", "meeting_material", "UPDATE", sqlite=_CHANGED, postgresql=_CHANGED)
