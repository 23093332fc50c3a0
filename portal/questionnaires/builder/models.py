"""A questionnaire while it is written: one draft for each, which two people may change at once."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse_when
from portal.network.models import Person
from portal.policy.decide import Extent
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import InstrumentKind


class InstrumentDraft(Model):
    """The next version of a questionnaire, or its first; ``body`` has the shape of its file.

    Anything in ``body`` may still be missing. ``removed`` is the last part that was taken out, as
    it was, so that it can be put back. ``revision`` counts the changes.
    """

    __tablename__ = "instrument_draft"
    __table_args__ = (
        UniqueConstraint("slug", name="one_draft_per_instrument"),
        CheckConstraint("slug <> ''", name="instrument_draft_has_a_name"),
        CheckConstraint("revision > 0", name="instrument_draft_counts_its_changes"),
        {"sqlite_autoincrement": True},  # the address of a draft that is gone leads to no other
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    kind: Mapped[InstrumentKind]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    removed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("instrument_version.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    changed_on: Mapped[date]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    based_on: Mapped[InstrumentVersion | None] = relationship()
    changed_by: Mapped[Person | None] = relationship()

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:  # noqa: ARG003 -- the same for every place
        """Return nothing: a questionnaire belongs to the network, not to a place in it."""
        return false()


refuse_when(
    "instrument_draft_follows_its_own_version",
    "instrument_draft",
    ["INSERT", "UPDATE"],
    "NEW.based_on_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM instrument_version AS v"
    " JOIN instrument AS i ON i.id = v.instrument_id"
    " WHERE v.id = NEW.based_on_id AND v.status <> 'draft'"
    " AND i.slug = NEW.slug AND i.kind = NEW.kind)",
)
