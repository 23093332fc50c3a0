"""The tables of asking and answering: who was asked and what was said never meet.

Both sides are kept in the order of their keys (WITHOUT ROWID on SQLite), the keys of answers are
random, and no row of an answer holds a person, a time, or a number that counts up.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Model
from portal.policy.table import Role
from portal.questionnaires.guards import refuse_where
from portal.questionnaires.kinds import Length, Missing, Mode
from portal.questionnaires.models import InstrumentVersion

LEAST_FOR_MEANS = 5
LEAST_FOR_COMMENTS = 10
LONGEST_TEXT = 2000
_NO_ROWID = {"sqlite_with_rowid": False}


class Campaign(Model):
    """One asking: a version, its length, its days and its thresholds, frozen when it opens.

    Planned, open and closed follow from the dates; ``released`` ends it for good.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        UniqueConstraint("id", "version_id", name="campaign_of_its_version"),
        CheckConstraint("closes_on >= opens_on", name="campaign_closes_after_it_opens"),
        CheckConstraint(f"k_score >= {LEAST_FOR_MEANS}", name="means_need_five"),
        CheckConstraint(f"k_comment >= {LEAST_FOR_COMMENTS}", name="comments_need_ten"),
        CheckConstraint("k_comment >= k_score", name="comments_need_no_fewer_than_means"),
        CheckConstraint("released OR NOT order_forgotten", name="order_is_forgotten_after_release"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    length: Mapped[Length]
    mode: Mapped[Mode] = mapped_column(default=Mode.ANONYMOUS)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    k_score: Mapped[int] = mapped_column(default=LEAST_FOR_MEANS)
    k_comment: Mapped[int] = mapped_column(default=LEAST_FOR_COMMENTS)
    simulated: Mapped[bool] = mapped_column(default=False)
    released: Mapped[bool] = mapped_column(default=False)
    order_forgotten: Mapped[bool] = mapped_column(default=False)

    version: Mapped[InstrumentVersion] = relationship()

    def is_open(self, on: date) -> bool:
        """Tell whether answers are taken on this day."""
        return not self.released and self.opens_on <= on <= self.closes_on


class CampaignInvitation(Model):
    """Who was asked, written before the first answer; ``done`` is the whole receipt."""

    __tablename__ = "campaign_invitation"
    __table_args__ = (PrimaryKeyConstraint("campaign_id", "person_id"), _NO_ROWID)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role_group: Mapped[Role | None]
    done: Mapped[bool] = mapped_column(default=False)


class Response(Model):
    """That somebody answered: a random id, and a role only where its group is large enough.

    The key hash makes a repeated submission one response; it is forgotten when the campaign closes.
    """

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("campaign_id", "submit_key_hash", name="one_response_per_submission"),
        UniqueConstraint("id", "version_id", name="response_of_its_version"),
        ForeignKeyConstraint(
            ["campaign_id", "version_id"],
            ["campaign.id", "campaign.version_id"],
            name="response_answers_its_campaign",
        ),
        CheckConstraint("length(id) = 16", name="response_id_is_128_bits"),
        _NO_ROWID,
    )

    id: Mapped[bytes] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    version_id: Mapped[int]
    role_group: Mapped[Role | None]
    lang: Mapped[str | None]
    submit_key_hash: Mapped[bytes | None]


class Answer(Model):
    """One choice, or the reason why there is none; several rows where several may be chosen."""

    __tablename__ = "answer"
    __table_args__ = (
        PrimaryKeyConstraint("response_id", "item_id", "option_ord"),
        ForeignKeyConstraint(
            ["item_id", "version_id"],
            ["item.id", "item.version_id"],
            name="answer_to_an_item_of_its_version",
        ),
        ForeignKeyConstraint(
            ["response_id", "version_id"],
            ["response.id", "response.version_id"],
            name="answer_in_a_response_of_its_version",
        ),
        CheckConstraint(
            "(value IS NULL) = (missing IS NOT NULL)", name="answer_counts_or_says_why"
        ),
        _NO_ROWID,
    )

    response_id: Mapped[bytes]
    item_id: Mapped[int]
    option_ord: Mapped[int] = mapped_column(default=0)
    version_id: Mapped[int]
    value: Mapped[int | None]
    missing: Mapped[Missing | None]


class Comment(Model):
    """What somebody wrote, tied to the question and to no response."""

    __tablename__ = "comment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "version_id"],
            ["campaign.id", "campaign.version_id"],
            name="comment_in_its_campaign",
        ),
        ForeignKeyConstraint(
            ["item_id", "version_id"],
            ["item.id", "item.version_id"],
            name="comment_on_an_item_of_its_version",
        ),
        CheckConstraint("length(id) = 16", name="comment_id_is_128_bits"),
        CheckConstraint(
            f"body <> '' AND length(body) <= {LONGEST_TEXT}", name="comment_has_words_and_an_end"
        ),
        _NO_ROWID,
    )

    id: Mapped[bytes] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    version_id: Mapped[int]
    item_id: Mapped[int]
    lang: Mapped[str]
    body: Mapped[str]


class AccessCode(Model):
    """The hash of a one-time code on paper; nobody knows who holds which."""

    __tablename__ = "access_code"
    __table_args__ = (
        CheckConstraint("length(code_hash) = 32", name="code_is_kept_as_a_hash"),
        _NO_ROWID,
    )

    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    used: Mapped[bool] = mapped_column(default=False)


class ResultSnapshot(Model):
    """What is shown of a closed campaign, once and for all, after suppression."""

    __tablename__ = "result_snapshot"
    __table_args__ = (PrimaryKeyConstraint("campaign_id", "table_code"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    table_code: Mapped[str]
    json: Mapped[dict[str, Any]] = mapped_column(JSON)
    rule_version: Mapped[int]
    released_on: Mapped[date]


_RELEASED = "EXISTS (SELECT 1 FROM campaign c WHERE c.id = {id} AND c.released)"
_SMALL_GROUP = (
    "NEW.role_group IS NOT NULL AND (SELECT count(*) FROM campaign_invitation i "
    "WHERE i.campaign_id = NEW.campaign_id AND i.role_group = NEW.role_group) "
    "< (SELECT c.k_score FROM campaign c WHERE c.id = NEW.campaign_id)"
)

refuse_where(
    "campaign_asks_a_published_version",
    "campaign",
    "INSERT",
    "NOT EXISTS (SELECT 1 FROM instrument_version v "
    "WHERE v.id = NEW.version_id AND v.status = 'published')",
)
refuse_where(
    "campaign_is_frozen_once_open",
    "campaign",
    "UPDATE",
    "NEW.version_id <> OLD.version_id OR NEW.length <> OLD.length OR NEW.mode <> OLD.mode "
    "OR NEW.opens_on <> OLD.opens_on OR NEW.simulated <> OLD.simulated "
    "OR NEW.k_score < OLD.k_score OR NEW.k_comment < OLD.k_comment",
)
refuse_where(
    "released_campaign_stays_closed",
    "campaign",
    "UPDATE",
    "OLD.released AND (NOT NEW.released OR NEW.closes_on <> OLD.closes_on "
    "OR NEW.k_score <> OLD.k_score OR NEW.k_comment <> OLD.k_comment)",
)
refuse_where(
    "receipt_is_never_taken_back",
    "campaign_invitation",
    "UPDATE",
    "(OLD.done AND NOT NEW.done) OR NEW.person_id <> OLD.person_id "
    "OR NEW.campaign_id <> OLD.campaign_id",
)
refuse_where(
    "response_only_while_open", "response", "INSERT", _RELEASED.format(id="NEW.campaign_id")
)
refuse_where("role_only_of_a_large_group", "response", "INSERT", _SMALL_GROUP)
refuse_where(
    "answer_only_while_open",
    "answer",
    "INSERT",
    _RELEASED.format(id="(SELECT r.campaign_id FROM response r WHERE r.id = NEW.response_id)"),
)
refuse_where("answer_never_changes", "answer", "UPDATE", "1 = 1")
refuse_where(
    "answer_lies_on_its_scale",
    "answer",
    "INSERT",
    "NEW.value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM item i "
    "JOIN scale_option o ON o.scale_id = i.scale_id "
    "WHERE i.id = NEW.item_id AND o.value = NEW.value)",
)
refuse_where("comment_only_while_open", "comment", "INSERT", _RELEASED.format(id="NEW.campaign_id"))
refuse_where("comment_never_changes", "comment", "UPDATE", "1 = 1")
refuse_where(
    "code_only_while_open", "access_code", "INSERT", _RELEASED.format(id="NEW.campaign_id")
)
refuse_where("code_is_used_once", "access_code", "UPDATE", "OLD.used AND NOT NEW.used")
refuse_where(
    "results_only_after_close",
    "result_snapshot",
    "INSERT",
    f"NOT {_RELEASED.format(id='NEW.campaign_id')}",
)
refuse_where("results_never_change", "result_snapshot", "UPDATE", "1 = 1")
refuse_where("results_stay", "result_snapshot", "DELETE", "1 = 1")
