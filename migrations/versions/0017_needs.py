"""Needs of teams, who shares them, and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STEPS = ("being_made", "kit", "reason", "reopened", "merged", "parted")
PEOPLE_AND_PLACES = ("told_on", "told_by_id", "team_id", "organisation_id", "meeting_id")


def upgrade() -> None:
    _make_need()
    op.create_table(
        "need_construct",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("construct", sa.Text(), nullable=False),
        _points("need_construct", "need_id", "need"),
        sa.PrimaryKeyConstraint("need_id", "construct", name=op.f("pk_need_construct")),
    )
    _make_support()
    _make_step()


def _points(table, column, to):
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def _index(table, *columns):
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _make_need():
    op.create_table(
        "need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("happened", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(words) BETWEEN 1 AND 300", name=op.f("ck_need_need_has_words")),
        sa.CheckConstraint("length(happened) <= 1000", name=op.f("ck_need_need_is_short")),
        sa.CheckConstraint("lang IN ('nl', 'en')", name=op.f("ck_need_need_in_our_languages")),
        sa.CheckConstraint(
            "team_id IS NULL OR organisation_id IS NOT NULL",
            name=op.f("ck_need_need_of_a_team_has_its_place"),
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_need_need_revision_counts_up")),
        sa.ForeignKeyConstraint(
            ["team_id", "organisation_id"],
            ["team.id", "team.organisation_id"],
            name="need_in_organisation_of_team",
        ),
        _points("need", "told_by_id", "person"),
        _points("need", "organisation_id", "organisation"),
        _points("need", "meeting_id", "meeting"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    _index("need", *PEOPLE_AND_PLACES)


def _make_support():
    op.create_table(
        "need_support",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("named_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "named_on >= said_on", name=op.f("ck_need_support_named_from_the_day_it_was_said")
        ),
        _points("need_support", "need_id", "need"),
        _points("need_support", "team_id", "team"),
        _points("need_support", "said_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_support")),
        sa.UniqueConstraint("need_id", "team_id", name="one_support_per_team"),
    )
    _index("need_support", "team_id", "said_by_id")


def _make_step():
    kind = sa.Enum(*STEPS, name="stepkind", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "need_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("kit_id", sa.Integer(), nullable=True),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'kit') = (kit_id IS NOT NULL)",
            name=op.f("ck_need_step_answered_with_its_kit"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('reason', 'reopened') OR reason <> ''",
            name=op.f("ck_need_step_need_step_has_reason"),
        ),
        sa.CheckConstraint(
            "(kind = 'merged') = (into_id IS NOT NULL)",
            name=op.f("ck_need_step_merged_into_another"),
        ),
        sa.CheckConstraint(
            "into_id <> need_id", name=op.f("ck_need_step_never_merged_into_itself")
        ),
        sa.CheckConstraint("length(reason) <= 1000", name=op.f("ck_need_step_need_step_is_short")),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_need_step_need_step_in_our_languages")
        ),
        _points("need_step", "need_id", "need"),
        _points("need_step", "by_person_id", "person"),
        _points("need_step", "kit_id", "kit"),
        _points("need_step", "into_id", "need"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_step")),
    )
    _index("need_step", "need_id", "happened_on", "by_person_id", "kit_id", "into_id")


def downgrade() -> None:
    for table in ("need_step", "need_support", "need_construct", "need"):
        op.drop_table(table)
