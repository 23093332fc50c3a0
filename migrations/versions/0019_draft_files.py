"""The files of kits in the making."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "path <> '' AND length(path) <= 200", name=op.f("ck_draft_file_draft_file_has_path")
        ),
        sa.CheckConstraint(
            "substr(path, 1, 1) <> '/' AND replace(path, '..', '') = path",
            name=op.f("ck_draft_file_draft_file_stays_inside"),
        ),
        sa.CheckConstraint(
            "length(content) <= 5242880", name=op.f("ck_draft_file_draft_file_is_small")
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_draft_file_draft_file_counts_up")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_draft_file_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["kit_draft.id"], name=op.f("fk_draft_file_draft_id_kit_draft")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_file")),
        sa.UniqueConstraint("draft_id", "path", name="one_draft_file_per_path"),
    )
    op.create_index(op.f("ix_draft_file_changed_by_id"), "draft_file", ["changed_by_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_draft_file_changed_by_id"), table_name="draft_file")
    op.drop_table("draft_file")
