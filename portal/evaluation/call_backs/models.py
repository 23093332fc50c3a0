"""A wish to be called back: on its own, with nothing that leads to an answer or a person."""

from datetime import date
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model
from portal.network.models import Person

LONGEST_LINE: Final = 120
LONGEST_WISH: Final = 500


class ContactRequest(Model):
    """Somebody asks the project team for a call: how they want to be reached, and when.

    Under a random id and a day without an hour, so that no order ties it to what was answered.
    Who handled it is of the project team.
    """

    __tablename__ = "contact_request"
    __table_args__ = (
        CheckConstraint("length(id) = 32", name="contact_request_has_a_random_id"),
        CheckConstraint(
            f"name <> '' AND length(name) <= {LONGEST_LINE}", name="contact_request_has_a_name"
        ),
        CheckConstraint(
            f"reach <> '' AND length(reach) <= {LONGEST_LINE}", name="contact_request_can_be_met"
        ),
        CheckConstraint(f"length(moment) <= {LONGEST_WISH}", name="contact_request_is_short"),
        CheckConstraint(
            "handled_on IS NULL OR handled_on >= asked_on", name="handled_after_it_was_asked"
        ),
        CheckConstraint(
            "handled_by_id IS NULL OR handled_on IS NOT NULL", name="who_called_has_called"
        ),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    reach: Mapped[str]
    moment: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(default="nl")
    asked_on: Mapped[date]
    handled_on: Mapped[date | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    handled_by: Mapped[Person | None] = relationship()
