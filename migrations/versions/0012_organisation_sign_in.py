"""Sign-in with an organisation's own accounts, changes of address, devices of sessions."""

import sqlalchemy as sa
from alembic import op

import portal.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SAFE_ISSUER = (
    "issuer LIKE 'https://%' OR issuer LIKE 'http://localhost:%'"
    " OR issuer LIKE 'http://127.0.0.1:%'"
)


def upgrade() -> None:
    op.add_column(
        "account_session", sa.Column("device", sa.Text(), nullable=False, server_default="")
    )
    _providers()
    _organisations_and_domains()
    _identities()
    _address_changes()


def _providers() -> None:
    op.create_table(
        "identity_provider",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("client_secret", sa.Text(), nullable=False),
        sa.Column("counts_as_second_factor", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_provider")),
        sa.UniqueConstraint("issuer", name="one_provider_per_issuer"),
        sa.UniqueConstraint("name", name="one_provider_per_name"),
        sa.CheckConstraint(
            "name <> '' AND client_id <> ''", name=op.f("ck_identity_provider_provider_has_name")
        ),
        sa.CheckConstraint(SAFE_ISSUER, name=op.f("ck_identity_provider_issuer_is_safe")),
    )


def _organisations_and_domains() -> None:
    op.create_table(
        "identity_provider_organisation",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "provider_id", "organisation_id", name=op.f("pk_identity_provider_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["identity_provider.id"],
            name=op.f("fk_identity_provider_organisation_provider_id_identity_provider"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_identity_provider_organisation_organisation_id_organisation"),
        ),
    )
    op.create_index(
        "ix_identity_provider_organisation_organisation_id",
        "identity_provider_organisation",
        ["organisation_id"],
    )
    op.create_table(
        "identity_provider_domain",
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_identity_provider_domain")),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["identity_provider.id"],
            name=op.f("fk_identity_provider_domain_provider_id_identity_provider"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "domain = lower(domain) AND domain LIKE '%.%' AND domain NOT LIKE '%@%'",
            name=op.f("ck_identity_provider_domain_domain_is_plain"),
        ),
    )
    op.create_index(
        "ix_identity_provider_domain_provider_id", "identity_provider_domain", ["provider_id"]
    )


def _identities() -> None:
    op.create_table(
        "account_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("linked_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_identity")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_identity_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["identity_provider.id"],
            name=op.f("fk_account_identity_provider_id_identity_provider"),
        ),
        sa.UniqueConstraint("provider_id", "subject", name="one_account_per_subject"),
        sa.UniqueConstraint("account_id", "provider_id", name="one_subject_per_provider"),
        sa.CheckConstraint(
            "length(subject) BETWEEN 1 AND 255", name=op.f("ck_account_identity_subject_has_length")
        ),
    )


def _address_changes() -> None:
    op.create_table(
        "address_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", portal.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_address_change_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("account_id", name="one_address_change_per_account"),
        sa.UniqueConstraint("token_hash", name="one_address_change_per_token"),
        sa.CheckConstraint(
            "address = lower(address)", name=op.f("ck_address_change_new_address_in_lower_case")
        ),
        sa.CheckConstraint(
            "length(token_hash) = 64", name=op.f("ck_address_change_change_token_hashed")
        ),
    )


def downgrade() -> None:
    op.drop_table("address_change")
    op.drop_table("account_identity")
    op.drop_index("ix_identity_provider_domain_provider_id", "identity_provider_domain")
    op.drop_table("identity_provider_domain")
    op.drop_index(
        "ix_identity_provider_organisation_organisation_id", "identity_provider_organisation"
    )
    op.drop_table("identity_provider_organisation")
    op.drop_table("identity_provider")
    op.drop_column("account_session", "device")
