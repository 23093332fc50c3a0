"""Accounts, sessions, links and limits."""

import sqlalchemy as sa
from alembic import op

import portal.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PURPOSES = ("invitation", "reset")


def upgrade() -> None:
    _accounts()
    _sessions()
    _links()
    op.create_table(
        "reset_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("asked_at", portal.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_request")),
        sa.UniqueConstraint("address", name="one_open_request_per_address"),
    )
    op.create_table(
        "tries",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("wait_until", portal.db.UtcDateTime(), nullable=False),
        sa.Column("forget_at", portal.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tries")),
        sa.CheckConstraint("count >= 0", name=op.f("ck_tries_tries_counted_up")),
        sa.CheckConstraint("length(key) = 64", name=op.f("ck_tries_tries_key_hashed")),
    )


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("fs_uniquifier", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_person_id_person")
        ),
        sa.UniqueConstraint("person_id", name="one_account_per_person"),
        sa.UniqueConstraint("fs_uniquifier", name="one_account_per_mark"),
        sa.CheckConstraint(
            "password IS NULL OR password LIKE '$argon2id$%'",
            name=op.f("ck_account_password_hashed"),
        ),
    )


def _sessions() -> None:
    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("started_at", portal.db.UtcDateTime(), nullable=False),
        sa.Column("seen_at", portal.db.UtcDateTime(), nullable=False),
        sa.Column("expires_at", portal.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_session_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("key_hash", name="one_session_per_key"),
        sa.CheckConstraint(
            "expires_at > started_at", name=op.f("ck_account_session_session_ends_after_start")
        ),
        sa.CheckConstraint(
            "length(key_hash) = 64", name=op.f("ck_account_session_session_key_hashed")
        ),
    )
    op.create_index("ix_account_session_account_id", "account_session", ["account_id"])


def _links() -> None:
    op.create_table(
        "account_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                *PURPOSES, name="linkpurpose", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_at", portal.db.UtcDateTime(), nullable=False),
        sa.Column("expires_at", portal.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_link_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("token_hash", name="one_link_per_token"),
        sa.UniqueConstraint("account_id", "purpose", name="one_link_per_purpose"),
        sa.CheckConstraint(
            "length(token_hash) = 64", name=op.f("ck_account_link_link_token_hashed")
        ),
    )


def downgrade() -> None:
    op.drop_table("tries")
    op.drop_table("reset_request")
    op.drop_table("account_link")
    op.drop_index("ix_account_session_account_id", table_name="account_session")
    op.drop_table("account_session")
    op.drop_table("account")
