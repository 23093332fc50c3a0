"""What teams did with lesson kits, whom the portal asked about it once, and the kit that is next.

Nothing here holds a time finer than a day, and what came by the team's code holds no name.
"""

from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse_when
from portal.moi.models import Kit, KitVersion
from portal.network.models import Person, Team
from portal.policy.decide import Extent

LONGEST_WORDS: Final = 1000
MOST_MINUTES: Final = 1440
MOST_PEOPLE: Final = 9999
GROUPS: Final = ("patients", "relatives", "colleagues")
_IN_FORCE: Final = text("ended_on IS NULL")
_TAKEN: Final = text("answer = 'accepted' AND ended_on IS NULL")
_MINUTES_FIT: Final = f"minutes IS NULL OR minutes BETWEEN 1 AND {MOST_MINUTES}"


class Felt(StrEnum):
    """How it went with a kit, in one plain choice."""

    WELL = "well"
    SO_SO = "so_so"
    FELL_FLAT = "fell_flat"


class Again(StrEnum):
    """Whether the team would use the kit again."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Reason(StrEnum):
    """Why a kit is suggested to a team; one reason, never a score."""

    NEED_ANSWERED = "need_answered"
    NEED_SAME_CONSTRUCT = "need_same_construct"
    SAME_SECTOR = "same_sector"
    FIRST = "first"
    NOT_YET_USED = "not_yet_used"


class Answer(StrEnum):
    """What a team said about the kit that was suggested."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


def _counts(column: str) -> CheckConstraint:
    return CheckConstraint(
        f"{column} IS NULL OR {column} BETWEEN 0 AND {MOST_PEOPLE}", name=f"use_counts_{column}"
    )


class KitUse(Model):
    """That a team used a version of a kit on a day, in its own words; taken back it is no use.

    Words are for the own team, its organisation and the coordinator; for other teams only once
    they are ``shared_on``.
    """

    __tablename__ = "kit_use"
    __table_args__ = (
        UniqueConstraint("team_id", "kit_id", "used_on", name="one_use_per_day"),
        CheckConstraint("told_on >= used_on", name="use_is_told_afterwards"),
        CheckConstraint(_MINUTES_FIT, name="use_minutes_fit_a_day"),
        *(_counts(group) for group in GROUPS),
        CheckConstraint(
            f"length(changed) <= {LONGEST_WORDS} AND length(words) <= {LONGEST_WORDS}",
            name="use_is_short",
        ),
        CheckConstraint(
            "shared_on IS NULL OR changed <> '' OR words <> ''", name="only_words_are_shared"
        ),
        CheckConstraint("NOT by_code OR told_by_id IS NULL", name="a_code_names_nobody"),
        CheckConstraint("lang IN ('nl', 'en')", name="use_in_our_languages"),
        CheckConstraint("revision > 0", name="use_revision_counts_up"),
        Index("ix_kit_use_kit_id_team_id", "kit_id", "team_id"),
        Index("ix_kit_use_used_on", "used_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    kit_id: Mapped[int] = mapped_column(ForeignKey("kit.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("kit_version.id"), index=True)
    used_on: Mapped[date]
    felt: Mapped[Felt]
    words: Mapped[str] = mapped_column(default="")
    changed: Mapped[str] = mapped_column(default="")
    again: Mapped[Again | None]
    minutes: Mapped[int | None]
    patients: Mapped[int | None]
    relatives: Mapped[int | None]
    colleagues: Mapped[int | None]
    lang: Mapped[str] = mapped_column(default="nl")
    told_on: Mapped[date]
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_code: Mapped[bool] = mapped_column(default=False)
    shared_on: Mapped[date | None]
    taken_back_on: Mapped[date | None]
    revision: Mapped[int] = mapped_column(default=1)

    team: Mapped[Team] = relationship()
    kit: Mapped[Kit] = relationship()
    version: Mapped[KitVersion] = relationship()
    told_by: Mapped[Person | None] = relationship()

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Own team, or every team of the own organisation."""
        theirs = select(Team.id).where(Team.organisation_id.in_(sorted(where.organisations)))
        return or_(cls.team_id.in_(sorted(where.teams)), cls.team_id.in_(theirs))


class UseAsked(Model):
    """That the portal asked a team, once and never again, how it went with a kit."""

    __tablename__ = "kit_use_asked"

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kit.id"), primary_key=True)
    asked_on: Mapped[date]


class NextKit(Model):
    """What a team answered to the kit that was suggested, with the one reason it was told.

    It holds until ``ended_on``: the team used the kit, or took its answer back.
    """

    __tablename__ = "next_kit"
    __table_args__ = (
        Index(
            "one_next_kit_taken",
            "team_id",
            unique=True,
            sqlite_where=_TAKEN,
            postgresql_where=_TAKEN,
        ),
        Index(
            "one_answer_per_kit",
            "team_id",
            "kit_id",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
        CheckConstraint("answer = 'declined' OR why = ''", name="only_declining_has_a_why"),
        CheckConstraint(f"length(why) <= {LONGEST_WORDS}", name="why_is_short"),
        CheckConstraint("ended_on IS NULL OR ended_on >= answered_on", name="next_kit_ends_after"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    kit_id: Mapped[int] = mapped_column(ForeignKey("kit.id"), index=True)
    reason: Mapped[Reason]
    teams: Mapped[int | None]  # how many teams of the sector used it, where that is the reason
    answer: Mapped[Answer]
    answered_on: Mapped[date]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    why: Mapped[str] = mapped_column(default="")
    ended_on: Mapped[date | None]

    team: Mapped[Team] = relationship()
    kit: Mapped[Kit] = relationship()


refuse_when(
    "use_of_a_version_of_its_kit",
    "kit_use",
    ["INSERT", "UPDATE"],
    "NOT EXISTS (SELECT 1 FROM kit_version WHERE kit_version.id = NEW.version_id"
    " AND kit_version.kit_id = NEW.kit_id)",
)
refuse_when(
    "use_within_its_team",
    "kit_use",
    ["INSERT"],
    "EXISTS (SELECT 1 FROM team WHERE team.id = NEW.team_id AND (NEW.used_on < team.valid_from"
    " OR NEW.used_on >= coalesce(team.valid_to, '9999-12-31')))",
)
