"""What culture measurement keeps of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _measurements()
    _headcounts()
    _kinds_of_asks("'meeting', 'evaluation', 'culture'")


def _measurements() -> None:
    op.create_table(
        "culture_measurement",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "number > 0", name=op.f("ck_culture_measurement_measurements_are_counted")
        ),
        sa.CheckConstraint(
            "contact <> '' AND length(contact) <= 300",
            name=op.f("ck_culture_measurement_staff_can_ask_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_culture_measurement_campaign_id_campaign"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_culture_measurement")),
        sa.UniqueConstraint("number", name="one_measurement_per_number"),
    )
    op.create_table(
        "culture_organisation",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("informed_on", sa.Date(), nullable=True),
        sa.Column("informed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="1"),
        *_of_measurement("culture_organisation"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_culture_organisation_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["informed_by_id"],
            ["person.id"],
            name=op.f("fk_culture_organisation_informed_by_id_person"),
        ),
        sa.PrimaryKeyConstraint(
            "campaign_id", "organisation_id", name=op.f("pk_culture_organisation")
        ),
    )
    op.create_index(
        op.f("ix_culture_organisation_organisation_id"),
        "culture_organisation",
        ["organisation_id"],
    )


def _headcounts() -> None:
    op.create_table(
        "culture_headcount",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("apart", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "people BETWEEN 1 AND 9999",
            name=op.f("ck_culture_headcount_somebody_works_in_the_team"),
        ),
        *_of_measurement("culture_headcount"),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_culture_headcount_team_id_team")
        ),
        sa.ForeignKeyConstraint(
            ["told_by_id"], ["person.id"], name=op.f("fk_culture_headcount_told_by_id_person")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "team_id", name=op.f("pk_culture_headcount")),
    )
    op.create_index(op.f("ix_culture_headcount_team_id"), "culture_headcount", ["team_id"])


def _of_measurement(table: str) -> list[sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_campaign_id_culture_measurement")
    return [
        sa.ForeignKeyConstraint(["campaign_id"], ["culture_measurement.campaign_id"], name=name)
    ]


def _kinds_of_asks(kinds: str) -> None:
    with op.batch_alter_table("ask_reason") as table:
        table.drop_constraint("askkind", type_="check")
        table.create_check_constraint("askkind", f"kind IN ({kinds})")


def downgrade() -> None:
    op.execute("DELETE FROM ask_reason WHERE kind = 'culture'")
    _kinds_of_asks("'meeting', 'evaluation'")
    op.drop_table("culture_headcount")
    op.drop_table("culture_organisation")
    op.drop_table("culture_measurement")
