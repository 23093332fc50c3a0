"""Who took the answers of a campaign along, when, and for what: a line that stays."""

from datetime import date
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Model, refuse_where

LONGEST_PURPOSE: Final = 500


class AnswersExport(Model):
    """One export of answers row by row; the answers themselves are not kept here."""

    __tablename__ = "answers_export"
    __table_args__ = (
        CheckConstraint(
            f"purpose <> '' AND length(purpose) <= {LONGEST_PURPOSE}", name="export_has_a_purpose"
        ),
        CheckConstraint("responses >= 0", name="export_counts_its_rows"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    taken_on: Mapped[date]
    purpose: Mapped[str]
    responses: Mapped[int]


refuse_where(
    "export_only_of_a_closed_campaign",
    "answers_export",
    "INSERT",
    "NOT EXISTS (SELECT 1 FROM campaign c "
    "WHERE c.id = NEW.campaign_id AND c.closed_on IS NOT NULL)",
)
