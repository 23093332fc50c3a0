"""To the provider and back: what the visitor's own signed cookie remembers in between."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final

import structlog
from flask import Flask, current_app, session

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.models import LinkPurpose
from portal.accounts.oidc import protocol, queries
from portal.accounts.oidc.fetching import Directory
from portal.accounts.oidc.models import IdentityProvider
from portal.accounts.oidc.protocol import Client, SignInFailed, Ticket
from portal.accounts.oidc.rules import ATTEMPT_LASTS, Failure, Purpose, failure_of
from portal.outbox.addresses import link_to
from portal.outbox.sealing import unseal
from portal.policy.guard import current_actor

log = structlog.get_logger("portal")
UNDER_WAY: Final = "organisation_under_way"
VOUCHED: Final = "organisation_vouched"
_DIRECTORY: Final = "identity_directory"


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What somebody went to a provider for, and where they were going."""

    purpose: Purpose
    onward: str
    token: str = field(default="", repr=False)  # of the invitation


@dataclass(frozen=True, kw_only=True)
class Vouched:
    """Whom a provider vouches for, for a few minutes."""

    provider_id: int
    subject: str = field(repr=False)
    address: str = field(repr=False)
    is_strong: bool
    errand: Errand


def leave(provider: IdentityProvider, errand: Errand) -> str:
    """Return where to send somebody; raise ``SignInFailed`` when the provider does not answer."""
    anew = errand.purpose is Purpose.PROOF
    address, ticket = protocol.way_out(_client(provider), directory(), anew=anew)
    session[UNDER_WAY] = {
        "provider": provider.id,
        "ticket": asdict(ticket),
        "errand": asdict(errand),
        "at": clock.now().isoformat(),
    }
    return address


def come_back(answer: Mapping[str, str]) -> Vouched:
    """Return whom the provider vouches for; what was begun can be ended once."""
    begun = session.pop(UNDER_WAY, None)
    if begun is None or _is_over(begun["at"]):
        raise SignInFailed(Failure.OVER)
    provider = queries.find_provider(begun["provider"])
    if provider is None:
        raise SignInFailed(Failure.UNKNOWN)
    ticket = Ticket(**begun["ticket"])
    claimed = protocol.who_came_back(_client(provider), ticket, answer, directory())
    wrong = failure_of(claimed, {one.domain for one in provider.domains})
    if wrong:
        raise SignInFailed(wrong)
    return Vouched(
        provider_id=provider.id,
        subject=claimed.subject,
        address=claimed.address,
        is_strong=claimed.is_strong and provider.counts_as_second_factor,
        errand=Errand(**{**begun["errand"], "purpose": Purpose(begun["errand"]["purpose"])}),
    )


def keep(vouched: Vouched) -> None:
    """Remember whom a provider vouched for, until they say that it is them."""
    session[VOUCHED] = asdict(vouched) | {"at": clock.now().isoformat()}


def kept() -> Vouched:
    """Return whom a provider vouched for in this browser a few minutes ago."""
    known = dict(session.get(VOUCHED) or {})
    if not known or _is_over(known.pop("at")):
        raise SignInFailed(Failure.OVER)
    errand = Errand(
        **{**known.pop("errand"), "purpose": Purpose(session[VOUCHED]["errand"]["purpose"])}
    )
    return Vouched(**known, errand=errand)


def forget() -> None:
    """Forget whom a provider vouched for."""
    session.pop(VOUCHED, None)


def note(failure: Failure) -> None:
    """Log that a sign-in came to nothing, and never whose."""
    log.warning("organisation_sign_in_failed", why=failure.value)


def directory() -> Directory:
    """Return what this process knows of providers."""
    known: Directory = current_app.extensions[_DIRECTORY]
    return known


def redirect_uri() -> str:
    """Return the address of ours that a provider must know."""
    return link_to("accounts.organisation_back")


def _client(provider: IdentityProvider) -> Client:
    return Client(
        issuer=provider.issuer,
        client_id=provider.client_id,
        client_secret=unseal(provider.client_secret),
        redirect_uri=redirect_uri(),
    )


def _is_over(began: str) -> bool:
    return clock.now() - datetime.fromisoformat(began) > ATTEMPT_LASTS


def init_app(app: Flask) -> None:
    """Start without knowing any provider, and let the pages of sign-in ask for them."""
    app.extensions[_DIRECTORY] = Directory()
    app.jinja_env.globals.update(
        organisations_sign_in=queries.is_any_enabled,
        organisations_of_link=_offered,
        organisations_linked=_linked,
    )


def _linked() -> Sequence[IdentityProvider]:
    """Return the providers by which who is signed in can prove it once more."""
    linked = queries.identities_of(current_actor().person_id)
    return [one.provider for one in linked if one.provider.enabled]


def _offered(token: str) -> Sequence[IdentityProvider]:
    """Return the providers for who holds this invitation; none for another kind of link."""
    link = accounts.find_link(token, now=clock.now())
    if link is None or link.purpose is not LinkPurpose.INVITATION:
        return ()
    return queries.providers_for(link.account.person_id, on=clock.today())
