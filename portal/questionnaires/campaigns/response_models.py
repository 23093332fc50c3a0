"""The tables of what was said, and what is shown of it.

The keys are random, and no row of an anonymous answer holds a person, a time, or a number that
counts up.
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
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Model, refuse_where
from portal.policy.table import Role
from portal.questionnaires.campaigns.models import NO_ROWID
from portal.questionnaires.kinds import Missing

LONGEST_TEXT = 2000


class Response(Model):
    """That somebody answered: a random id, and a unit or role only where that group is large.

    The key hash makes a repeated submission one response, the withdrawal hash lets its writer take
    it back; both are forgotten when the campaign closes. A person only where the mode says so.
    """

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("campaign_id", "submit_key_hash", name="one_response_per_submission"),
        UniqueConstraint("campaign_id", "person_id", name="one_response_per_person"),
        UniqueConstraint("id", "version_id", name="response_of_its_version"),
        ForeignKeyConstraint(
            ["campaign_id", "version_id"],
            ["campaign.id", "campaign.version_id"],
            name="response_answers_its_campaign",
        ),
        ForeignKeyConstraint(
            ["unit_id", "campaign_id"],
            ["campaign_unit.id", "campaign_unit.campaign_id"],
            name="response_in_a_unit_of_its_campaign",
        ),
        CheckConstraint(
            "withdraw_hash IS NULL OR length(withdraw_hash) = 32",
            name="withdrawal_code_is_kept_as_a_hash",
        ),
        CheckConstraint("length(id) = 16", name="response_id_is_128_bits"),
        NO_ROWID,
    )

    id: Mapped[bytes] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    version_id: Mapped[int]
    unit_id: Mapped[int | None] = mapped_column(index=True)
    role_group: Mapped[Role | None]
    lang: Mapped[str | None]
    submit_key_hash: Mapped[bytes | None]
    withdraw_hash: Mapped[bytes | None] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)


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
        NO_ROWID,
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
        NO_ROWID,
    )

    id: Mapped[bytes] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    version_id: Mapped[int]
    item_id: Mapped[int]
    lang: Mapped[str]
    body: Mapped[str]
    withdraw_hash: Mapped[bytes | None]


class ResultSnapshot(Model):
    """What is shown of a closed campaign, once and for all, after suppression."""

    __tablename__ = "result_snapshot"
    __table_args__ = (PrimaryKeyConstraint("campaign_id", "table_code"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    table_code: Mapped[str]
    json: Mapped[dict[str, Any]] = mapped_column(JSON)
    rule_version: Mapped[int]
    released_on: Mapped[date]


_OPEN = (
    "EXISTS (SELECT 1 FROM campaign c WHERE c.id = {id} "
    "AND c.opened_on IS NOT NULL AND c.closed_on IS NULL)"
)
_SHUT_AND_NAMELESS = (
    "EXISTS (SELECT 1 FROM campaign c WHERE c.id = {id} AND c.mode = 'anonymous' "
    "AND (c.opened_on IS NULL OR c.closed_on IS NOT NULL))"
)
_OF_RESPONSE = "(SELECT r.campaign_id FROM response r WHERE r.id = {row}.response_id)"
_SMALL_GROUP = (
    "NEW.role_group IS NOT NULL AND (SELECT count(*) FROM campaign_invitation i "
    "WHERE i.campaign_id = NEW.campaign_id AND i.role_group = NEW.role_group "
    "AND (i.unit_id = NEW.unit_id OR (i.unit_id IS NULL AND NEW.unit_id IS NULL))) "
    "< (SELECT c.k_score FROM campaign c WHERE c.id = NEW.campaign_id)"
)
_SMALL_UNIT = (
    "NEW.unit_id IS NOT NULL AND (SELECT u.headcount FROM campaign_unit u "
    "WHERE u.id = NEW.unit_id) < (SELECT c.k_score FROM campaign c WHERE c.id = NEW.campaign_id)"
)
_MODE = "(SELECT c.mode FROM campaign c WHERE c.id = NEW.campaign_id)"

refuse_where(
    "response_only_while_open", "response", "INSERT", f"NOT {_OPEN.format(id='NEW.campaign_id')}"
)
refuse_where("role_only_of_a_large_group", "response", "INSERT", _SMALL_GROUP)
refuse_where("unit_only_of_a_large_group", "response", "INSERT", _SMALL_UNIT)
refuse_where(
    "anonymous_response_names_nobody",
    "response",
    "INSERT",
    f"(NEW.person_id IS NULL) <> ({_MODE} = 'anonymous')",
)
refuse_where(
    "response_never_gets_a_name",
    "response",
    "UPDATE",
    f"NEW.person_id IS NOT NULL AND {_MODE} = 'anonymous'",
)
refuse_where(
    "response_stays_where_it_is",
    "response",
    "UPDATE",
    " OR ".join(
        f"(NEW.{one} IS NOT NULL AND (OLD.{one} IS NULL OR NEW.{one} <> OLD.{one}))"
        for one in ("campaign_id", "version_id", "unit_id", "role_group", "withdraw_hash")
    ),
)
refuse_where(
    "answer_only_while_open",
    "answer",
    "INSERT",
    f"NOT {_OPEN.format(id=_OF_RESPONSE.format(row='NEW'))}",
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
refuse_where(
    "comment_only_while_open", "comment", "INSERT", f"NOT {_OPEN.format(id='NEW.campaign_id')}"
)
refuse_where(
    "comment_never_changes",
    "comment",
    "UPDATE",
    "NEW.body <> OLD.body OR NEW.item_id <> OLD.item_id OR NEW.campaign_id <> OLD.campaign_id "
    "OR NEW.withdraw_hash IS NOT NULL",
)
for _table, _campaign in (
    ("response", "OLD.campaign_id"),
    ("answer", _OF_RESPONSE.format(row="OLD")),
    ("comment", "OLD.campaign_id"),
):  # what carries a name can be erased later on: its writer may ask for that
    refuse_where(
        f"{_table}_stays_after_close",
        _table,
        "DELETE",
        _SHUT_AND_NAMELESS.format(id=_campaign),
    )
refuse_where(
    "results_only_after_release",
    "result_snapshot",
    "INSERT",
    "NOT EXISTS (SELECT 1 FROM campaign c "
    "WHERE c.id = NEW.campaign_id AND c.released_on IS NOT NULL)",
)
refuse_where("results_never_change", "result_snapshot", "UPDATE", "1 = 1")
refuse_where("results_stay", "result_snapshot", "DELETE", "1 = 1")
