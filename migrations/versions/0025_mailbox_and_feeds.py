"""What came back by mail, and the calendars that people subscribe to."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

OUTCOMES = (
    "answered",
    "sends_colleague",
    "returned",
    "automatic",
    "delayed",
    "other_failure",
    "outdated",
    "counter",
    "unknown_meeting",
    "other_person",
    "wrong_tag",
    "not_proven",
    "no_answer",
    "unknown_mail",
    "unreadable",
    "too_large",
    "for_people",
)


def upgrade() -> None:
    op.create_table(
        "received_mail",
        sa.Column("message_key", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                *OUTCOMES, name="outcome", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "length(message_key) = 64", name=op.f("ck_received_mail_message_id_is_hashed")
        ),
        sa.PrimaryKeyConstraint("message_key", name=op.f("pk_received_mail")),
    )
    op.create_index("ix_received_mail_received_on", "received_mail", ["received_on"], unique=False)
    op.create_table(
        "colleague_coming",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_colleague_coming_invitation_id_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_colleague_coming_person_id_person")
        ),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_colleague_coming")),
    )
    op.create_index(
        op.f("ix_colleague_coming_person_id"), "colleague_coming", ["person_id"], unique=False
    )
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "length(token_hash) = 64", name=op.f("ck_calendar_feed_feed_token_is_hashed")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("person_id", name="one_feed_per_person"),
        sa.UniqueConstraint("token_hash", name="one_feed_per_token"),
    )


def downgrade() -> None:
    for table in ("calendar_feed", "colleague_coming", "received_mail"):
        op.drop_table(table)
