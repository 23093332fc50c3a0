"""Findings and the steps of their loop: decided, changed, announced, rated again.

Nothing here says what a finding is today: its last step does, so that the past stays readable on
any day. Nobody who said something is named: a finding is told in the words of the project team.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.db import Model, refuse, refuse_when
from portal.meetings.models import TOOK_PLACE, Meeting
from portal.network.models import Person, Plan, folded
from portal.policy.decide import Extent
from portal.questionnaires.campaigns.models import Campaign

LONGEST_FINDING: Final = 300
LONGEST_WORDS: Final = 2000
MEETINGS_TO_WAIT: Final = 2  # as many held moments before a change is rated again


class Source(StrEnum):
    """What a finding was read from."""

    FLAG = "flag"
    ITEM = "item"
    CODE = "code"
    CULTURE = "culture"
    MEETING = "meeting"
    FREE = "free"


class StepKind(StrEnum):
    """A dated step of a finding; the last one says where its loop stands."""

    ADOPTED = "adopted"
    ADAPTED = "adapted"
    DECLINED = "declined"
    CHANGED = "changed"
    ANNOUNCED = "announced"
    EXPLAINED = "explained"  # announced of what was declined
    RERATED = "rerated"
    REOPENED = "reopened"


class State(StrEnum):
    """Where the loop of a finding stands, by what comes next."""

    OPEN = "open"
    TO_CHANGE = "to_change"
    TO_ANNOUNCE = "to_announce"
    TO_RERATE = "to_rerate"
    CLOSED = "closed"


class Helped(StrEnum):
    """What the coordinator reads in the figures, or in what was heard, after a change."""

    YES = "yes"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    UNCLEAR = "unclear"


BEGINNING: Final = "told"
DECISIONS: Final = frozenset({StepKind.ADOPTED, StepKind.ADAPTED, StepKind.DECLINED})
TELLS: Final = frozenset({StepKind.ANNOUNCED, StepKind.EXPLAINED})
FOLLOWS: Final[Mapping[str, frozenset[StepKind]]] = {
    BEGINNING: DECISIONS,
    StepKind.ADOPTED: frozenset({StepKind.CHANGED, StepKind.REOPENED}),
    StepKind.ADAPTED: frozenset({StepKind.CHANGED, StepKind.REOPENED}),
    StepKind.DECLINED: frozenset({StepKind.EXPLAINED, StepKind.REOPENED}),
    StepKind.CHANGED: frozenset({StepKind.CHANGED, StepKind.ANNOUNCED, StepKind.REOPENED}),
    StepKind.ANNOUNCED: frozenset({StepKind.RERATED, StepKind.REOPENED}),
    StepKind.EXPLAINED: frozenset({StepKind.REOPENED}),
    StepKind.RERATED: frozenset({StepKind.REOPENED}),
    StepKind.REOPENED: DECISIONS,
}


class Finding(Model):
    """Something that people said or figures show, in one sentence of the project team.

    ``item_code`` is the question or construct it was read from in ``campaign``, ``cfir`` the code
    of the comments. ``public_on``: from that day anybody may read it with what was done.
    ``revision`` counts the changes, so that two coordinators never overwrite each other unseen.
    """

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint(f"length(words) BETWEEN 1 AND {LONGEST_FINDING}", name="finding_has_words"),
        CheckConstraint("lang IN ('nl', 'en')", name="finding_in_our_languages"),
        CheckConstraint("revision > 0", name="finding_revision_counts_up"),
        CheckConstraint(
            "source NOT IN ('flag', 'item', 'culture') OR (campaign_id IS NOT NULL"
            " AND item_code <> '')",
            name="figure_says_which",
        ),
        CheckConstraint("source <> 'code' OR cfir <> ''", name="code_says_which"),
        CheckConstraint("source <> 'meeting' OR meeting_id IS NOT NULL", name="heard_at_a_meeting"),
        CheckConstraint("public_on >= told_on", name="finding_is_told_before_it_is_public"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]
    folded: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(default="nl")
    source: Mapped[Source] = mapped_column(default=Source.FREE)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    item_code: Mapped[str] = mapped_column(default="")
    cfir: Mapped[str] = mapped_column(default="")
    told_on: Mapped[date] = mapped_column(index=True)
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    public_on: Mapped[date | None]
    revision: Mapped[int] = mapped_column(default=1)

    told_by: Mapped[Person | None] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    campaign: Mapped[Campaign | None] = relationship()
    steps: Mapped[list["AdjustmentStep"]] = relationship(
        back_populates="finding", order_by="AdjustmentStep.id"
    )

    @validates("words")
    def _search_what_it_says(self, _key: str, said: str) -> str:
        """Keep what a search compares equal to what the finding says."""
        self.folded = folded(said)
        return said

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Return no finding: a finding is of the whole network, and no place holds one."""
        del where
        return false()


class AdjustmentStep(Model):
    """A dated step: the decision with its reason, what changed, where it was told, did it help.

    ``meeting_id`` is the meeting that changed, at which it was announced (none: by mail), or after
    which it was rated again; ``item_code`` the question whose figures were compared then.
    """

    __tablename__ = "adjustment_step"
    __table_args__ = (
        CheckConstraint(
            f"length(words) BETWEEN 1 AND {LONGEST_WORDS}", name="adjustment_step_has_words"
        ),
        CheckConstraint("lang IN ('nl', 'en')", name="adjustment_step_in_our_languages"),
        CheckConstraint("(kind = 'rerated') = (helped IS NOT NULL)", name="rerated_says_if_it_did"),
        CheckConstraint(
            "kind = 'changed' OR (plan_id IS NULL AND kit_version = '')",
            name="only_a_change_names_what",
        ),
        CheckConstraint(
            "kind = 'rerated' OR item_code = ''", name="only_rating_again_names_a_question"
        ),
        CheckConstraint(
            "item_code = '' OR meeting_id IS NOT NULL", name="figure_of_which_evaluation"
        ),
        Index("ix_adjustment_step_finding_id_id", "finding_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    kind: Mapped[StepKind]
    happened_on: Mapped[date] = mapped_column(index=True)
    words: Mapped[str]
    lang: Mapped[str] = mapped_column(default="nl")
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), index=True)
    kit_version: Mapped[str] = mapped_column(default="")  # as people call it: title and number
    item_code: Mapped[str] = mapped_column(default="")
    helped: Mapped[Helped | None]

    finding: Mapped[Finding] = relationship(back_populates="steps")
    by: Mapped[Person | None] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    plan: Mapped[Plan | None] = relationship()


_KEPT: Final = (
    ("finding_id", "kind", "happened_on", "words"),
    ("meeting_id", "plan_id", "kit_version", "item_code", "helped"),
)
_HELD: Final = ", ".join(f"'{state.value}'" for state in sorted(TOOK_PLACE))
_BEFORE: Final = (
    "coalesce((SELECT last.kind FROM adjustment_step AS last WHERE last.finding_id = NEW.finding_id"
    " AND last.id < NEW.id ORDER BY last.id DESC LIMIT 1), 'told')"
)
_IN_ORDER: Final = " OR ".join(
    f"({_BEFORE} = '{before}' AND NEW.kind IN ({', '.join(repr(kind.value) for kind in kinds)}))"
    for before, kinds in ((str(key), sorted(found)) for key, found in FOLLOWS.items())
)
_ANNOUNCED_ON: Final = (
    "(SELECT max(told.happened_on) FROM adjustment_step AS told WHERE"
    " told.finding_id = NEW.finding_id AND told.kind = 'announced')"
)

refuse(
    "adjustment_steps_stay",
    "adjustment_step",
    "UPDATE",
    sqlite=" OR ".join(f"NEW.{name} IS NOT OLD.{name}" for part in _KEPT for name in part),
    postgresql=" OR ".join(
        f"NEW.{name} IS DISTINCT FROM OLD.{name}" for part in _KEPT for name in part
    ),
)
refuse_when(
    "adjustment_steps_in_time",
    "adjustment_step",
    ["INSERT"],
    "EXISTS (SELECT 1 FROM finding WHERE finding.id = NEW.finding_id"
    " AND finding.told_on > NEW.happened_on) OR EXISTS (SELECT 1 FROM adjustment_step AS other"
    " WHERE other.finding_id = NEW.finding_id AND other.id <> NEW.id"
    " AND other.happened_on > NEW.happened_on)",
)
refuse_when("adjustment_steps_in_order", "adjustment_step", ["INSERT"], f"NOT ({_IN_ORDER})")
refuse_when(
    "rated_again_two_meetings_later",
    "adjustment_step",
    ["INSERT"],
    "NEW.kind = 'rerated' AND (SELECT count(*) FROM meeting"  # noqa: S608 -- our own names
    f" WHERE meeting.kind = 'reflection' AND meeting.state IN ({_HELD})"
    f" AND meeting.local_date > {_ANNOUNCED_ON}"
    f" AND meeting.local_date <= NEW.happened_on) < {MEETINGS_TO_WAIT}",
)
refuse_when(
    "public_only_after_it_was_announced",
    "finding",
    ["INSERT", "UPDATE"],
    "NEW.public_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM adjustment_step AS said WHERE"
    " said.finding_id = NEW.id AND said.kind IN ('announced', 'explained')"
    " AND said.happened_on <= NEW.public_on)",
)
