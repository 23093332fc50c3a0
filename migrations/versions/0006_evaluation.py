"""Questionnaires, campaigns and their results."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "instrument",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "process",
                "culture",
                name="instrumentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument")),
        sa.UniqueConstraint("slug", name="one_instrument_per_slug"),
    )
    op.create_table(
        "instrument_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "retired",
                name="versionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "maturity",
            sa.Enum(
                "pilot",
                "validated",
                name="maturity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("minutes_short", sa.Integer(), nullable=False),
        sa.Column("minutes_full", sa.Integer(), nullable=False),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(status = 'draft') = (published_on IS NULL)",
            name=op.f("ck_instrument_version_published_version_has_its_date"),
        ),
        sa.CheckConstraint(
            "length(content_sha256) = 64", name=op.f("ck_instrument_version_version_has_its_hash")
        ),
        sa.CheckConstraint(
            "minutes_short > 0 AND minutes_full > 0",
            name=op.f("ck_instrument_version_answering_costs_time"),
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["instrument.id"],
            name=op.f("fk_instrument_version_instrument_id_instrument"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_version")),
        sa.UniqueConstraint("instrument_id", "number", name="one_instrument_version_per_number"),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column(
            "length",
            sa.Enum(
                "short", "full", name="length", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum("anonymous", name="mode", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("k_score", sa.Integer(), nullable=False),
        sa.Column("k_comment", sa.Integer(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("order_forgotten", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "closes_on >= opens_on", name=op.f("ck_campaign_campaign_closes_after_it_opens")
        ),
        sa.CheckConstraint("k_comment >= 10", name=op.f("ck_campaign_comments_need_ten")),
        sa.CheckConstraint(
            "k_comment >= k_score", name=op.f("ck_campaign_comments_need_no_fewer_than_means")
        ),
        sa.CheckConstraint("k_score >= 5", name=op.f("ck_campaign_means_need_five")),
        sa.CheckConstraint(
            "released OR NOT order_forgotten",
            name=op.f("ck_campaign_order_is_forgotten_after_release"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["instrument_version.id"],
            name=op.f("fk_campaign_version_id_instrument_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("id", "version_id", name="campaign_of_its_version"),
    )
    op.create_table(
        "instrument_text",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint("body <> ''", name=op.f("ck_instrument_text_text_is_not_empty")),
        sa.CheckConstraint(
            "owner IN ('version', 'section', 'option', 'item')",
            name=op.f("ck_instrument_text_text_has_owner"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["instrument_version.id"],
            name=op.f("fk_instrument_text_version_id_instrument_version"),
        ),
        sa.PrimaryKeyConstraint(
            "version_id", "owner", "owner_id", "field", "lang", name=op.f("pk_instrument_text")
        ),
    )
    op.create_table(
        "scale",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=True),
        sa.Column("hi", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(lo IS NULL) = (hi IS NULL) AND (lo IS NULL OR lo < hi)",
            name=op.f("ck_scale_lo_to_hi"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["instrument_version.id"],
            name=op.f("fk_scale_version_id_instrument_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scale")),
        sa.UniqueConstraint("version_id", "code", name="one_scale_per_code"),
    )
    op.create_table(
        "section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["instrument_version.id"],
            name=op.f("fk_section_version_id_instrument_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint("version_id", "ord", name="one_section_per_place"),
    )
    op.create_table(
        "access_code",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "length(code_hash) = 32", name=op.f("ck_access_code_code_is_kept_as_a_hash")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_access_code_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_access_code")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_access_code_campaign_id"), "access_code", ["campaign_id"], unique=False
    )
    op.create_table(
        "campaign_invitation",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role_group",
            sa.Enum(
                "administrator",
                "coordinator",
                "researcher",
                "evaluator",
                "funder",
                "ambassador",
                "acting_ambassador",
                "primary_contact",
                "sponsor",
                "hr_contact",
                "communication_contact",
                "board_reader",
                "team_lead",
                "team_member",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_campaign_invitation_campaign_id_campaign"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_campaign_invitation_person_id_person")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "person_id", name=op.f("pk_campaign_invitation")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_campaign_invitation_person_id"), "campaign_invitation", ["person_id"], unique=False
    )
    op.create_table(
        "evaluation",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_evaluation_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_evaluation_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("campaign_id", name="one_evaluation_per_campaign"),
    )
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "agreement",
                "single",
                "multiple",
                "usefulness",
                "short_text",
                "long_text",
                "information",
                name="itemtype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("scale_id", sa.Integer(), nullable=True),
        sa.Column(
            "required",
            sa.Enum(
                "no", "soft", name="required", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("core", sa.Boolean(), nullable=False),
        sa.Column("maps_to", sa.Text(), nullable=True),
        sa.Column("show_if", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["scale_id"], ["scale.id"], name=op.f("fk_item_scale_id_scale")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_item_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["instrument_version.id"],
            name=op.f("fk_item_version_id_instrument_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("id", "version_id", name="item_of_its_version"),
        sa.UniqueConstraint("section_id", "ord", name="one_item_per_place"),
        sa.UniqueConstraint("version_id", "code", name="one_item_per_code"),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column(
            "role_group",
            sa.Enum(
                "administrator",
                "coordinator",
                "researcher",
                "evaluator",
                "funder",
                "ambassador",
                "acting_ambassador",
                "primary_contact",
                "sponsor",
                "hr_contact",
                "communication_contact",
                "board_reader",
                "team_lead",
                "team_member",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("lang", sa.Text(), nullable=True),
        sa.Column("submit_key_hash", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("length(id) = 16", name=op.f("ck_response_response_id_is_128_bits")),
        sa.ForeignKeyConstraint(
            ["campaign_id", "version_id"],
            ["campaign.id", "campaign.version_id"],
            name="response_answers_its_campaign",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("campaign_id", "submit_key_hash", name="one_response_per_submission"),
        sa.UniqueConstraint("id", "version_id", name="response_of_its_version"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "result_snapshot",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("table_code", sa.Text(), nullable=False),
        sa.Column("json", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_result_snapshot_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "table_code", name=op.f("pk_result_snapshot")),
    )
    op.create_table(
        "scale_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scale_id", sa.Integer(), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column(
            "missing_reason",
            sa.Enum(
                "na",
                "no_occasion",
                "skipped",
                "not_shown",
                name="missing",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(value IS NULL) = (missing_reason IS NOT NULL)",
            name=op.f("ck_scale_option_option_counts_or_says_why"),
        ),
        sa.ForeignKeyConstraint(
            ["scale_id"], ["scale.id"], name=op.f("fk_scale_option_scale_id_scale")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scale_option")),
        sa.UniqueConstraint("scale_id", "missing_reason", name="one_option_per_reason"),
        sa.UniqueConstraint("scale_id", "ord", name="one_option_per_place"),
        sa.UniqueConstraint("scale_id", "value", name="one_option_per_value"),
    )
    op.create_table(
        "answer",
        sa.Column("response_id", sa.LargeBinary(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("option_ord", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column(
            "missing",
            sa.Enum(
                "na",
                "no_occasion",
                "skipped",
                "not_shown",
                name="missing",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(value IS NULL) = (missing IS NOT NULL)",
            name=op.f("ck_answer_answer_counts_or_says_why"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id", "version_id"],
            ["item.id", "item.version_id"],
            name="answer_to_an_item_of_its_version",
        ),
        sa.ForeignKeyConstraint(
            ["response_id", "version_id"],
            ["response.id", "response.version_id"],
            name="answer_in_a_response_of_its_version",
        ),
        sa.PrimaryKeyConstraint("response_id", "item_id", "option_ord", name=op.f("pk_answer")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "body <> '' AND length(body) <= 2000",
            name=op.f("ck_comment_comment_has_words_and_an_end"),
        ),
        sa.CheckConstraint("length(id) = 16", name=op.f("ck_comment_comment_id_is_128_bits")),
        sa.ForeignKeyConstraint(
            ["campaign_id", "version_id"],
            ["campaign.id", "campaign.version_id"],
            name="comment_in_its_campaign",
        ),
        sa.ForeignKeyConstraint(
            ["item_id", "version_id"],
            ["item.id", "item.version_id"],
            name="comment_on_an_item_of_its_version",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_comment_campaign_id"), "comment", ["campaign_id"], unique=False)
    op.create_table(
        "feedback_reply",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=False),
        sa.Column("replied_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "body <> '' AND length(body) <= 4000",
            name=op.f("ck_feedback_reply_reply_has_words_and_an_end"),
        ),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_feedback_reply_reply_in_our_languages")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_feedback_reply_reply_counts_its_saves")),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["evaluation.meeting_id"],
            name=op.f("fk_feedback_reply_meeting_id_evaluation"),
        ),
        sa.ForeignKeyConstraint(
            ["replied_by_id"], ["person.id"], name=op.f("fk_feedback_reply_replied_by_id_person")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_feedback_reply")),
    )


def downgrade() -> None:
    op.drop_table("feedback_reply")
    op.drop_index(op.f("ix_comment_campaign_id"), table_name="comment")
    op.drop_table("comment")
    op.drop_table("answer")
    op.drop_table("scale_option")
    op.drop_table("result_snapshot")
    op.drop_table("response")
    op.drop_table("item")
    op.drop_table("evaluation")
    op.drop_index(op.f("ix_campaign_invitation_person_id"), table_name="campaign_invitation")
    op.drop_table("campaign_invitation")
    op.drop_index(op.f("ix_access_code_campaign_id"), table_name="access_code")
    op.drop_table("access_code")
    op.drop_table("section")
    op.drop_table("scale")
    op.drop_table("instrument_text")
    op.drop_table("campaign")
    op.drop_table("instrument_version")
    op.drop_table("instrument")
