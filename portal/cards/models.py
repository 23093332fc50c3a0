"""Team cards: a sheet per team per period, the words on it, answers to help, the team's code.

Nothing here holds a time finer than a day, and what came by the team's code holds no name.
"""

from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse, refuse_when
from portal.network.models import Person, Team

LONGEST_WORDS: Final = 1000


class Part(StrEnum):
    """What the words on a card are about."""

    TRIES = "tries"
    WENT = "went"
    HELP = "help"


class Went(StrEnum):
    """How it went, in one plain choice."""

    WELL = "well"
    SO_SO = "so_so"
    NOT_YET = "not_yet"
    FELL_FLAT = "fell_flat"


class TeamCard(Model):
    """The card of a team for one period: from ``since`` until its next card begins.

    ``revision`` counts the changes to all cards of the team, so that two people never overwrite
    each other unseen.
    """

    __tablename__ = "team_card"
    __table_args__ = (
        UniqueConstraint("team_id", "since", name="one_card_per_period"),
        CheckConstraint("revision > 0", name="card_revision_counts_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    since: Mapped[date]
    revision: Mapped[int] = mapped_column(default=1)

    team: Mapped[Team] = relationship()
    parts: Mapped[list["CardPart"]] = relationship(
        back_populates="card", cascade="all, delete-orphan"
    )

    def of(self, part: Part) -> "CardPart | None":
        """Return what the card says about this, or nothing."""
        return next((one for one in self.parts if one.part is part), None)

    @property
    def tries(self) -> "CardPart | None":
        """What the team tries."""
        return self.of(Part.TRIES)

    @property
    def went(self) -> "CardPart | None":
        """How that went."""
        return self.of(Part.WENT)

    @property
    def help(self) -> "CardPart | None":
        """What help the team wants."""
        return self.of(Part.HELP)


class CardPart(Model):
    """Words of a team about one thing, in their own language, with who wrote them and when.

    Words that came by the team's code, or whose author was erased, have no author. Help that is
    wanted may be ``shared_on`` with the network, and is over from ``closed_on``.
    """

    __tablename__ = "card_part"
    __table_args__ = (
        UniqueConstraint("card_id", "part", name="one_part_of_a_kind"),
        CheckConstraint("(part = 'went') = (went IS NOT NULL)", name="how_it_went_is_chosen"),
        CheckConstraint("part = 'went' OR words <> ''", name="part_has_words"),
        CheckConstraint(f"length(words) <= {LONGEST_WORDS}", name="part_is_short"),
        CheckConstraint(
            "part = 'help' OR (shared_on IS NULL AND closed_on IS NULL)", name="only_help_is_shared"
        ),
        CheckConstraint("NOT by_code OR written_by_id IS NULL", name="a_code_has_no_name"),
        CheckConstraint("lang IN ('nl', 'en')", name="part_in_our_languages"),
        Index("ix_card_part_shared_on", "shared_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("team_card.id"))
    part: Mapped[Part]
    words: Mapped[str] = mapped_column(default="")
    went: Mapped[Went | None]
    lang: Mapped[str] = mapped_column(default="nl")
    written_on: Mapped[date]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_code: Mapped[bool] = mapped_column(default=False)
    shared_on: Mapped[date | None]
    closed_on: Mapped[date | None]

    card: Mapped[TeamCard] = relationship(back_populates="parts")
    written_by: Mapped[Person | None] = relationship()

    @property
    def is_shared(self) -> bool:
        """Tell whether the network may see it: the team said yes, and was not helped yet."""
        return self.shared_on is not None and self.closed_on is None


class HelpAnswer(Model):
    """A short message from elsewhere in the network to a team that wants help."""

    __tablename__ = "help_answer"
    __table_args__ = (
        UniqueConstraint("card_id", "person_id", "sent_on", name="one_help_answer_a_day"),
        CheckConstraint("words <> ''", name="help_answer_has_words"),
        CheckConstraint(f"length(words) <= {LONGEST_WORDS}", name="help_answer_is_short"),
        CheckConstraint("lang IN ('nl', 'en')", name="help_answer_in_our_languages"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("team_card.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    place: Mapped[str]  # what the person's organisation was called on that day
    words: Mapped[str]
    lang: Mapped[str] = mapped_column(default="nl")
    sent_on: Mapped[date]

    person: Mapped[Person] = relationship()


class TeamCode(Model):
    """The code by which a team's colleagues take part without an account.

    Sealed, so that the sheet can be printed again; found by its keyed hash.
    """

    __tablename__ = "team_code"
    __table_args__ = (
        UniqueConstraint("team_id", name="one_code_per_team"),
        UniqueConstraint("code_hash", name="one_team_per_code"),
        CheckConstraint("length(code_hash) = 64", name="team_code_has_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    code_hash: Mapped[str]
    sealed: Mapped[str]
    made_on: Mapped[date]

    team: Mapped[Team] = relationship()


_MOVED: Final = "NEW.team_id <> OLD.team_id OR NEW.since <> OLD.since"
refuse("card_stays_in_its_period", "team_card", "UPDATE", sqlite=_MOVED, postgresql=_MOVED)
refuse_when(
    "card_within_its_team",
    "team_card",
    ["INSERT"],
    "EXISTS (SELECT 1 FROM team WHERE team.id = NEW.team_id AND (NEW.since < team.valid_from"
    " OR NEW.since >= coalesce(team.valid_to, '9999-12-31')))",
)
refuse_when(
    "earlier_cards_stay",
    "team_card",
    ["INSERT"],
    "EXISTS (SELECT 1 FROM team_card AS other WHERE other.team_id = NEW.team_id"
    " AND other.since > NEW.since)",
)
