"""What teams did with kits, and the kit that was suggested next."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _uses()
    _asked()
    _next_kits()


def _uses() -> None:
    op.create_table(
        "kit_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.Column(
            "felt",
            sa.Enum(
                "well",
                "so_so",
                "fell_flat",
                name="felt",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column(
            "again",
            sa.Enum(
                "yes",
                "maybe",
                "no",
                name="again",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("patients", sa.Integer(), nullable=True),
        sa.Column("relatives", sa.Integer(), nullable=True),
        sa.Column("colleagues", sa.Integer(), nullable=True),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("by_code", sa.Boolean(), nullable=False),
        sa.Column("shared_on", sa.Date(), nullable=True),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("lang IN ('nl', 'en')", name=op.f("ck_kit_use_use_in_our_languages")),
        sa.CheckConstraint(
            "shared_on IS NULL OR changed <> '' OR words <> ''",
            name=op.f("ck_kit_use_only_words_are_shared"),
        ),
        sa.CheckConstraint(
            "NOT by_code OR told_by_id IS NULL", name=op.f("ck_kit_use_a_code_names_nobody")
        ),
        sa.CheckConstraint(
            "colleagues IS NULL OR colleagues BETWEEN 0 AND 9999",
            name=op.f("ck_kit_use_use_counts_colleagues"),
        ),
        sa.CheckConstraint(
            "length(changed) <= 1000 AND length(words) <= 1000",
            name=op.f("ck_kit_use_use_is_short"),
        ),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes BETWEEN 1 AND 1440",
            name=op.f("ck_kit_use_use_minutes_fit_a_day"),
        ),
        sa.CheckConstraint(
            "patients IS NULL OR patients BETWEEN 0 AND 9999",
            name=op.f("ck_kit_use_use_counts_patients"),
        ),
        sa.CheckConstraint(
            "relatives IS NULL OR relatives BETWEEN 0 AND 9999",
            name=op.f("ck_kit_use_use_counts_relatives"),
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_kit_use_use_revision_counts_up")),
        sa.CheckConstraint("told_on >= used_on", name=op.f("ck_kit_use_use_is_told_afterwards")),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name=op.f("fk_kit_use_kit_id_kit")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_kit_use_team_id_team")),
        sa.ForeignKeyConstraint(
            ["told_by_id"], ["person.id"], name=op.f("fk_kit_use_told_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["kit_version.id"], name=op.f("fk_kit_use_version_id_kit_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_use")),
        sa.UniqueConstraint("team_id", "kit_id", "used_on", name="one_use_per_day"),
    )
    op.create_index("ix_kit_use_kit_id_team_id", "kit_use", ["kit_id", "team_id"], unique=False)
    op.create_index(op.f("ix_kit_use_told_by_id"), "kit_use", ["told_by_id"], unique=False)
    op.create_index("ix_kit_use_used_on", "kit_use", ["used_on"], unique=False)
    op.create_index(op.f("ix_kit_use_version_id"), "kit_use", ["version_id"], unique=False)


def _asked() -> None:
    op.create_table(
        "kit_use_asked",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name=op.f("fk_kit_use_asked_kit_id_kit")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_kit_use_asked_team_id_team")
        ),
        sa.PrimaryKeyConstraint("team_id", "kit_id", name=op.f("pk_kit_use_asked")),
    )


def _next_kits() -> None:
    op.create_table(
        "next_kit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "need_answered",
                "need_same_construct",
                "same_sector",
                "first",
                "not_yet_used",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("teams", sa.Integer(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "accepted",
                "declined",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "answer = 'declined' OR why = ''", name=op.f("ck_next_kit_only_declining_has_a_why")
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= answered_on",
            name=op.f("ck_next_kit_next_kit_ends_after"),
        ),
        sa.CheckConstraint("length(why) <= 1000", name=op.f("ck_next_kit_why_is_short")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_next_kit_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name=op.f("fk_next_kit_kit_id_kit")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_next_kit_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_kit")),
    )
    op.create_index(
        op.f("ix_next_kit_answered_by_id"), "next_kit", ["answered_by_id"], unique=False
    )
    op.create_index(op.f("ix_next_kit_kit_id"), "next_kit", ["kit_id"], unique=False)
    op.create_index(
        "one_answer_per_kit",
        "next_kit",
        ["team_id", "kit_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_index(
        "one_next_kit_taken",
        "next_kit",
        ["team_id"],
        unique=True,
        sqlite_where=sa.text("answer = 'accepted' AND ended_on IS NULL"),
        postgresql_where=sa.text("answer = 'accepted' AND ended_on IS NULL"),
    )


def downgrade() -> None:
    for table in ("next_kit", "kit_use_asked", "kit_use"):
        op.drop_table(table)
