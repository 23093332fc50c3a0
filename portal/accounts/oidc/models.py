"""Who vouches for whom: identity providers, whom they serve, and the accounts linked with them."""

from datetime import date
from typing import Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.db import Model
from portal.network.models import Organisation
from portal.policy.decide import Extent

SAFE_ISSUER: Final = (
    "issuer LIKE 'https://%' OR issuer LIKE 'http://localhost:%'"
    " OR issuer LIKE 'http://127.0.0.1:%'"
)


class IdentityProvider(Model):
    """A sign-in service of one or more organisations; without any it serves everybody."""

    __tablename__ = "identity_provider"
    __table_args__ = (
        UniqueConstraint("issuer", name="one_provider_per_issuer"),
        UniqueConstraint("name", name="one_provider_per_name"),
        CheckConstraint("name <> '' AND client_id <> ''", name="provider_has_name"),
        CheckConstraint(SAFE_ISSUER, name="issuer_is_safe"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    issuer: Mapped[str]
    client_id: Mapped[str]
    client_secret: Mapped[str]  # sealed
    counts_as_second_factor: Mapped[bool] = mapped_column(default=False)
    enabled: Mapped[bool] = mapped_column(default=True)

    organisations: Mapped[list[Organisation]] = relationship(
        secondary="identity_provider_organisation",
        order_by=Organisation.search_name,
        lazy="raise_on_sql",
    )
    domains: Mapped[list["ProviderDomain"]] = relationship(
        order_by="ProviderDomain.domain", cascade="all, delete-orphan", lazy="raise_on_sql"
    )

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:  # noqa: ARG003 -- the policy's signature
        """No provider lies inside an organisation or a team: they are the network's."""
        return false()


class ProviderOrganisation(Model):
    """An organisation whose people a provider knows."""

    __tablename__ = "identity_provider_organisation"

    provider_id: Mapped[int] = mapped_column(
        ForeignKey("identity_provider.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, index=True
    )


class ProviderDomain(Model):
    """What stands behind the @ in the mail addresses that a provider vouches for."""

    __tablename__ = "identity_provider_domain"
    __table_args__ = (
        CheckConstraint(
            "domain = lower(domain) AND domain LIKE '%.%' AND domain NOT LIKE '%@%'",
            name="domain_is_plain",
        ),
    )

    domain: Mapped[str] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(
        ForeignKey("identity_provider.id", ondelete="CASCADE"), index=True
    )


class Identity(Model):
    """An account that its owner linked with who they are at a provider: issuer and subject."""

    __tablename__ = "account_identity"
    __table_args__ = (
        UniqueConstraint("provider_id", "subject", name="one_account_per_subject"),
        UniqueConstraint("account_id", "provider_id", name="one_subject_per_provider"),
        CheckConstraint("length(subject) BETWEEN 1 AND 255", name="subject_has_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("identity_provider.id"))
    subject: Mapped[str]
    linked_on: Mapped[date]

    account: Mapped[User] = relationship(lazy="raise_on_sql")
    provider: Mapped[IdentityProvider] = relationship(lazy="raise_on_sql")
