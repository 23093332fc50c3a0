"""Lesson kits, their versions and downloads."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PARTS = ("intro", "assignment", "teaching_note", "changelog")
ACTS = ("proposed", "draft", "pilot", "validated", "published", "retired")
FORMATS = ("kit", "handout", "teaching_note")


def _kind(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    op.create_table(
        "kit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("moi_id", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit")),
        sa.UniqueConstraint("moi_id", name="one_kit_per_moi_id"),
        sa.UniqueConstraint("slug", name="one_kit_per_slug"),
        sa.CheckConstraint("moi_id <> '' AND slug <> ''", name=op.f("ck_kit_kit_has_name")),
    )
    op.create_table(
        "kit_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_version")),
        _refers("kit_version", "kit_id", "kit"),
        _refers("kit_version", "by_person_id", "person"),
        sa.UniqueConstraint("kit_id", "number", name="one_version_per_number"),
        sa.UniqueConstraint("content_sha256", name="one_version_per_content"),
        sa.CheckConstraint(
            "length(content_sha256) = 64", name=op.f("ck_kit_version_content_has_hash")
        ),
    )
    op.create_table(
        "kit_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("part", _kind("textpart", PARTS), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_text")),
        _refers("kit_text", "version_id", "kit_version"),
        sa.UniqueConstraint("version_id", "lang", "part", "position", name="one_text_per_place"),
    )
    op.create_table(
        "kit_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_picture")),
        _refers("kit_picture", "version_id", "kit_version"),
        sa.UniqueConstraint("version_id", "name", name="one_picture_per_name"),
    )
    op.create_table(
        "kit_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("kind", _kind("actkind", ACTS), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_act")),
        _refers("kit_act", "kit_id", "kit"),
        _refers("kit_act", "version_id", "kit_version"),
        _refers("kit_act", "by_person_id", "person"),
        _refers("kit_act", "team_id", "team"),
        sa.CheckConstraint(
            "team_id IS NULL OR kind = 'pilot'",
            name=op.f("ck_kit_act_only_a_pilot_names_a_team"),
        ),
        sa.CheckConstraint(
            "kind <> 'retired' OR note <> ''", name=op.f("ck_kit_act_retiring_has_reason")
        ),
    )
    op.create_index("ix_kit_act_kit_id", "kit_act", ["kit_id"])
    op.create_table(
        "kit_download",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("format", _kind("downloadformat", FORMATS), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("downloaded_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_download")),
        _refers("kit_download", "team_id", "team"),
        _refers("kit_download", "version_id", "kit_version"),
        sa.UniqueConstraint(
            "team_id", "version_id", "format", "lang", "downloaded_on", name="one_download_per_day"
        ),
    )
    op.create_index("ix_kit_download_version_id", "kit_download", ["version_id"])


def downgrade() -> None:
    for table in ("kit_download", "kit_act", "kit_picture", "kit_text", "kit_version", "kit"):
        op.drop_table(table)
