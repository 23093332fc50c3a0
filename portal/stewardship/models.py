"""What is kept of the life of a kit beside its dated acts.

Who tries a version out and what they say of it, what was ticked off before approval, how the
network heard of it, when somebody looks at it once more, and what came in its place.
"""

from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Enum,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column, relationship

from portal.db import LONGEST_KEY, Model, refuse, refuse_when
from portal.moi.models import Kit, KitVersion
from portal.network.models import Person, Team
from portal.policy.decide import Extent

LONGEST_WORDS: Final = 1000
_OPEN: Final = text("state IN ('offered', 'running')")


class Origin(StrEnum):
    """Who had the idea that this team tries the kit out."""

    ASKED = "asked"
    OFFERED = "offered"


class PilotState(StrEnum):
    """How far a pilot is; whether feedback is in stands with the feedback."""

    OFFERED = "offered"
    RUNNING = "running"
    TURNED_DOWN = "turned_down"
    STOPPED = "stopped"


class Length(StrEnum):
    """Which of the four lengths of the teaching note a team used."""

    FIVE = "five"
    FIFTEEN = "fifteen"
    SIXTY = "sixty"
    WEEKS = "weeks"


class Clear(StrEnum):
    """How clear a part of the kit was."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


def _clear(part: str) -> MappedColumn[Clear | None]:
    """Return a column for how clear a part was; each has a rule of its own name."""
    kind = Enum(
        Clear,
        name=f"clear_{part}",
        native_enum=False,
        create_constraint=True,
        length=LONGEST_KEY,
        values_callable=lambda clear: [member.value for member in clear],
    )
    return mapped_column(kind, nullable=True)


class Again(StrEnum):
    """Whether a team would do it once more."""

    YES = "yes"
    CHANGED = "changed"
    NO = "no"


class Item(StrEnum):
    """What the coordinator judges before a kit is approved; what can be computed has no row."""

    MINUTES = "minutes"
    PICTURES = "pictures"
    LICENCE = "licence"
    CLINICAL = "clinical"
    READ_ALOUD = "read_aloud"


class ReviewOutcome(StrEnum):
    """What came of looking at a kit once more."""

    STILL_RIGHT = "still_right"
    CHANGE = "change"
    WITHDRAWN = "withdrawn"


class KitPilot(Model):
    """A team that tries out a version, or offers to; it is asked once for each version."""

    __tablename__ = "kit_pilot"
    __table_args__ = (
        CheckConstraint(
            "(state = 'offered' AND settled_on IS NULL)"
            " OR (state <> 'offered' AND settled_on IS NOT NULL)",
            name="settled_pilot_has_day",
        ),
        CheckConstraint(
            "state <> 'offered' OR origin = 'offered'", name="who_is_asked_has_no_offer"
        ),
        CheckConstraint("state <> 'turned_down' OR reason <> ''", name="turning_down_has_reason"),
        CheckConstraint(
            "settled_on IS NULL OR settled_on >= opened_on", name="pilot_settled_after"
        ),
        CheckConstraint(
            f"length(words) <= {LONGEST_WORDS} AND length(reason) <= {LONGEST_WORDS}",
            name="pilot_words_are_short",
        ),
        CheckConstraint("lang IN ('nl', 'en')", name="pilot_in_our_languages"),
        Index(
            "one_open_pilot_per_team",
            "version_id",
            "team_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("kit_version.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    origin: Mapped[Origin]
    state: Mapped[PilotState]
    opened_on: Mapped[date]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    settled_on: Mapped[date | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str] = mapped_column(default="")  # with the question or the offer
    reason: Mapped[str] = mapped_column(default="")  # why not, or not any more
    lang: Mapped[str] = mapped_column(default="nl")
    reminded_on: Mapped[date | None]

    version: Mapped[KitVersion] = relationship()
    team: Mapped[Team] = relationship()
    feedback: Mapped["PilotFeedback | None"] = relationship(back_populates="pilot")

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Own team, or every team of the own organisation."""
        from_team = Team.reach_clause(where)
        return cls.team.has(from_team)

    @property
    def is_in(self) -> bool:
        """Tell whether the feedback of the team was sent."""
        return self.feedback is not None and self.feedback.sent_on is not None

    @property
    def is_waited_for(self) -> bool:
        """Tell whether the team tries it out now and has not sent what it found."""
        return self.state is PilotState.RUNNING and not self.is_in


class PilotFeedback(Model):
    """What a team found: a draft until it is sent, and answered before the kit is approved."""

    __tablename__ = "pilot_feedback"
    __table_args__ = (
        UniqueConstraint("pilot_id", name="one_feedback_per_pilot"),
        CheckConstraint("revision > 0", name="feedback_revision_counts_up"),
        CheckConstraint(
            "sent_on IS NULL OR (length_used IS NOT NULL AND minutes IS NOT NULL"
            " AND people IS NOT NULL AND introduction IS NOT NULL AND assignments IS NOT NULL"
            " AND visuals IS NOT NULL AND teaching_note IS NOT NULL AND again IS NOT NULL)",
            name="sent_feedback_is_whole",
        ),
        CheckConstraint(
            "minutes IS NULL OR minutes BETWEEN 1 AND 2000", name="minutes_that_can_be"
        ),
        CheckConstraint("people IS NULL OR people BETWEEN 1 AND 500", name="people_that_can_be"),
        CheckConstraint(
            "(answer <> '') = (answered_on IS NOT NULL) AND (answer = '' OR sent_on IS NOT NULL)",
            name="only_sent_feedback_is_answered",
        ),
        CheckConstraint(
            f"length(change) <= {LONGEST_WORDS} AND length(answer) <= {LONGEST_WORDS}",
            name="feedback_words_are_short",
        ),
        CheckConstraint(
            "lang IN ('nl', 'en') AND answer_lang IN ('nl', 'en')",
            name="feedback_in_our_languages",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pilot_id: Mapped[int] = mapped_column(ForeignKey("kit_pilot.id"))
    revision: Mapped[int] = mapped_column(default=1)
    length_used: Mapped[Length | None]
    minutes: Mapped[int | None]
    people: Mapped[int | None]
    introduction: Mapped[Clear | None] = _clear("introduction")
    assignments: Mapped[Clear | None] = _clear("assignments")
    visuals: Mapped[Clear | None] = _clear("visuals")
    teaching_note: Mapped[Clear | None] = _clear("teaching_note")
    again: Mapped[Again | None]
    change: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(default="nl")
    saved_on: Mapped[date]
    sent_on: Mapped[date | None]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    answer: Mapped[str] = mapped_column(default="")
    answer_lang: Mapped[str] = mapped_column(default="nl")
    answered_on: Mapped[date | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    pilot: Mapped[KitPilot] = relationship(back_populates="feedback")
    remarks: Mapped[list["PilotRemark"]] = relationship(
        cascade="all, delete-orphan", order_by="PilotRemark.position"
    )


class PilotRemark(Model):
    """A remark of a team about one assignment."""

    __tablename__ = "pilot_remark"
    __table_args__ = (
        CheckConstraint(
            f"words <> '' AND length(words) <= {LONGEST_WORDS}", name="remark_has_few_words"
        ),
        CheckConstraint("position > 0", name="remark_is_about_an_assignment"),
    )

    feedback_id: Mapped[int] = mapped_column(ForeignKey("pilot_feedback.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]


class KitCheck(Model):
    """That somebody judged one thing about a version to be right, on a day."""

    __tablename__ = "kit_check"
    __table_args__ = (
        CheckConstraint(f"length(who) <= {LONGEST_WORDS}", name="who_read_it_is_short"),
        CheckConstraint("who = '' OR item = 'clinical'", name="only_the_field_is_named"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("kit_version.id"), primary_key=True)
    item: Mapped[Item] = mapped_column(primary_key=True)
    ticked_on: Mapped[date]
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    who: Mapped[str] = mapped_column(default="")  # of the field, by name or by what they do


class KitAnnouncement(Model):
    """How the network heard of a version: by mail to so many, or not, with the reason."""

    __tablename__ = "kit_announcement"
    __table_args__ = (
        UniqueConstraint("version_id", name="one_announcement_per_version"),
        CheckConstraint("(people = 0) = (reason <> '')", name="told_or_left_out_with_reason"),
        CheckConstraint("people >= 0 AND teams >= 0", name="announcement_counts_people"),
        CheckConstraint(
            f"length(words_nl) <= {LONGEST_WORDS} AND length(words_en) <= {LONGEST_WORDS}"
            f" AND length(reason) <= {LONGEST_WORDS}",
            name="announcement_is_short",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("kit_version.id"))
    decided_on: Mapped[date]
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    words_nl: Mapped[str] = mapped_column(default="")
    words_en: Mapped[str] = mapped_column(default="")
    people: Mapped[int] = mapped_column(default=0)
    teams: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")

    by: Mapped[Person | None] = relationship()


class KitReview(Model):
    """The day on which somebody looks whether a kit is still right, and what came of it."""

    __tablename__ = "kit_review"
    __table_args__ = (
        CheckConstraint("due_on > set_on", name="review_lies_ahead"),
        CheckConstraint("(done_on IS NULL) = (outcome IS NULL)", name="done_review_has_outcome"),
        CheckConstraint("outcome <> 'change' OR note <> ''", name="change_has_reason"),
        CheckConstraint(f"length(note) <= {LONGEST_WORDS}", name="review_note_is_short"),
        Index(
            "one_open_review",
            "kit_id",
            unique=True,
            sqlite_where=text("done_on IS NULL"),
            postgresql_where=text("done_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kit.id"))
    set_on: Mapped[date]
    due_on: Mapped[date] = mapped_column(index=True)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    done_on: Mapped[date | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    outcome: Mapped[ReviewOutcome | None]
    note: Mapped[str] = mapped_column(default="")

    kit: Mapped[Kit] = relationship()


class KitSuccessor(Model):
    """The kit that a withdrawn one points to, with the act by which it was withdrawn."""

    __tablename__ = "kit_successor"
    __table_args__ = (CheckConstraint("successor_id <> kit_id", name="no_kit_follows_itself"),)

    act_id: Mapped[int] = mapped_column(ForeignKey("kit_act.id"), primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kit.id"), index=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("kit.id"), index=True)

    successor: Mapped[Kit] = relationship(foreign_keys=[successor_id])


_MOVED: Final = "NEW.version_id <> OLD.version_id OR NEW.team_id <> OLD.team_id"
refuse("pilot_stays_of_its_team", "kit_pilot", "UPDATE", sqlite=_MOVED, postgresql=_MOVED)
refuse_when(
    "feedback_of_a_running_pilot",
    "pilot_feedback",
    ["INSERT", "UPDATE"],
    "NEW.sent_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM kit_pilot"
    " WHERE kit_pilot.id = NEW.pilot_id AND kit_pilot.state = 'running')",
)
refuse_when(
    "no_team_tests_its_own_kit",
    "kit_pilot",
    ["INSERT"],
    "EXISTS (SELECT 1 FROM kit_draft_team AS author JOIN kit_draft AS draft"
    " ON draft.id = author.draft_id JOIN kit_version AS version ON version.kit_id = draft.kit_id"
    " WHERE version.id = NEW.version_id AND author.team_id = NEW.team_id"
    " AND draft.step IN ('draft', 'pilot'))",
)
_UNTOLD: Final = "OLD.people > 0"
refuse("told_is_told", "kit_announcement", "DELETE", sqlite=_UNTOLD, postgresql=_UNTOLD)
