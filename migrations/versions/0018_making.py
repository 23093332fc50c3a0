"""Kits in the making: proposals, their steps, co-authors and comments."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

OPEN = sa.text("step IN ('proposed', 'draft')")
STEPS = ("proposed", "draft", "pilot", "declined", "withdrawn")


def upgrade() -> None:
    _drafts()
    _steps()
    _authors()
    _teams_and_needs()
    _comments()


def _step_column():
    return sa.Column(
        "step",
        sa.Enum(*STEPS, name="step", native_enum=False, create_constraint=True, length=40),
        nullable=False,
    )


def _drafts() -> None:
    op.create_table(
        "kit_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("able_to", sa.Text(), nullable=False),
        sa.Column("constructs", sa.JSON(), nullable=False),
        sa.Column("sectors", sa.JSON(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=True),
        sa.Column("slug", sa.Text(), nullable=True),
        sa.Column("moi_id", sa.Text(), nullable=True),
        _step_column(),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_kit_draft_draft_in_our_languages")
        ),
        sa.CheckConstraint(
            "step <> 'pilot' OR kit_id IS NOT NULL", name=op.f("ck_kit_draft_pilot_is_of_a_kit")
        ),
        sa.CheckConstraint(
            "step NOT IN ('draft', 'pilot') OR slug IS NOT NULL",
            name=op.f("ck_kit_draft_accepted_has_slug"),
        ),
        sa.CheckConstraint(
            "title <> '' AND why <> ''", name=op.f("ck_kit_draft_draft_says_what_and_why")
        ),
        sa.CheckConstraint(
            "(slug IS NULL) = (moi_id IS NULL)", name=op.f("ck_kit_draft_draft_named_whole")
        ),
        sa.CheckConstraint("length(title) <= 120", name=op.f("ck_kit_draft_draft_title_is_short")),
        sa.CheckConstraint("revision > 0", name=op.f("ck_kit_draft_draft_counts_its_changes")),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name=op.f("fk_kit_draft_kit_id_kit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_draft")),
        sa.UniqueConstraint("form_key", name="one_draft_per_form"),
    )
    op.create_index("ix_kit_draft_kit_id", "kit_draft", ["kit_id"], unique=False)
    op.create_index("ix_kit_draft_step_since", "kit_draft", ["step", "since"], unique=False)
    op.create_index(
        "one_open_draft_per_kit",
        "kit_draft",
        ["kit_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "one_open_draft_per_moi_id",
        "kit_draft",
        ["moi_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "one_open_draft_per_slug",
        "kit_draft",
        ["slug"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _steps() -> None:
    op.create_table(
        "kit_draft_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        _step_column(),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_kit_draft_step_step_in_our_languages")
        ),
        sa.CheckConstraint(
            "step <> 'declined' OR note <> ''", name=op.f("ck_kit_draft_step_declining_has_reason")
        ),
        sa.CheckConstraint(
            "length(note) <= 1000", name=op.f("ck_kit_draft_step_step_note_is_short")
        ),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_kit_draft_step_by_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["kit_draft.id"], name=op.f("fk_kit_draft_step_draft_id_kit_draft")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_draft_step")),
    )
    op.create_index(
        op.f("ix_kit_draft_step_by_person_id"), "kit_draft_step", ["by_person_id"], unique=False
    )
    op.create_index(
        op.f("ix_kit_draft_step_draft_id"), "kit_draft_step", ["draft_id"], unique=False
    )


def _authors() -> None:
    op.create_table(
        "kit_draft_author",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("told_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["kit_draft.id"], name=op.f("fk_kit_draft_author_draft_id_kit_draft")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_kit_draft_author_person_id_person")
        ),
        sa.PrimaryKeyConstraint("draft_id", "person_id", name=op.f("pk_kit_draft_author")),
    )
    op.create_index(
        op.f("ix_kit_draft_author_person_id"), "kit_draft_author", ["person_id"], unique=False
    )


def _teams_and_needs() -> None:
    op.create_table(
        "kit_draft_team",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["kit_draft.id"], name=op.f("fk_kit_draft_team_draft_id_kit_draft")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_kit_draft_team_team_id_team")
        ),
        sa.PrimaryKeyConstraint("draft_id", "team_id", name=op.f("pk_kit_draft_team")),
    )
    op.create_index(op.f("ix_kit_draft_team_team_id"), "kit_draft_team", ["team_id"], unique=False)
    op.create_table(
        "kit_draft_need",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["kit_draft.id"], name=op.f("fk_kit_draft_need_draft_id_kit_draft")
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk_kit_draft_need_need_id_need")
        ),
        sa.PrimaryKeyConstraint("draft_id", "need_id", name=op.f("pk_kit_draft_need")),
    )
    op.create_index(op.f("ix_kit_draft_need_need_id"), "kit_draft_need", ["need_id"], unique=False)


def _comments() -> None:
    op.create_table(
        "kit_draft_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(words <> '') = (taken_back_on IS NULL)",
            name=op.f("ck_kit_draft_comment_comment_has_words"),
        ),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_kit_draft_comment_comment_in_our_languages")
        ),
        sa.CheckConstraint(
            "answers_id IS NULL OR resolved_on IS NULL",
            name=op.f("ck_kit_draft_comment_only_a_question_is_settled"),
        ),
        sa.CheckConstraint(
            "length(path) <= 200", name=op.f("ck_kit_draft_comment_comment_path_is_short")
        ),
        sa.CheckConstraint(
            "length(words) <= 1000", name=op.f("ck_kit_draft_comment_comment_is_short")
        ),
        sa.ForeignKeyConstraint(
            ["answers_id"],
            ["kit_draft_comment.id"],
            name=op.f("fk_kit_draft_comment_answers_id_kit_draft_comment"),
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["kit_draft.id"], name=op.f("fk_kit_draft_comment_draft_id_kit_draft")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_kit_draft_comment_written_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_draft_comment")),
        sa.UniqueConstraint("form_key", name="one_comment_per_form"),
    )
    op.create_index(
        op.f("ix_kit_draft_comment_answers_id"), "kit_draft_comment", ["answers_id"], unique=False
    )
    op.create_index(
        "ix_kit_draft_comment_draft_id_written_on",
        "kit_draft_comment",
        ["draft_id", "written_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_kit_draft_comment_written_by_id"),
        "kit_draft_comment",
        ["written_by_id"],
        unique=False,
    )


def downgrade() -> None:
    for table in ("comment", "need", "team", "author", "step"):
        op.drop_table(f"kit_draft_{table}")
    op.drop_table("kit_draft")
