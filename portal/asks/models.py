"""Why somebody asked more of teams than the network agreed on."""

from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model
from portal.network.models import Person

LONGEST_REASON: Final = 500


class AskKind(StrEnum):
    """What asks for time."""

    MEETING = "meeting"
    EVALUATION = "evaluation"
    CULTURE = "culture"
    TRIAL = "trial"


class AskReason(Model):
    """A reason, given with the act that asked; ``thing_id`` is the meeting it is about.

    ``bucket`` is the period, ``teams`` how many were asked more than agreed, ``minutes`` the most.
    """

    __tablename__ = "ask_reason"
    __table_args__ = (
        CheckConstraint(
            f"reason <> '' AND length(reason) <= {LONGEST_REASON}", name="asking_more_has_reason"
        ),
        CheckConstraint("lang IN ('nl', 'en')", name="ask_reason_in_our_languages"),
        CheckConstraint("teams > 0 AND minutes > 0", name="ask_reason_is_about_teams"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AskKind]
    thing_id: Mapped[int]
    bucket: Mapped[int] = mapped_column(index=True)
    teams: Mapped[int]
    minutes: Mapped[int]
    reason: Mapped[str]
    lang: Mapped[str]
    given_on: Mapped[date]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    given_by: Mapped[Person | None] = relationship()
