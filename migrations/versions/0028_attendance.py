"""Check-in codes, guests, people who walk in, attestations."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _codes()
    _guests()
    _attestations()
    _lines()


def _codes() -> None:
    op.create_table(
        "check_in_code",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("slips", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "length(code_hash) = 64", name=op.f("ck_check_in_code_check_in_code_is_kept_as_a_hash")
        ),
        sa.CheckConstraint("slips >= 0", name=op.f("ck_check_in_code_slips_count_up")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_check_in_code_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_check_in_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_check_in_code_code_hash")),
    )


def _guests() -> None:
    op.create_table(
        "guest",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column(
            "presence",
            sa.Enum(
                "on_site",
                "online",
                "excused",
                "absent",
                name="presence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "name <> '' AND length(name) <= 200", name=op.f("ck_guest_guest_has_a_name")
        ),
        sa.CheckConstraint(
            "presence IN ('on_site', 'online')", name=op.f("ck_guest_a_guest_was_there")
        ),
        sa.CheckConstraint("length(id) = 32", name=op.f("ck_guest_guest_id_is_random")),
        sa.CheckConstraint(
            "length(organisation) <= 200", name=op.f("ck_guest_guest_is_from_somewhere")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_guest_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest")),
        sqlite_with_rowid=False,
    )
    op.create_index("each_guest_once_a_meeting", "guest", ["meeting_id", "folded"], unique=True)


def _attestations() -> None:
    op.create_table(
        "attestation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "holder",
            sa.Enum(
                "person",
                "deputy",
                "guest",
                name="holder",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("instead_of_id", sa.Integer(), nullable=True),
        sa.Column("guest_id", sa.Text(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(holder = 'person') = (person_id IS NOT NULL)",
            name=op.f("ck_attestation_a_person_holds_their_own"),
        ),
        sa.CheckConstraint(
            "holder <> 'person' OR name <> ''",
            name=op.f("ck_attestation_attestation_names_its_person"),
        ),
        sa.CheckConstraint(
            "holder = 'deputy' OR instead_of_id IS NULL",
            name=op.f("ck_attestation_only_a_deputy_comes_instead"),
        ),
        sa.CheckConstraint(
            "holder = 'guest' OR guest_id IS NULL",
            name=op.f("ck_attestation_only_a_guest_is_a_guest"),
        ),
        sa.CheckConstraint(
            "holder = 'person' OR year IS NULL", name=op.f("ck_attestation_a_year_is_of_a_person")
        ),
        sa.CheckConstraint(
            "(meeting_id IS NULL) <> (year IS NULL)",
            name=op.f("ck_attestation_attests_a_meeting_or_year"),
        ),
        sa.CheckConstraint(
            "length(code_hash) = 64", name=op.f("ck_attestation_attestation_code_is_a_hash")
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"], ["guest.id"], name=op.f("fk_attestation_guest_id_guest")
        ),
        sa.ForeignKeyConstraint(
            ["instead_of_id"], ["person.id"], name=op.f("fk_attestation_instead_of_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_attestation_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_attestation_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_attestation_code_hash")),
    )
    op.create_index(op.f("ix_attestation_guest_id"), "attestation", ["guest_id"], unique=False)
    op.create_index(
        op.f("ix_attestation_instead_of_id"), "attestation", ["instead_of_id"], unique=False
    )
    op.create_index(op.f("ix_attestation_meeting_id"), "attestation", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_attestation_person_id"), "attestation", ["person_id"], unique=False)
    op.create_index(
        "one_standing_attestation_says_this",
        "attestation",
        ["content_hash"],
        unique=True,
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )


def _lines() -> None:
    op.create_table(
        "attestation_line",
        sa.Column("attestation_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "coordinator",
                "researcher",
                "evaluator",
                "funder",
                "ambassador",
                "acting_ambassador",
                "primary_contact",
                "sponsor",
                "hr_contact",
                "communication_contact",
                "board_reader",
                "team_lead",
                "team_member",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column(
            "presence",
            sa.Enum(
                "on_site",
                "online",
                "excused",
                "absent",
                name="presence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "presence IN ('on_site', 'online')",
            name=op.f("ck_attestation_line_attested_is_who_was_there"),
        ),
        sa.ForeignKeyConstraint(
            ["attestation_id"],
            ["attestation.id"],
            name=op.f("fk_attestation_line_attestation_id_attestation"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_attestation_line_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("attestation_id", "meeting_id", name=op.f("pk_attestation_line")),
    )
    op.create_index(
        op.f("ix_attestation_line_meeting_id"), "attestation_line", ["meeting_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_attestation_line_meeting_id"), table_name="attestation_line")
    op.drop_table("attestation_line")
    op.drop_index(
        "one_standing_attestation_says_this",
        table_name="attestation",
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )
    op.drop_index(op.f("ix_attestation_person_id"), table_name="attestation")
    op.drop_index(op.f("ix_attestation_meeting_id"), table_name="attestation")
    op.drop_index(op.f("ix_attestation_instead_of_id"), table_name="attestation")
    op.drop_index(op.f("ix_attestation_guest_id"), table_name="attestation")
    op.drop_table("attestation")
    op.drop_index("each_guest_once_a_meeting", table_name="guest")
    op.drop_table("guest")
    op.drop_table("check_in_code")
