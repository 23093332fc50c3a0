"""Whom people of an organisation can turn to in confidence."""

from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model
from portal.network.models import Organisation, Person, Team
from portal.policy.decide import Extent

LONGEST_LINE: Final = 120


class AdviserKind(StrEnum):
    """The two people whom an employer in Belgium names to be spoken to in confidence."""

    CONFIDENTIAL = "confidential"
    PREVENTION = "prevention"


class Adviser(Model):
    """The adviser of one kind of an organisation, as that organisation gave them.

    Often somebody without an account, so there is no way to a person. ``revision`` counts saves.
    """

    __tablename__ = "adviser"
    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", name="one_adviser_per_kind"),
        CheckConstraint("name <> ''", name="adviser_has_a_name"),
        CheckConstraint("phone <> '' OR email <> ''", name="adviser_can_be_reached"),
        CheckConstraint(
            f"length(name) <= {LONGEST_LINE} AND length(phone) <= {LONGEST_LINE} "
            f"AND length(email) <= {LONGEST_LINE}",
            name="adviser_fits_on_a_line",
        ),
        CheckConstraint("revision > 0", name="adviser_counts_its_saves"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[AdviserKind]
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    kept_on: Mapped[date]
    kept_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    organisation: Mapped[Organisation] = relationship()
    kept_by: Mapped[Person | None] = relationship()

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Return the advisers of the own organisation, also for who is with one of its teams."""
        theirs = select(Team.organisation_id).where(Team.id.in_(sorted(where.teams)))
        own = cls.organisation_id.in_(sorted(where.organisations))
        return or_(own, cls.organisation_id.in_(theirs)) if where.teams else own
