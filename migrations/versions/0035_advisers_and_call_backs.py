"""Whom to turn to, and who asked to be called back."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

LONGEST_LINE = 120
LONGEST_WISH = 500


def _text(name, **more):
    return sa.Column(name, sa.Text(), nullable=False, **more)


def upgrade() -> None:
    _advisers()
    _call_backs()


def _advisers() -> None:
    op.create_table(
        "adviser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "confidential",
                "prevention",
                name="adviserkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        _text("name"),
        _text("phone"),
        _text("email"),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_adviser_adviser_has_a_name")),
        sa.CheckConstraint(
            "phone <> '' OR email <> ''", name=op.f("ck_adviser_adviser_can_be_reached")
        ),
        sa.CheckConstraint(
            f"length(name) <= {LONGEST_LINE} AND length(phone) <= {LONGEST_LINE} "
            f"AND length(email) <= {LONGEST_LINE}",
            name=op.f("ck_adviser_adviser_fits_on_a_line"),
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_adviser_adviser_counts_its_saves")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_adviser_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["kept_by_id"], ["person.id"], name=op.f("fk_adviser_kept_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adviser")),
        sa.UniqueConstraint("organisation_id", "kind", name="one_adviser_per_kind"),
    )
    op.create_index(op.f("ix_adviser_kept_by_id"), "adviser", ["kept_by_id"])


def _call_backs() -> None:
    op.create_table(
        "contact_request",
        _text("id"),
        _text("name"),
        _text("reach"),
        _text("moment"),
        _text("lang"),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("handled_on", sa.Date(), nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "length(id) = 32", name=op.f("ck_contact_request_contact_request_has_a_random_id")
        ),
        sa.CheckConstraint(
            f"name <> '' AND length(name) <= {LONGEST_LINE}",
            name=op.f("ck_contact_request_contact_request_has_a_name"),
        ),
        sa.CheckConstraint(
            f"reach <> '' AND length(reach) <= {LONGEST_LINE}",
            name=op.f("ck_contact_request_contact_request_can_be_met"),
        ),
        sa.CheckConstraint(
            f"length(moment) <= {LONGEST_WISH}",
            name=op.f("ck_contact_request_contact_request_is_short"),
        ),
        sa.CheckConstraint(
            "handled_on IS NULL OR handled_on >= asked_on",
            name=op.f("ck_contact_request_handled_after_it_was_asked"),
        ),
        sa.CheckConstraint(
            "handled_by_id IS NULL OR handled_on IS NOT NULL",
            name=op.f("ck_contact_request_who_called_has_called"),
        ),
        sa.ForeignKeyConstraint(
            ["handled_by_id"], ["person.id"], name=op.f("fk_contact_request_handled_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_request")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_contact_request_handled_by_id"), "contact_request", ["handled_by_id"])


def downgrade() -> None:
    op.drop_table("contact_request")
    op.drop_table("adviser")
