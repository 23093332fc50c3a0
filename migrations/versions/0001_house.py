"""Mail that waits and the trail of acts."""

import sqlalchemy as sa
from alembic import op

import portal.db

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MAIL_STATES = ("queued", "claimed", "sent", "failed", "kept")


def upgrade() -> None:
    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=True),
        sa.Column("calendar_method", sa.Text(), nullable=True),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *MAIL_STATES, name="mailstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("due_at", portal.db.UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_at", portal.db.UtcDateTime(), nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("sent_at", portal.db.UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("dedupe_key", name="one_mail_per_key"),
        sa.UniqueConstraint("message_id", name="one_mail_per_message_id"),
        sa.CheckConstraint(
            "dedupe_key <> '' AND recipient <> ''",
            name=op.f("ck_outbox_mail_mail_has_key_and_recipient"),
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_mail_attempts_count_up")),
        sa.CheckConstraint(
            "(state = 'claimed') = (claimed_at IS NOT NULL) "
            "AND (claimed_at IS NULL) = (claimed_by IS NULL)",
            name=op.f("ck_outbox_mail_claim_has_owner_and_moment"),
        ),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_outbox_mail_sent_has_moment")
        ),
        sa.CheckConstraint(
            "(calendar IS NULL) = (calendar_method IS NULL)",
            name=op.f("ck_outbox_mail_calendar_has_method"),
        ),
        sa.CheckConstraint(
            "NOT secret OR state <> 'sent' OR (text = '' AND html = '' AND calendar IS NULL)",
            name=op.f("ck_outbox_mail_sent_secret_is_wiped"),
        ),
    )
    op.create_index("ix_outbox_mail_state_due_at", "outbox_mail", ["state", "due_at"])
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", portal.db.UtcDateTime(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("object_kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.CheckConstraint(
            "event <> '' AND object_kind <> '' AND object_id <> ''",
            name=op.f("ck_audit_event_act_names_its_object"),
        ),
    )
    op.create_index("ix_audit_event_event_at", "audit_event", ["event", "at"])
    op.create_index("ix_audit_event_at", "audit_event", ["at"])


def downgrade() -> None:
    op.drop_table("audit_event")
    op.drop_table("outbox_mail")
