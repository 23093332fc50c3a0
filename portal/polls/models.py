"""Polls that find a day: what is proposed, who is asked, and what each of them marked.

Nothing here holds a time finer than a day.
"""

from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse, refuse_when
from portal.meetings.models import Meeting, MeetingKind
from portal.network.models import Organisation, Person
from portal.policy.decide import Extent
from portal.policy.table import Role

FEWEST_DAYS: Final = 2
MOST_DAYS: Final = 8
LONGEST_TITLE: Final = 120
LONGEST_WORDS: Final = 2000
LONGEST_COMMENT: Final = 300


class PollState(StrEnum):
    """Where a poll is in its life."""

    DRAFT = "draft"
    OPEN = "open"
    PICKED = "picked"
    CLOSED = "closed"


class Mark(StrEnum):
    """What somebody says of one day."""

    YES = "yes"
    IF_NEED_BE = "if_need_be"
    NO = "no"


# The one table of steps. The database holds it too, see the last lines of this module.
STEPS: Final[Mapping[PollState, frozenset[PollState]]] = {
    PollState.DRAFT: frozenset({PollState.OPEN, PollState.CLOSED}),
    PollState.OPEN: frozenset({PollState.PICKED, PollState.CLOSED}),
    PollState.PICKED: frozenset(),
    PollState.CLOSED: frozenset(),
}


class Poll(Model):
    """A poll for a workshop or an event; ``revision`` counts its changes as a draft.

    ``closes_on`` is the last day on which people mark. A picked poll has the meeting that was
    planned from it.
    """

    __tablename__ = "poll"
    __table_args__ = (
        UniqueConstraint("meeting_id", name="one_poll_per_meeting"),
        UniqueConstraint("form_key", name="one_poll_per_form"),
        CheckConstraint(
            f"title <> '' AND length(title) <= {LONGEST_TITLE}", name="poll_has_short_title"
        ),
        CheckConstraint("lang IN ('nl', 'en')", name="poll_in_our_languages"),
        CheckConstraint("kind <> 'reflection'", name="poll_is_not_for_the_series"),
        CheckConstraint("join_url = '' OR join_url LIKE 'https://%'", name="poll_link_is_https"),
        CheckConstraint("join_url <> '' OR place <> ''", name="poll_is_somewhere"),
        CheckConstraint("revision > 0", name="poll_counts_its_changes"),
        CheckConstraint(
            "(state = 'picked') = (meeting_id IS NOT NULL)", name="picked_poll_has_its_meeting"
        ),
        CheckConstraint("state <> 'closed' OR close_reason <> ''", name="closed_poll_says_why"),
        CheckConstraint(
            "state IN ('draft', 'closed') OR opened_on IS NOT NULL", name="open_poll_has_its_day"
        ),
        CheckConstraint(
            "opened_on IS NULL OR closes_on >= opened_on", name="poll_leaves_time_to_mark"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    about: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(default="nl")
    kind: Mapped[MeetingKind]
    join_url: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    closes_on: Mapped[date]
    state: Mapped[PollState] = mapped_column(default=PollState.DRAFT, index=True)
    opened_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    close_reason: Mapped[str] = mapped_column(default="")
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    revision: Mapped[int] = mapped_column(default=1)
    form_key: Mapped[str]

    options: Mapped[list["PollOption"]] = relationship(
        back_populates="poll",
        order_by="(PollOption.day, PollOption.starts_at)",
        cascade="all, delete-orphan",
    )
    meeting: Mapped[Meeting | None] = relationship()

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Return the polls in which one is asked."""
        return cls.id.in_(select(Asked.poll_id).where(Asked.person_id == where.person_id))


class PollOption(Model):
    """One day with its hours, as the clock on the wall shows them; at most one is picked."""

    __tablename__ = "poll_option"
    __table_args__ = (
        UniqueConstraint("poll_id", "day", "starts_at", name="each_day_and_hour_once"),
        CheckConstraint("ends_at > starts_at", name="option_ends_after_it_starts"),
        Index(
            "one_pick_per_poll",
            "poll_id",
            unique=True,
            sqlite_where=text("picked"),
            postgresql_where=text("picked"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    day: Mapped[date]
    starts_at: Mapped[time]
    ends_at: Mapped[time]
    picked: Mapped[bool] = mapped_column(default=False)

    poll: Mapped[Poll] = relationship(back_populates="options")


class Asked(Model):
    """Somebody who is asked, in the role and organisation of that day, and their line of words."""

    __tablename__ = "poll_asked"
    __table_args__ = (
        UniqueConstraint("poll_id", "person_id", name="asked_once_in_a_poll"),
        CheckConstraint(f"length(comment) <= {LONGEST_COMMENT}", name="poll_comment_is_short"),
        CheckConstraint("comment = '' OR marked_on IS NOT NULL", name="comment_comes_with_marks"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    asked_on: Mapped[date]
    marked_on: Mapped[date | None]
    comment: Mapped[str] = mapped_column(default="")

    poll: Mapped[Poll] = relationship()
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()
    marks: Mapped[list["PollMark"]] = relationship(
        back_populates="asked", cascade="all, delete-orphan"
    )


class PollMark(Model):
    """What one asked person says of one day."""

    __tablename__ = "poll_mark"

    asked_id: Mapped[int] = mapped_column(ForeignKey("poll_asked.id"), primary_key=True)
    option_id: Mapped[int] = mapped_column(
        ForeignKey("poll_option.id"), primary_key=True, index=True
    )
    mark: Mapped[Mark]

    asked: Mapped[Asked] = relationship(back_populates="marks")


_KNOWN: Final = ", ".join(
    f"'{before.value}>{after.value}'"
    for before, afters in STEPS.items()
    for after in sorted(afters)
)
_UNKNOWN_STEP: Final = (
    "OLD.state <> NEW.state "
    f"AND (CAST(OLD.state AS TEXT) || '>' || CAST(NEW.state AS TEXT)) NOT IN ({_KNOWN})"
)
_MOVED: Final = (
    "OLD.poll_id <> NEW.poll_id OR OLD.day <> NEW.day"
    " OR OLD.starts_at <> NEW.starts_at OR OLD.ends_at <> NEW.ends_at"
)
refuse(
    "poll_takes_only_known_steps",
    "poll",
    "UPDATE",
    sqlite=_UNKNOWN_STEP,
    postgresql=_UNKNOWN_STEP,
)
refuse("proposed_day_stays", "poll_option", "UPDATE", sqlite=_MOVED, postgresql=_MOVED)
refuse_when(
    "open_poll_has_two_to_eight_days",
    "poll",
    ["INSERT", "UPDATE"],
    "NEW.state = 'open' AND (SELECT count(*) FROM poll_option WHERE poll_option.poll_id = NEW.id)"
    " NOT BETWEEN 2 AND 8",
)
refuse_when(
    "days_are_added_to_a_draft",
    "poll_option",
    ["INSERT"],
    "NOT EXISTS (SELECT 1 FROM poll WHERE poll.id = NEW.poll_id AND poll.state = 'draft')",
)
refuse_when(
    "day_is_picked_of_an_open_poll",
    "poll_option",
    ["UPDATE"],
    "NEW.picked AND EXISTS"
    " (SELECT 1 FROM poll WHERE poll.id = NEW.poll_id AND poll.state IN ('draft', 'closed'))",
)
refuse_when(
    "marks_are_of_an_open_poll",
    "poll_mark",
    ["INSERT", "UPDATE"],
    "NOT EXISTS (SELECT 1 FROM poll_asked JOIN poll ON poll.id = poll_asked.poll_id"
    " JOIN poll_option ON poll_option.poll_id = poll.id"
    " WHERE poll_asked.id = NEW.asked_id AND poll_option.id = NEW.option_id"
    " AND poll.state = 'open')",
)
