"""Providers and the accounts linked with them, read."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.accounts.models import User
from portal.accounts.oidc import rules
from portal.accounts.oidc.models import (
    Identity,
    IdentityProvider,
    ProviderDomain,
    ProviderOrganisation,
)
from portal.db import db
from portal.network.as_of import valid_on
from portal.network.models import Organisation, Post, folded
from portal.policy.decide import Actor, within_reach
from portal.policy.table import Permission

MOST_FOUND = 10


def is_any_enabled() -> bool:
    """Tell whether somebody can sign in with an organisation's account at all."""
    found = select(IdentityProvider.id).where(IdentityProvider.enabled).limit(1)
    return db.session.scalar(found) is not None


def find_provider(provider_id: int) -> IdentityProvider | None:
    """Return a provider that is enabled, with its domains."""
    query = select(IdentityProvider).where(
        IdentityProvider.id == provider_id, IdentityProvider.enabled
    )
    return db.session.scalar(query.options(selectinload(IdentityProvider.domains)))


def providers_like(words: str) -> Sequence[IdentityProvider]:
    """Return up to ten enabled providers: of this mail domain, or with these words in a name."""
    domain, name = rules.domain_of(words), folded(words.strip())
    named = (
        select(ProviderOrganisation.provider_id)
        .join(Organisation, Organisation.id == ProviderOrganisation.organisation_id)
        .where(Organisation.search_name.contains(name, autoescape=True))
    )
    owning = select(ProviderDomain.provider_id).where(ProviderDomain.domain == domain)
    called = func.lower(IdentityProvider.name).contains(name, autoescape=True)
    by_name = [] if "@" in words else [called, IdentityProvider.id.in_(named)]
    query = select(IdentityProvider).where(
        IdentityProvider.enabled, or_(IdentityProvider.id.in_(owning), *by_name)
    )
    return db.session.scalars(query.order_by(IdentityProvider.name).limit(MOST_FOUND)).all()


def providers_for(person_id: int, *, on: date) -> Sequence[IdentityProvider]:
    """Return the enabled providers that serve a person's organisations, or everybody."""
    mine = select(Post.organisation_id).where(
        Post.person_id == person_id, Post.organisation_id.is_not(None), valid_on(Post, on)
    )
    served = select(ProviderOrganisation.provider_id)
    serving = served.where(ProviderOrganisation.organisation_id.in_(mine))
    query = select(IdentityProvider).where(
        IdentityProvider.enabled,
        or_(IdentityProvider.id.in_(serving), IdentityProvider.id.not_in(served)),
    )
    return db.session.scalars(query.order_by(IdentityProvider.name)).all()


def find_linked(provider_id: int, subject: str) -> User | None:
    """Return the open account that is linked with this subject, with its person."""
    query = (
        select(User)
        .join(User.person)
        .join(Identity, Identity.account_id == User.id)
        .where(Identity.provider_id == provider_id, Identity.subject == subject, User.active)
    )
    return db.session.scalar(query.options(contains_eager(User.person)))


def identities_of(person_id: int) -> Sequence[Identity]:
    """Return what a person's account is linked with, each with its provider."""
    query = (
        select(Identity)
        .join(Identity.account)
        .where(User.person_id == person_id)
        .options(joinedload(Identity.provider))
        .order_by(Identity.id)
    )
    return db.session.scalars(query).all()


def is_linked(account_id: int) -> bool:
    """Tell whether somebody signs in to this account with a work account."""
    found = select(Identity.id).where(Identity.account_id == account_id).limit(1)
    return db.session.scalar(found) is not None


def has_way_in() -> ColumnElement[bool]:
    """Tell in a query of accounts whether each opens: by a password or by a work account."""
    linked = select(Identity.id).where(Identity.account_id == User.id)
    return or_(User.password.is_not(None), linked.exists())


def get_account(person_id: int) -> User:
    """Return the account of somebody who is known to have one, with the person."""
    query = select(User).join(User.person).where(User.person_id == person_id)
    return db.session.scalars(query.options(contains_eager(User.person))).one()


def all_providers(actor: Actor) -> Sequence[tuple[IdentityProvider, int]]:
    """Return every provider by name, with its organisations and how many accounts use it."""
    linked = (
        select(func.count())
        .select_from(Identity)
        .where(Identity.provider_id == IdentityProvider.id)
        .scalar_subquery()
    )
    query = (
        select(IdentityProvider, linked)
        .where(within_reach(actor, Permission.IDENTITY_PROVIDER_KEEP, IdentityProvider))
        .options(
            selectinload(IdentityProvider.organisations), selectinload(IdentityProvider.domains)
        )
        .order_by(IdentityProvider.name)
    )
    return [(provider, count) for provider, count in db.session.execute(query)]


WHOLE = (selectinload(IdentityProvider.organisations), selectinload(IdentityProvider.domains))


def organisations_named(names: Sequence[str]) -> dict[str, Organisation]:
    """Return the organisations with these names, by their folded name."""
    keys = {folded(name) for name in names}
    found = db.session.scalars(select(Organisation).where(Organisation.search_name.in_(keys)))
    return {organisation.search_name: organisation for organisation in found}


def taken_names(
    name: str, issuer: str, domains: Sequence[str], *, but: int | None
) -> dict[str, str]:
    """Return which of these another provider has: by ``name``, ``issuer`` and ``domains``."""
    others = select(IdentityProvider.name, IdentityProvider.issuer).where(
        or_(IdentityProvider.name == name, IdentityProvider.issuer == issuer),
        IdentityProvider.id != (but or 0),
    )
    rows = db.session.execute(others).all()
    owned = select(ProviderDomain.domain).where(
        ProviderDomain.domain.in_(domains), ProviderDomain.provider_id != (but or 0)
    )
    found = {
        "name": name if any(row.name == name for row in rows) else "",
        "issuer": issuer if any(row.issuer == issuer for row in rows) else "",
        "domains": ", ".join(sorted(db.session.scalars(owned))),
    }
    return {field: what for field, what in found.items() if what}
