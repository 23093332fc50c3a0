"""The codes that coordinators give to open answers, each coder by themselves.

A released comment has no id: it is known by its question and a hash of its words
(``portal.evaluation.coding.rules.comment_key``), so a code clings to what was written, whatever the
order in which a snapshot lists it. Equal words to one question share their codes, and count as
often as they were given.
"""

from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model, refuse_when
from portal.network.models import Person
from portal.questionnaires.campaigns.models import Campaign

LONGEST_MEMO: Final = 500
KEY_LETTERS: Final = 32


class Leaning(StrEnum):
    """Whether what a comment speaks of helped, hindered, or neither."""

    HELPED = "helped"
    HINDERED = "hindered"
    NEUTRAL = "neutral"


class Coding(Model):
    """What one coder made of the open answers of one evaluation; ``revision`` counts the saves."""

    __tablename__ = "coding"
    __table_args__ = (
        Index("one_coding_per_coder", "campaign_id", "coder_id", unique=True),
        CheckConstraint("revision > 0", name="coding_revision_counts_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    coder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1)

    campaign: Mapped[Campaign] = relationship()
    coder: Mapped[Person | None] = relationship()
    codes: Mapped[list["CommentCode"]] = relationship(
        cascade="all, delete-orphan",
        order_by="(CommentCode.item_code, CommentCode.comment_key, CommentCode.construct)",
    )
    memos: Mapped[list["CommentMemo"]] = relationship(cascade="all, delete-orphan")


def _key_is_a_hash(name: str) -> CheckConstraint:
    return CheckConstraint(f"length(comment_key) = {KEY_LETTERS}", name=name)


class CommentCode(Model):
    """That one comment speaks of a construct of CFIR, by its key, and which way it leans."""

    __tablename__ = "comment_code"
    __table_args__ = (
        PrimaryKeyConstraint("coding_id", "item_code", "comment_key", "construct"),
        _key_is_a_hash("code_knows_its_comment_by_a_hash"),
    )

    coding_id: Mapped[int] = mapped_column(ForeignKey("coding.id"))
    item_code: Mapped[str]
    comment_key: Mapped[str]
    construct: Mapped[str]
    leaning: Mapped[Leaning]


class CommentMemo(Model):
    """What a coder noted beside one comment."""

    __tablename__ = "comment_memo"
    __table_args__ = (
        PrimaryKeyConstraint("coding_id", "item_code", "comment_key"),
        _key_is_a_hash("memo_knows_its_comment_by_a_hash"),
        CheckConstraint(f"length(words) BETWEEN 1 AND {LONGEST_MEMO}", name="memo_has_words"),
    )

    coding_id: Mapped[int] = mapped_column(ForeignKey("coding.id"))
    item_code: Mapped[str]
    comment_key: Mapped[str]
    words: Mapped[str]


refuse_when(
    "only_released_answers_are_coded",
    "coding",
    ["INSERT", "UPDATE"],
    "EXISTS (SELECT 1 FROM campaign WHERE campaign.id = NEW.campaign_id"
    " AND campaign.released_on IS NULL)",
)
