"""Team cards and the codes of teams."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("revision > 0", name=op.f("ck_team_card_card_revision_counts_up")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_card_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_card")),
        sa.UniqueConstraint("team_id", "since", name="one_card_per_period"),
    )
    op.create_table(
        "team_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.CheckConstraint("length(code_hash) = 64", name=op.f("ck_team_code_team_code_has_hash")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_code_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_code")),
        sa.UniqueConstraint("code_hash", name="one_team_per_code"),
        sa.UniqueConstraint("team_id", name="one_code_per_team"),
    )
    op.create_table(
        "card_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "tries",
                "went",
                "help",
                name="part",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "went",
            sa.Enum(
                "well",
                "so_so",
                "not_yet",
                "fell_flat",
                name="went",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("by_code", sa.Boolean(), nullable=False),
        sa.Column("shared_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(part = 'went') = (went IS NOT NULL)", name=op.f("ck_card_part_how_it_went_is_chosen")
        ),
        sa.CheckConstraint("lang IN ('nl', 'en')", name=op.f("ck_card_part_part_in_our_languages")),
        sa.CheckConstraint(
            "part = 'help' OR (shared_on IS NULL AND closed_on IS NULL)",
            name=op.f("ck_card_part_only_help_is_shared"),
        ),
        sa.CheckConstraint(
            "part = 'went' OR words <> ''", name=op.f("ck_card_part_part_has_words")
        ),
        sa.CheckConstraint(
            "NOT by_code OR written_by_id IS NULL", name=op.f("ck_card_part_a_code_has_no_name")
        ),
        sa.CheckConstraint("length(words) <= 1000", name=op.f("ck_card_part_part_is_short")),
        sa.ForeignKeyConstraint(
            ["card_id"], ["team_card.id"], name=op.f("fk_card_part_card_id_team_card")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_card_part_written_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_part")),
        sa.UniqueConstraint("card_id", "part", name="one_part_of_a_kind"),
    )
    op.create_index("ix_card_part_shared_on", "card_part", ["shared_on"], unique=False)
    op.create_index(
        op.f("ix_card_part_written_by_id"), "card_part", ["written_by_id"], unique=False
    )
    op.create_table(
        "help_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_help_answer_help_answer_in_our_languages")
        ),
        sa.CheckConstraint("words <> ''", name=op.f("ck_help_answer_help_answer_has_words")),
        sa.CheckConstraint(
            "length(words) <= 1000", name=op.f("ck_help_answer_help_answer_is_short")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["team_card.id"], name=op.f("fk_help_answer_card_id_team_card")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_help_answer_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_answer")),
        sa.UniqueConstraint("card_id", "person_id", "sent_on", name="one_help_answer_a_day"),
    )
    op.create_index(op.f("ix_help_answer_person_id"), "help_answer", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_help_answer_person_id"), table_name="help_answer")
    op.drop_table("help_answer")
    op.drop_index(op.f("ix_card_part_written_by_id"), table_name="card_part")
    op.drop_index("ix_card_part_shared_on", table_name="card_part")
    op.drop_table("card_part")
    op.drop_table("team_code")
    op.drop_table("team_card")
