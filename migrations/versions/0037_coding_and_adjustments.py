"""Comments coded to CFIR, and the log of what changed."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _coding()
    _finding()
    _step()


def downgrade() -> None:
    for table in ("adjustment_step", "finding", "comment_memo", "comment_code", "coding"):
        op.drop_table(table)


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _coding() -> None:
    op.create_table(
        "coding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("revision > 0", name=op.f("ck_coding_coding_revision_counts_up")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_coding_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["coder_id"], ["person.id"], name=op.f("fk_coding_coder_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding")),
    )
    op.create_index(op.f("ix_coding_coder_id"), "coding", ["coder_id"], unique=False)
    op.create_index("one_coding_per_coder", "coding", ["campaign_id", "coder_id"], unique=True)
    op.create_table(
        "comment_code",
        sa.Column("coding_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("comment_key", sa.Text(), nullable=False),
        sa.Column("construct", sa.Text(), nullable=False),
        sa.Column("leaning", _enum("leaning", "helped", "hindered", "neutral"), nullable=False),
        sa.CheckConstraint(
            "length(comment_key) = 32",
            name=op.f("ck_comment_code_code_knows_its_comment_by_a_hash"),
        ),
        sa.ForeignKeyConstraint(
            ["coding_id"], ["coding.id"], name=op.f("fk_comment_code_coding_id_coding")
        ),
        sa.PrimaryKeyConstraint(
            "coding_id", "item_code", "comment_key", "construct", name=op.f("pk_comment_code")
        ),
    )
    op.create_table(
        "comment_memo",
        sa.Column("coding_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("comment_key", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "length(comment_key) = 32",
            name=op.f("ck_comment_memo_memo_knows_its_comment_by_a_hash"),
        ),
        sa.CheckConstraint(
            "length(words) BETWEEN 1 AND 500", name=op.f("ck_comment_memo_memo_has_words")
        ),
        sa.ForeignKeyConstraint(
            ["coding_id"], ["coding.id"], name=op.f("fk_comment_memo_coding_id_coding")
        ),
        sa.PrimaryKeyConstraint(
            "coding_id", "item_code", "comment_key", name=op.f("pk_comment_memo")
        ),
    )


def _finding() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column(
            "source",
            _enum("source", "flag", "item", "code", "culture", "meeting", "free"),
            nullable=False,
        ),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("cfir", sa.Text(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("public_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "length(words) BETWEEN 1 AND 300", name=op.f("ck_finding_finding_has_words")
        ),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_finding_finding_in_our_languages")
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_finding_finding_revision_counts_up")),
        sa.CheckConstraint(
            "source NOT IN ('flag', 'item', 'culture') OR (campaign_id IS NOT NULL"
            " AND item_code <> '')",
            name=op.f("ck_finding_figure_says_which"),
        ),
        sa.CheckConstraint(
            "source <> 'code' OR cfir <> ''", name=op.f("ck_finding_code_says_which")
        ),
        sa.CheckConstraint(
            "source <> 'meeting' OR meeting_id IS NOT NULL",
            name=op.f("ck_finding_heard_at_a_meeting"),
        ),
        sa.CheckConstraint(
            "public_on >= told_on", name=op.f("ck_finding_finding_is_told_before_it_is_public")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_finding_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_finding_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["told_by_id"], ["person.id"], name=op.f("fk_finding_told_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    for column in ("campaign_id", "meeting_id", "told_by_id", "told_on"):
        op.create_index(op.f(f"ix_finding_{column}"), "finding", [column], unique=False)


def _step() -> None:
    op.create_table(
        "adjustment_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _enum(
                "stepkind",
                *("adopted", "adapted", "declined", "changed"),
                *("announced", "explained", "rerated", "reopened"),
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("kit_version", sa.Text(), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("helped", _enum("helped", "yes", "partly", "not_yet", "unclear"), nullable=True),
        *_checks_of_a_step(),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_adjustment_step_by_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_adjustment_step_finding_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_adjustment_step_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_adjustment_step_plan_id_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment_step")),
    )
    for column in ("by_person_id", "happened_on", "meeting_id", "plan_id"):
        op.create_index(
            op.f(f"ix_adjustment_step_{column}"), "adjustment_step", [column], unique=False
        )
    op.create_index(
        "ix_adjustment_step_finding_id_id", "adjustment_step", ["finding_id", "id"], unique=False
    )


def _checks_of_a_step() -> list[sa.CheckConstraint]:
    named = {
        "adjustment_step_has_words": "length(words) BETWEEN 1 AND 2000",
        "adjustment_step_in_our_languages": "lang IN ('nl', 'en')",
        "rerated_says_if_it_did": "(kind = 'rerated') = (helped IS NOT NULL)",
        "only_a_change_names_what": "kind = 'changed' OR (plan_id IS NULL AND kit_version = '')",
        "only_rating_again_names_a_question": "kind = 'rerated' OR item_code = ''",
        "figure_of_which_evaluation": "item_code = '' OR meeting_id IS NOT NULL",
    }
    return [
        sa.CheckConstraint(condition, name=op.f(f"ck_adjustment_step_{name}"))
        for name, condition in named.items()
    ]
