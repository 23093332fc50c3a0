"""How far an instrument has been validated, and who took answers along for what purpose."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

STEPS = ("content_validity", "cognitive_interviews", "pilot", "confirmation", "invariance")
STATES = ("planned", "under_way", "done")


def upgrade() -> None:
    _validation()
    _exports()


def downgrade() -> None:
    op.drop_table("answers_export")
    op.drop_table("validation_step")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _validation() -> None:
    table = "validation_step"
    op.create_table(
        table,
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("step", _enum("validation", *STEPS), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", _enum("stepstate", *STATES), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("revision > 0", name=op.f(f"ck_{table}_step_counts_its_changes")),
        sa.CheckConstraint(
            "people IS NULL OR people > 0", name=op.f(f"ck_{table}_step_counts_people")
        ),
        sa.CheckConstraint(
            "length(figure) <= 500 AND length(source) <= 500",
            name=op.f(f"ck_{table}_step_is_told_shortly"),
        ),
        sa.CheckConstraint(
            "state <> 'done' OR (done_on IS NOT NULL AND people IS NOT NULL "
            "AND figure <> '' AND source <> '')",
            name=op.f(f"ck_{table}_step_that_is_done_says_what_it_showed"),
        ),
        sa.CheckConstraint(
            "done_on IS NULL OR state = 'done'",
            name=op.f(f"ck_{table}_only_what_is_done_has_a_day"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["instrument_version.id"],
            name=op.f(f"fk_{table}_version_id_instrument_version"),
        ),
        sa.ForeignKeyConstraint(
            ["kept_by_id"], ["person.id"], name=op.f(f"fk_{table}_kept_by_id_person")
        ),
        sa.PrimaryKeyConstraint("version_id", "step", "revision", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f("ix_validation_step_kept_by_id"), table, ["kept_by_id"])


def _exports() -> None:
    table = "answers_export"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "purpose <> '' AND length(purpose) <= 500",
            name=op.f(f"ck_{table}_export_has_a_purpose"),
        ),
        sa.CheckConstraint("responses >= 0", name=op.f(f"ck_{table}_export_counts_its_rows")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f(f"fk_{table}_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["person.id"], name=op.f(f"fk_{table}_taken_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f("ix_answers_export_campaign_id"), table, ["campaign_id"])
    op.create_index(op.f("ix_answers_export_taken_by_id"), table, ["taken_by_id"])
