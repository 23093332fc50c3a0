"""What needs doing for an organisation, who follows whom, and what was said and agreed.

All tasks of the domain stand in one table, ``task``; whatever room opens one stands above. What
the system asks is a step, put in words when shown; what people write carries its language.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model
from portal.network.models import Organisation, Person
from portal.policy.decide import Extent


class TaskKind(StrEnum):
    """Why there is a task."""

    VACANCY = "vacancy"
    CONTACT_CHECK = "contact_check"
    ONBOARDING = "onboarding"
    HAND_OVER = "hand_over"
    ACTION = "action"
    KIT_REVIEW = "kit_review"


class Side(StrEnum):
    """Who is to do a task: the project team, or the people of the organisation."""

    PROJECT_TEAM = "project_team"
    ORGANISATION = "organisation"


class Outcome(StrEnum):
    """How a task came to its end."""

    DONE = "done"
    NOT_NEEDED = "not_needed"
    CORRECTED = "corrected"
    POST_ENDED = "post_ended"
    ADDRESS_RIGHT = "address_right"


class Level(StrEnum):
    """How long an organisation has been without ambassador."""

    PLAIN = "plain"
    ALERT = "alert"
    RED = "red"


class Channel(StrEnum):
    """How the project team and an organisation spoke."""

    VISIT = "visit"
    CALL = "call"
    MAIL = "mail"
    ONLINE = "online"


def _in_reach(
    organisation_id: Mapped[int] | Mapped[int | None], where: Extent
) -> ColumnElement[bool]:
    return organisation_id.in_(sorted(where.organisations))


class Task(Model):
    """Something to do, from ``opened_on`` until ``done_on``, for one side, and maybe one person.

    ``dedupe_key`` says what it is about: the same thing is never asked twice. ``told`` is the last
    level of a vacancy that the coordinator was written about.
    """

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("dedupe_key", name="one_task_per_key"),
        CheckConstraint("dedupe_key <> ''", name="task_has_key"),
        CheckConstraint(
            "(kind IN ('action', 'kit_review')) = (words <> '')"
            " AND (kind = 'action') = (step = '')",
            name="task_says_what",
        ),
        CheckConstraint("lang IN ('nl', 'en')", name="task_in_our_languages"),
        CheckConstraint("(done_on IS NULL) = (outcome IS NULL)", name="done_task_has_outcome"),
        CheckConstraint("done_by_id IS NULL OR done_on IS NOT NULL", name="who_did_it_did_it"),
        CheckConstraint("done_on IS NULL OR done_on >= opened_on", name="task_done_after_opened"),
        CheckConstraint("due_on IS NULL OR due_on >= opened_on", name="task_due_after_opened"),
        CheckConstraint(
            "(kind = 'contact_check' AND person_id IS NOT NULL)"
            " OR (kind = 'kit_review' AND organisation_id IS NULL AND person_id IS NULL)"
            " OR kind = 'action'"
            " OR (kind NOT IN ('contact_check', 'kit_review', 'action')"
            " AND organisation_id IS NOT NULL)",
            name="task_is_about_something",
        ),
        CheckConstraint(
            "organisation_id IS NOT NULL OR side = 'project_team'", name="no_place_no_local_task"
        ),
        CheckConstraint("kind = 'vacancy' OR told = 'plain'", name="only_a_vacancy_is_told"),
        Index(
            "one_open_vacancy",
            "organisation_id",
            unique=True,
            sqlite_where=text("kind = 'vacancy' AND done_on IS NULL"),
            postgresql_where=text("kind = 'vacancy' AND done_on IS NULL"),
        ),
        Index("ix_task_done_on_due_on", "done_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TaskKind]
    side: Mapped[Side]
    dedupe_key: Mapped[str]
    step: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(default="nl")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    opened_on: Mapped[date]
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[Outcome | None]
    told: Mapped[Level] = mapped_column(default=Level.PLAIN)

    organisation: Mapped[Organisation | None] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    done_by: Mapped[Person | None] = relationship(foreign_keys=done_by_id)

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Return the tasks of the own organisation; one without organisation is the network's."""
        return _in_reach(cls.organisation_id, where)


class HandOver(Model):
    """One ambassador follows another from a day on; planned until it was carried out.

    The posts are the roster's. Here stands what else belongs to it, and that it was done once.
    Without ``before`` the successor fills a place that was empty.
    """

    __tablename__ = "hand_over"
    __table_args__ = (
        UniqueConstraint("organisation_id", "starts_on", name="one_hand_over_per_day"),
        CheckConstraint("reason <> ''", name="hand_over_has_reason"),
        CheckConstraint("lang IN ('nl', 'en')", name="hand_over_in_our_languages"),
        CheckConstraint(
            "before_id IS NULL OR before_id <> successor_id", name="hand_over_to_somebody_else"
        ),
        CheckConstraint(
            "carried_out_on IS NULL OR carried_out_on >= starts_on",
            name="hand_over_not_before_its_day",
        ),
        Index(
            "one_planned_hand_over",
            "organisation_id",
            unique=True,
            sqlite_where=text("carried_out_on IS NULL"),
            postgresql_where=text("carried_out_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    before_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    reason: Mapped[str]
    lang: Mapped[str] = mapped_column(default="nl")
    invites_at_once: Mapped[bool]
    recorded_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    carried_out_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship()
    before: Mapped[Person | None] = relationship(foreign_keys=before_id)
    successor: Mapped[Person] = relationship(foreign_keys=successor_id)

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Return the hand-overs of the own organisation."""
        return _in_reach(cls.organisation_id, where)


class Moment(Model):
    """A moment of support: the project team and an organisation spoke, about the work.

    ``revision`` counts the corrections. What was agreed may have become an action, ``task``.
    """

    __tablename__ = "support_moment"
    __table_args__ = (
        CheckConstraint("about <> ''", name="moment_says_what_about"),
        CheckConstraint("lang IN ('nl', 'en')", name="moment_in_our_languages"),
        CheckConstraint("revision > 0", name="moment_counts_its_corrections"),
        CheckConstraint(
            "next_on IS NULL OR (next_on >= held_on AND next_step <> '')",
            name="next_step_comes_after",
        ),
        CheckConstraint("task_id IS NULL OR next_step <> ''", name="action_comes_from_next_step"),
        CheckConstraint("logged_on >= held_on", name="moment_has_happened"),
        UniqueConstraint("task_id", name="one_moment_per_action"),
        UniqueConstraint("form_key", name="one_moment_per_form"),
        Index("ix_support_moment_organisation_id_held_on", "organisation_id", "held_on"),
        Index("ix_support_moment_held_on", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    held_on: Mapped[date]
    how: Mapped[Channel]
    with_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    about: Mapped[str]
    next_step: Mapped[str] = mapped_column(default="")
    next_on: Mapped[date | None]
    lang: Mapped[str] = mapped_column(default="nl")
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    form_key: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    logged_on: Mapped[date]
    logged_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    organisation: Mapped[Organisation] = relationship()
    talked_with: Mapped[Person | None] = relationship(foreign_keys=with_id)
    logged_by: Mapped[Person] = relationship(foreign_keys=logged_by_id)
    task: Mapped[Task | None] = relationship()

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Return the moments with the own organisation: who is spoken of reads it too."""
        return _in_reach(cls.organisation_id, where)
