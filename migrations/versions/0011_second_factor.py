"""Second factors: apps, recovery codes, passkeys."""

import sqlalchemy as sa
from alembic import op

import portal.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PURPOSES = ("sign_in", "app", "passkey", "proof", "alone")


def upgrade() -> None:
    op.create_table(
        "authenticator_app",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_authenticator_app")),
        _of_account("authenticator_app"),
        sa.CheckConstraint(
            "secret LIKE 'gAAAA%'", name=op.f("ck_authenticator_app_app_secret_sealed")
        ),
    )
    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name=op.f("pk_recovery_code")),
        _of_account("recovery_code"),
        sa.CheckConstraint(
            "length(code_hash) = 64", name=op.f("ck_recovery_code_recovery_code_hashed")
        ),
    )
    op.create_table(
        "used_code",
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("forget_at", portal.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_used_code")),
        sa.CheckConstraint("length(code_hash) = 64", name=op.f("ck_used_code_used_code_hashed")),
    )
    _passkeys()
    _begun()


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account_id"],
        ["account.id"],
        name=op.f(f"fk_{table}_account_id_account"),
        ondelete="CASCADE",
    )


def _passkeys() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("user_handle", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        _of_account("passkey"),
        sa.UniqueConstraint("credential_id", name="one_passkey_per_credential"),
        sa.CheckConstraint(
            "length(credential_id) BETWEEN 1 AND 1023",
            name=op.f("ck_passkey_credential_id_in_bounds"),
        ),
        sa.CheckConstraint(
            "length(user_handle) = 32", name=op.f("ck_passkey_user_handle_is_256_bits")
        ),
        sa.CheckConstraint(
            "name <> '' AND length(name) <= 60", name=op.f("ck_passkey_passkey_has_a_short_name")
        ),
        sa.CheckConstraint("sign_count >= 0", name=op.f("ck_passkey_passkey_counts_up")),
    )
    op.create_index("ix_passkey_account_id", "passkey", ["account_id"])


def _begun() -> None:
    op.create_table(
        "begun",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                *PURPOSES, name="purpose", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("expires_at", portal.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_begun")),
        _of_account("begun"),
        sa.UniqueConstraint("key_hash", name="one_begun_per_key"),
        sa.CheckConstraint("length(key_hash) = 64", name=op.f("ck_begun_begun_key_hashed")),
        sa.CheckConstraint(
            "(account_id IS NULL) = (purpose = 'alone')",
            name=op.f("ck_begun_only_a_passkey_alone_is_nobodys"),
        ),
        sa.CheckConstraint(
            "(secret IS NOT NULL) = (purpose = 'app') AND (secret IS NULL OR secret LIKE 'gAAAA%')",
            name=op.f("ck_begun_begun_app_has_a_sealed_secret"),
        ),
    )
    op.create_index("ix_begun_account_id", "begun", ["account_id"])


def downgrade() -> None:
    op.drop_index("ix_begun_account_id", table_name="begun")
    op.drop_table("begun")
    op.drop_index("ix_passkey_account_id", table_name="passkey")
    op.drop_table("passkey")
    op.drop_table("used_code")
    op.drop_table("recovery_code")
    op.drop_table("authenticator_app")
