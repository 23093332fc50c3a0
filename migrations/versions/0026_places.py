"""Seats at a meeting, the waiting list, teams that come along."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _registrations()
    _places()


def _registrations() -> None:
    op.create_table(
        "team_registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "on_site",
                "online",
                name="way",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("registered_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "people BETWEEN 1 AND 20",
            name=op.f("ck_team_registration_a_team_comes_with_one_to_twenty"),
        ),
        sa.CheckConstraint(
            "revision > 0", name=op.f("ck_team_registration_registration_revision_counts_up")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_team_registration_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["registered_by_id"],
            ["person.id"],
            name=op.f("fk_team_registration_registered_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_team_registration_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_registration")),
        sa.UniqueConstraint("meeting_id", "team_id", name="a_team_registers_once"),
    )
    for column in ("registered_by_id", "team_id"):
        op.create_index(op.f(f"ix_team_registration_{column}"), "team_registration", [column])


def _places() -> None:
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seated", sa.Boolean(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(invitation_id IS NULL) <> (registration_id IS NULL)",
            name=op.f("ck_place_a_place_is_of_one"),
        ),
        sa.CheckConstraint(
            "people BETWEEN 1 AND 20 AND (invitation_id IS NULL OR people = 1)",
            name=op.f("ck_place_a_person_takes_one_seat"),
        ),
        sa.CheckConstraint("position > 0", name=op.f("ck_place_positions_start_at_one")),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_place_invitation_id_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_place_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["team_registration.id"],
            name=op.f("fk_place_registration_id_team_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("invitation_id", name="one_place_per_invitation"),
        sa.UniqueConstraint("meeting_id", "position", name="one_place_per_position"),
        sa.UniqueConstraint("registration_id", name="one_place_per_registration"),
    )


def downgrade() -> None:
    op.drop_table("place")
    op.drop_table("team_registration")
