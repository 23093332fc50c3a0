"""What happens to providers and links: kept, turned off, linked, taken apart, forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import delete, select

from portal.accounts.models import Link, User
from portal.accounts.oidc import queries, rules
from portal.accounts.oidc.models import Identity, IdentityProvider, ProviderDomain
from portal.accounts.rules import check_link_was_there
from portal.audit.services import record
from portal.db import db
from portal.network.models import Organisation, Person
from portal.outbox.letters import compose
from portal.outbox.sealing import seal
from portal.outbox.services import queue_mail


@dataclass(frozen=True, kw_only=True)
class ProviderFacts:
    """What is known of a provider; without a secret the kept one stays."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    counts_as_second_factor: bool
    domains: Sequence[str]
    organisations: Sequence[Organisation]


def add_provider(facts: ProviderFacts, *, by: int, now: datetime) -> IdentityProvider:
    """Let people of these organisations sign in by this provider."""
    provider = IdentityProvider(organisations=[], domains=[])
    db.session.add(provider)
    _write(provider, facts)
    record("provider_added", by=by, at=now, object_kind="provider", object_id=provider.id)
    return provider


def change_provider(
    provider: IdentityProvider, facts: ProviderFacts, *, by: int, now: datetime
) -> None:
    """Write down what changed; another issuer is another provider, so its links go."""
    if provider.issuer != facts.issuer:
        db.session.execute(delete(Identity).where(Identity.provider_id == provider.id))
    _write(provider, facts)
    record("provider_changed", by=by, at=now, object_kind="provider", object_id=provider.id)


def _write(provider: IdentityProvider, facts: ProviderFacts) -> None:
    provider.name, provider.issuer = facts.name, facts.issuer
    provider.client_id = facts.client_id
    provider.counts_as_second_factor = facts.counts_as_second_factor
    if facts.client_secret:
        provider.client_secret = seal(facts.client_secret)
    kept = {one.domain: one for one in provider.domains}
    provider.domains = [kept.get(d) or ProviderDomain(domain=d) for d in facts.domains]
    provider.organisations = list(facts.organisations)
    db.session.flush()


def turn_provider(provider: IdentityProvider, *, on: bool, by: int, now: datetime) -> None:
    """Open or shut the way in by this provider; the links stay."""
    provider.enabled = on
    event = "provider_turned_on" if on else "provider_turned_off"
    record(event, by=by, at=now, object_kind="provider", object_id=provider.id)


def link_account(
    account: User, provider: IdentityProvider, subject: str, *, on: date, now: datetime
) -> None:
    """Let the owner of an account sign in as ``subject`` of a provider from now on.

    The account comes with its person. Linking twice is linking once; another subject of the same
    provider takes the place of the one before. Raises ``RuleBroken`` for who may not.
    """
    served = {one.id for one in queries.providers_for(account.person_id, on=on)}
    owner = db.session.scalar(
        select(Identity.account_id).where(
            Identity.provider_id == provider.id, Identity.subject == subject
        )
    )
    rules.check_may_link(
        is_enabled=provider.enabled,
        is_served=provider.id in served,
        owner_id=owner,
        by=account.id,
    )
    if owner is not None:
        return
    mine = Identity.account_id == account.id, Identity.provider_id == provider.id
    db.session.execute(delete(Identity).where(*mine))
    db.session.add(
        Identity(account_id=account.id, provider_id=provider.id, subject=subject, linked_on=on)
    )
    db.session.flush()
    _tell(account.person, provider, "organisation_account_linked", now=now)


def accept_invitation(
    link: Link, provider: IdentityProvider, subject: str, *, on: date, now: datetime
) -> None:
    """Use an invitation once, by linking the account instead of choosing a password."""
    taken = db.session.execute(delete(Link).where(Link.id == link.id))
    check_link_was_there(taken.rowcount)  # type: ignore[attr-defined]
    link_account(link.account, provider, subject, on=on, now=now)


def unlink_account(account: User, identity_id: int, *, now: datetime) -> None:
    """Take a link away from its owner's account; ``RuleBroken`` when it is the only way in."""
    linked = queries.identities_of(account.person_id)
    mine = next((one for one in linked if one.id == identity_id), None)
    if mine is None:
        return
    rules.check_may_unlink(has_password=account.password is not None, others=len(linked) - 1)
    db.session.execute(delete(Identity).where(Identity.id == mine.id))
    _tell(account.person, mine.provider, "organisation_account_unlinked", now=now)


def forget_identities(account_id: int) -> None:
    """Forget everything that an account is linked with."""
    db.session.execute(delete(Identity).where(Identity.account_id == account_id))


def _tell(person: Person, provider: IdentityProvider, event: str, *, now: datetime) -> None:
    """Write the act down, and let the owner know by mail."""
    record(
        event,
        by=person.id,
        at=now,
        object_kind="person",
        object_id=person.id,
        detail={"provider": provider.id},
    )
    if person.email:
        queue_mail(
            compose(
                f"accounts/mail/{event.replace('_', '-')}",
                locale=person.locale,
                person=person,
                provider=provider.name,
            ),
            dedupe_key=f"{event}/{person.id}/{provider.id}/{now.isoformat()}",
            recipient=person.email,
            locale=person.locale,
            due_at=now,
        )
