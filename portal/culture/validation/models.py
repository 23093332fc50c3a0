"""How far a version of the instrument was validated: every word of it stays, changes are added."""

from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Model, refuse_when, refuse_where

LONGEST_WORDS: Final = 500


class Validation(StrEnum):
    """The steps of the path, in their order."""

    CONTENT_VALIDITY = "content_validity"
    COGNITIVE_INTERVIEWS = "cognitive_interviews"
    PILOT = "pilot"
    CONFIRMATION = "confirmation"
    INVARIANCE = "invariance"


class StepState(StrEnum):
    """How far a step is."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"


class ValidationStep(Model):
    """One step as somebody described it; a change is a next ``revision``, older ones stay.

    ``figure`` says in words what was found, ``source`` where that can be read.
    """

    __tablename__ = "validation_step"
    __table_args__ = (
        CheckConstraint("revision > 0", name="step_counts_its_changes"),
        CheckConstraint("people IS NULL OR people > 0", name="step_counts_people"),
        CheckConstraint(
            f"length(figure) <= {LONGEST_WORDS} AND length(source) <= {LONGEST_WORDS}",
            name="step_is_told_shortly",
        ),
        CheckConstraint(
            "state <> 'done' OR (done_on IS NOT NULL AND people IS NOT NULL "
            "AND figure <> '' AND source <> '')",
            name="step_that_is_done_says_what_it_showed",
        ),
        CheckConstraint("done_on IS NULL OR state = 'done'", name="only_what_is_done_has_a_day"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"), primary_key=True)
    step: Mapped[Validation] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[StepState]
    people: Mapped[int | None]
    figure: Mapped[str]
    source: Mapped[str]
    done_on: Mapped[date | None]
    kept_on: Mapped[date]
    kept_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)


_KEPT = (
    "version_id",
    "step",
    "revision",
    "state",
    "people",
    "figure",
    "source",
    "done_on",
    "kept_on",
)
_UNCHANGED = " AND ".join(
    f"coalesce(NEW.{column} = OLD.{column}, NEW.{column} IS NULL AND OLD.{column} IS NULL)"
    for column in _KEPT
)

refuse_where("validation_is_only_added_to", "validation_step", "UPDATE", f"NOT ({_UNCHANGED})")
refuse_where("validation_stays", "validation_step", "DELETE", "1 = 1")
refuse_when(
    "validated_is_said_after_all_steps",
    "instrument_version",
    ["INSERT", "UPDATE"],
    "NEW.status = 'published' AND NEW.maturity = 'validated' "
    "AND EXISTS (SELECT 1 FROM instrument i WHERE i.id = NEW.instrument_id AND i.kind = 'culture') "
    "AND (SELECT count(*) FROM validation_step s WHERE s.version_id = NEW.comparable_with_id "
    "AND s.state = 'done' AND s.revision = (SELECT max(t.revision) FROM validation_step t "
    "WHERE t.version_id = s.version_id AND t.step = s.step)) < 5",  # as many as there are steps
)
