"""What items measure: constructs, the words of sections, comparable versions."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

OWNERS = ("version", "section", "option", "item")


def upgrade() -> None:
    with op.batch_alter_table("instrument_version") as table:
        table.add_column(sa.Column("comparable_with_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            "comparable_with_a_kept_version", "instrument_version", ["comparable_with_id"], ["id"]
        )
    _constructs()
    _measured()
    _text_of(*OWNERS[:1], "construct", *OWNERS[1:])


def _constructs() -> None:
    op.create_table(
        "construct",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column(
            "referent",
            _one_of("referent", "self", "team", "organisation", "patient"),
            nullable=True,
        ),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("min_answered", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "min_answered > 0 AND min_answered <= 1", name=op.f("ck_construct_score_needs_a_part")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id", "version_id"],
            ["construct.id", "construct.version_id"],
            name="construct_under_one_of_its_version",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["instrument_version.id"],
            name=op.f("fk_construct_version_id_instrument_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_construct")),
        sa.UniqueConstraint("version_id", "code", name="one_construct_per_code"),
        sa.UniqueConstraint("id", "version_id", name="construct_of_its_version"),
    )


def _measured() -> None:
    with op.batch_alter_table("item") as table:
        table.add_column(sa.Column("construct_id", sa.Integer(), nullable=True))
        for mark in ("reverse", "organisation_only"):
            table.add_column(
                sa.Column(mark, sa.Boolean(), nullable=False, server_default=sa.false())
            )
        table.add_column(sa.Column("offers", _one_of("offer", "advisers"), nullable=True))
        table.create_foreign_key(
            "item_measures_a_construct_of_its_version",
            "construct",
            ["construct_id", "version_id"],
            ["id", "version_id"],
        )
    with op.batch_alter_table("item") as table:
        for mark in ("reverse", "organisation_only"):
            table.alter_column(mark, server_default=None)


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _text_of(*owners: str) -> None:
    listed = ", ".join(f"'{owner}'" for owner in owners)
    with op.batch_alter_table("instrument_text") as table:
        table.drop_constraint(op.f("ck_instrument_text_text_has_owner"), type_="check")
        table.create_check_constraint("text_has_owner", f"owner IN ({listed})")


def downgrade() -> None:
    op.execute("DELETE FROM instrument_text WHERE owner = 'construct'")
    _text_of(*OWNERS)
    with op.batch_alter_table("item") as table:
        table.drop_constraint("item_measures_a_construct_of_its_version", type_="foreignkey")
        table.drop_constraint("offer", type_="check")
        for column in ("construct_id", "reverse", "organisation_only", "offers"):
            table.drop_column(column)
    op.drop_table("construct")
    with op.batch_alter_table("instrument_version") as table:
        table.drop_constraint("comparable_with_a_kept_version", type_="foreignkey")
        table.drop_column("comparable_with_id")
