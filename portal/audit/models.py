"""The audit table: rows are added and never touched again; the database itself refuses it."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ColumnElement, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Model, refuse
from portal.policy.decide import Extent


class AuditEvent(Model):
    """One act: who did what to which thing, and when. No content, no personal data.

    ``by_person_id`` is empty for the system itself. It is no foreign key: the trail stays whole
    whatever happens to the roster.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint(
            "event <> '' AND object_kind <> '' AND object_id <> ''", name="act_names_its_object"
        ),
        Index("ix_audit_event_event_at", "event", "at"),
        Index("ix_audit_event_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    event: Mapped[str]
    by_person_id: Mapped[int | None]
    object_kind: Mapped[str]
    object_id: Mapped[str]
    valid_on: Mapped[date | None]
    detail: Mapped[dict[str, str | int]] = mapped_column(JSON, default=dict)

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:  # noqa: ARG003 -- the policy's signature
        """No act lies inside an organisation or a team: the trail is the network's."""
        return false()


refuse("audit_is_never_changed", "audit_event", "UPDATE", sqlite="true", postgresql="true")
refuse("audit_is_never_deleted", "audit_event", "DELETE", sqlite="true", postgresql="true")
