"""Drafts of a questionnaire."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "instrument_draft",
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
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=True),
        sa.Column("based_on_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "slug <> ''", name=op.f("ck_instrument_draft_instrument_draft_has_a_name")
        ),
        sa.CheckConstraint(
            "revision > 0", name=op.f("ck_instrument_draft_instrument_draft_counts_its_changes")
        ),
        sa.ForeignKeyConstraint(
            ["based_on_id"],
            ["instrument_version.id"],
            name=op.f("fk_instrument_draft_based_on_id_instrument_version"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["person.id"],
            name=op.f("fk_instrument_draft_changed_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_draft")),
        sa.UniqueConstraint("slug", name="one_draft_per_instrument"),
        sqlite_autoincrement=True,
    )
    for column in ("based_on_id", "changed_by_id"):
        op.create_index(op.f(f"ix_instrument_draft_{column}"), "instrument_draft", [column])


def downgrade() -> None:
    op.drop_table("instrument_draft")
