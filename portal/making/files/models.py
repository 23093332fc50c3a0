"""The files of a kit in the making, as they are now; a version keeps its own when it is put in."""

from datetime import date
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse, refuse_when
from portal.making.files.rules import LARGEST_FILE, is_editable
from portal.making.models import Draft
from portal.network.models import Person

LONGEST_PATH: Final = 200


class DraftFile(Model):
    """One file of a draft; ``revision`` counts its changes, so that nobody overwrites unseen."""

    __tablename__ = "draft_file"
    __table_args__ = (
        UniqueConstraint("draft_id", "path", name="one_draft_file_per_path"),
        CheckConstraint(
            f"path <> '' AND length(path) <= {LONGEST_PATH}", name="draft_file_has_path"
        ),
        CheckConstraint(
            "substr(path, 1, 1) <> '/' AND replace(path, '..', '') = path",
            name="draft_file_stays_inside",
        ),
        CheckConstraint(f"length(content) <= {LARGEST_FILE}", name="draft_file_is_small"),
        CheckConstraint("revision > 0", name="draft_file_counts_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("kit_draft.id"))
    path: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    revision: Mapped[int] = mapped_column(default=1)
    changed_on: Mapped[date]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    draft: Mapped[Draft] = relationship()
    changed_by: Mapped[Person | None] = relationship()

    @property
    def is_editable(self) -> bool:
        """Tell whether it can be changed in the page, or only replaced."""
        return is_editable(self.path, self.content)

    @property
    def text(self) -> str:
        """Return the letters of the file; what is no UTF-8 shows as a question mark."""
        return self.content.decode("utf-8", errors="replace").replace("\r\n", "\n")


_MOVED: Final = "NEW.draft_id <> OLD.draft_id OR NEW.path <> OLD.path"
refuse("draft_file_stays_there", "draft_file", "UPDATE", sqlite=_MOVED, postgresql=_MOVED)
refuse_when(
    "draft_files_while_written",
    "draft_file",
    ["INSERT"],
    "NOT EXISTS (SELECT 1 FROM kit_draft WHERE kit_draft.id = NEW.draft_id"
    " AND kit_draft.step = 'draft')",
)
