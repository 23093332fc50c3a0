"""Meetings and all that hangs on one: agenda, invitations and answers, attendance."""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.asks.periods import bucket_of
from portal.db import Model, refuse
from portal.meetings.calendar_law import ZONE
from portal.moi.models import KitVersion
from portal.network.models import Organisation, Person
from portal.policy.decide import Extent
from portal.policy.table import Role


class MeetingKind(StrEnum):
    """What kind of meeting it is; each kind is numbered by itself."""

    REFLECTION = "reflection"
    WORKSHOP = "workshop"
    NETWORK_EVENT = "network_event"


class MeetingState(StrEnum):
    """Where a meeting is in its life."""

    DRAFT = "draft"
    INVITED = "invited"
    HELD = "held"
    MINUTES_APPROVED = "minutes_approved"
    LOCKED = "locked"
    CANCELLED = "cancelled"


class BlockKind(StrEnum):
    """The blocks of an agenda: the four of a reflection moment first, then of the other kinds."""

    INTERVISION = "intervision"
    INSPIRATION = "inspiration"
    DEVELOPMENT = "development"
    PROCESS_EVALUATION = "process_evaluation"
    WELCOME = "welcome"
    THEME = "theme"
    TOGETHER = "together"
    TAKE_ALONG = "take_along"
    PROGRAMME = "programme"
    MEETING_EACH_OTHER = "meeting_each_other"
    CLOSING = "closing"


class Answer(StrEnum):
    """What an invited person says."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Way(StrEnum):
    """How somebody comes to a meeting that is both in a room and online."""

    ON_SITE = "on_site"
    ONLINE = "online"


class Presence(StrEnum):
    """How an expected person was there; without a row nobody said anything yet."""

    ON_SITE = "on_site"
    ONLINE = "online"
    EXCUSED = "excused"
    ABSENT = "absent"


# The one table of steps. The database holds it too, see the last lines of this module.
TRANSITIONS: Final[Mapping[MeetingState, frozenset[MeetingState]]] = {
    MeetingState.DRAFT: frozenset({MeetingState.INVITED, MeetingState.CANCELLED}),
    MeetingState.INVITED: frozenset({MeetingState.HELD, MeetingState.CANCELLED}),
    MeetingState.HELD: frozenset({MeetingState.MINUTES_APPROVED}),
    MeetingState.MINUTES_APPROVED: frozenset({MeetingState.LOCKED}),
    MeetingState.LOCKED: frozenset(),
    MeetingState.CANCELLED: frozenset(),
}
PLANNED: Final = frozenset({MeetingState.DRAFT, MeetingState.INVITED})
TOOK_PLACE: Final = frozenset(
    {MeetingState.HELD, MeetingState.MINUTES_APPROVED, MeetingState.LOCKED}
)


def _listed(states: frozenset[MeetingState]) -> str:
    return ", ".join(f"'{state.value}'" for state in sorted(states))


class Meeting(Model):
    """One meeting: a local date and local times; the instant is derived, never stored.

    ``capacity`` counts seats on site; without one there is room for all. ``respond_by`` is the last
    day on which an answer helps to prepare; later answers are kept all the same.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("kind", "number", name="one_meeting_per_number"),
        UniqueConstraint("uid", name="one_meeting_per_uid"),
        CheckConstraint("ends_at > starts_at", name="meeting_ends_after_it_starts"),
        CheckConstraint("number > 0 AND sequence >= 0 AND guests >= 0", name="meeting_counts_up"),
        CheckConstraint(
            "state <> 'cancelled' OR cancel_reason <> '' OR replaced_by_id IS NOT NULL",
            name="cancelled_meeting_says_why",
        ),
        CheckConstraint("join_url = '' OR join_url LIKE 'https://%'", name="online_link_is_https"),
        CheckConstraint("join_url <> '' OR place <> ''", name="meeting_is_somewhere"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_is_for_somebody"),
        CheckConstraint("lang IN ('nl', 'en')", name="meeting_in_our_languages"),
        CheckConstraint(
            "respond_by IS NULL OR respond_by <= local_date", name="answers_come_before_the_day"
        ),
        Index(
            "one_moment_per_bucket_without_reason",
            "bucket",
            unique=True,
            sqlite_where=text(
                f"kind = 'reflection' AND exception_reason = '' AND state IN "
                f"({_listed(TOOK_PLACE | {MeetingState.INVITED})})"
            ),
            postgresql_where=text(
                f"kind = 'reflection' AND exception_reason = '' AND state IN "
                f"({_listed(TOOK_PLACE | {MeetingState.INVITED})})"
            ),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MeetingKind] = mapped_column(default=MeetingKind.REFLECTION)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(default="nl")
    local_date: Mapped[date] = mapped_column(index=True)
    bucket: Mapped[int]
    starts_at: Mapped[time]
    ends_at: Mapped[time]
    zone: Mapped[str] = mapped_column(default=ZONE)
    join_url: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    route: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int | None]
    takes_teams: Mapped[bool] = mapped_column(default=False)
    respond_by: Mapped[date | None]
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.DRAFT)
    exception_reason: Mapped[str] = mapped_column(default="")
    cancel_reason: Mapped[str] = mapped_column(default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    uid: Mapped[str]
    sequence: Mapped[int] = mapped_column(default=0)
    guests: Mapped[int] = mapped_column(default=0)

    blocks: Mapped[list["MeetingBlock"]] = relationship(
        back_populates="meeting", order_by="MeetingBlock.position"
    )
    replaced_by: Mapped["Meeting | None"] = relationship(remote_side="Meeting.id")

    @property
    def lasts(self) -> int:
        """Return how many minutes it lasts as planned, by the clock on the wall."""
        hours = self.ends_at.hour - self.starts_at.hour
        return hours * 60 + self.ends_at.minute - self.starts_at.minute

    @validates("local_date")
    def _keep_bucket(self, _key: str, day: date) -> date:
        """Keep the stored bucket equal to the one of the date: an index needs a column."""
        self.bucket = bucket_of(day)
        return day

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:  # noqa: ARG003 -- the policy's signature
        """Return no row: a meeting is the whole network's, a smaller reach holds none of it."""
        return false()


class MeetingBlock(Model):
    """One block on the agenda of a meeting; its points stand in ``agenda_point``.

    ``minutes`` is how long it takes, ``presenter`` who leads it, in words: a name or a team.
    ``reason`` is why its lesson kit was proposed: a catalogue key and what it names.
    """

    __tablename__ = "meeting_block"
    __table_args__ = (
        UniqueConstraint("meeting_id", "kind", name="each_block_once"),
        CheckConstraint(
            "kind <> 'inspiration' OR kit_version_id IS NOT NULL OR words <> ''",
            name="inspiration_names_a_kit_or_says_why",
        ),
        CheckConstraint(
            "kit_version_id IS NULL OR kind = 'inspiration'", name="only_inspiration_has_a_kit"
        ),
        CheckConstraint(
            "NOT not_this_time OR kind = 'process_evaluation'",
            name="only_process_evaluation_may_wait",
        ),
        CheckConstraint("minutes BETWEEN 1 AND 600", name="block_takes_minutes"),
        CheckConstraint("revision > 0", name="block_revision_counts_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    kind: Mapped[BlockKind]
    position: Mapped[int]
    words: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(default="nl")
    kit_version_id: Mapped[int | None] = mapped_column(ForeignKey("kit_version.id"))
    not_this_time: Mapped[bool] = mapped_column(default=False)
    minutes: Mapped[int | None]
    presenter: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    named: Mapped[Mapping[str, Any]] = mapped_column(JSON, default=dict)
    revision: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship(back_populates="blocks")
    kit_version: Mapped[KitVersion | None] = relationship()


class Invitation(Model):
    """Somebody who is expected, in the role and organisation of that day, and their answer.

    ``replied_at`` is the stamp of the last reply from a calendar: an older one changes nothing.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id", name="one_invitation_per_person"),
        CheckConstraint("(answer IS NULL) = (answered_on IS NULL)", name="an_answer_has_its_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    invited_on: Mapped[date]
    answer: Mapped[Answer | None]
    answered_on: Mapped[date | None]
    way: Mapped[Way | None]
    replied_at: Mapped[datetime | None]
    nudged_for: Mapped[date | None]
    reminded_for: Mapped[date | None]

    meeting: Mapped[Meeting] = relationship()
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Attendance(Model):
    """How one expected person was there; no row means: nobody filled it in yet.

    ``by_deputy`` says that a colleague was there instead.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint(
            "presence IN ('on_site', 'online') OR NOT (by_deputy OR came_late OR left_early)",
            name="only_who_was_there_came_late_or_left",
        ),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    presence: Mapped[Presence]
    by_deputy: Mapped[bool] = mapped_column(default=False)
    came_late: Mapped[bool] = mapped_column(default=False)
    left_early: Mapped[bool] = mapped_column(default=False)


_STEPS = ", ".join(
    f"'{before.value}>{after.value}'"
    for before, afters in TRANSITIONS.items()
    for after in sorted(afters)
)
_UNKNOWN_STEP = (
    "OLD.state <> NEW.state "
    f"AND (CAST(OLD.state AS TEXT) || '>' || CAST(NEW.state AS TEXT)) NOT IN ({_STEPS})"
)
refuse(
    "meeting_takes_only_known_steps",
    "meeting",
    "UPDATE",
    sqlite=_UNKNOWN_STEP,
    postgresql=_UNKNOWN_STEP,
)
_MOVED_AFTERWARDS = f"OLD.local_date <> NEW.local_date AND OLD.state NOT IN ({_listed(PLANNED)})"
refuse(
    "a_past_meeting_keeps_its_date",
    "meeting",
    "UPDATE",
    sqlite=_MOVED_AFTERWARDS,
    postgresql=_MOVED_AFTERWARDS,
)
