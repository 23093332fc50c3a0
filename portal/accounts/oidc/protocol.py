"""The protocol itself, by Authlib and joserfc: where to send people, and what came back.

OpenID Connect Core 1.0 with the authorization code, PKCE (RFC 7636), state, nonce and, where the
provider gives it, its name in the answer (RFC 9207). Each failure is one ``Failure``; what the
provider said never leaves this module, because it may name somebody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from portal.accounts.oidc.fetching import (
    TIMEOUT,
    Directory,
    Metadata,
    Unreachable,
    check_network,
)
from portal.accounts.oidc.rules import LONGEST_SUBJECT, Claimed, Failure, claimed_by

SCOPE: Final = "openid email"
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384")
LEEWAY: Final = 60  # seconds that the clocks of two servers may differ


class SignInFailed(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """The sign-in came to nothing, for this reason."""

    def __init__(self, why: Failure) -> None:
        """Keep the reason and nothing that names a person."""
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Client:
    """What the portal is at one provider."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What the portal remembers of somebody who went to the provider."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


def way_out(client: Client, directory: Directory, *, anew: bool = False) -> tuple[str, Ticket]:
    """Return where at the provider somebody signs in, and what to remember of it.

    ``anew`` asks the provider to let people prove who they are, even if they did a while ago.
    """
    metadata = _metadata(client, directory)
    ticket = Ticket(state=generate_token(43), nonce=generate_token(43), verifier=generate_token(64))
    with _session(client, metadata) as session:
        address, _state = session.create_authorization_url(
            metadata.authorization_endpoint,
            state=ticket.state,
            nonce=ticket.nonce,
            code_verifier=ticket.verifier,
            prompt="login" if anew else "select_account",  # a computer on a ward is shared
        )
    return str(address), ticket


def who_came_back(
    client: Client, ticket: Ticket, answer: Mapping[str, str], directory: Directory
) -> Claimed:
    """Return who the provider says that this is, or raise ``SignInFailed``."""
    if "error" in answer:  # some say no without giving the state back; it opens nothing
        raise SignInFailed(Failure.REFUSED)
    if answer.get("state") != ticket.state:
        raise SignInFailed(Failure.OVER)
    if answer.get("iss", client.issuer) != client.issuer:
        raise SignInFailed(Failure.NOT_GENUINE)
    if not answer.get("code"):
        raise SignInFailed(Failure.REFUSED)
    metadata = _metadata(client, directory)
    token = _token(client, metadata, ticket, answer["code"])
    return claimed_by(_checked(token, client, ticket, directory))


def _metadata(client: Client, directory: Directory) -> Metadata:
    try:
        return directory.metadata(client.issuer)
    except Unreachable as error:
        raise SignInFailed(Failure.UNREACHABLE) from error


def _session(client: Client, metadata: Metadata) -> OAuth2Session:
    return OAuth2Session(
        client_id=client.client_id,
        client_secret=client.client_secret,
        token_endpoint_auth_method=metadata.client_authentication,
        scope=SCOPE,
        redirect_uri=client.redirect_uri,
        code_challenge_method="S256",
    )


def _token(client: Client, metadata: Metadata, ticket: Ticket, code: str) -> Mapping[str, Any]:
    try:
        check_network(metadata.token_endpoint, client.issuer)
        with _session(client, metadata) as session:
            token: Mapping[str, Any] = session.fetch_token(
                metadata.token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=ticket.verifier,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
    except OAuthError as error:
        raise SignInFailed(Failure.NOT_GENUINE) from error
    except (RequestException, ValueError, Unreachable) as error:  # silence, or no JSON
        raise SignInFailed(Failure.UNREACHABLE) from error
    return token


def _checked(
    token: Mapping[str, Any], client: Client, ticket: Ticket, directory: Directory
) -> CodeIDToken:
    """Return the claims, once signature, issuer, addressee, age and nonce are right."""
    try:
        signed = _verified(str(token.get("id_token") or ""), client, directory)
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            options={
                "iss": {"essential": True, "value": client.issuer},
                "aud": {"essential": True, "value": client.client_id},
            },
            params={
                "nonce": ticket.nonce,
                "client_id": client.client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(leeway=LEEWAY)
    except (JoseError, ValueError) as error:
        raise SignInFailed(Failure.NOT_GENUINE) from error
    except Unreachable as error:
        raise SignInFailed(Failure.UNREACHABLE) from error
    if not 0 < len(str(claims["sub"])) <= LONGEST_SUBJECT:
        raise SignInFailed(Failure.NOT_GENUINE)
    return claims


def _verified(raw: str, client: Client, directory: Directory) -> jwt.Token:
    """Check the signature; a provider that changed its keys is asked for them once more."""
    kept = directory.keys(client.issuer)
    try:
        return _decoded(raw, kept)
    except (JoseError, ValueError):
        fresh = directory.keys(client.issuer, again=True)
        return _decoded(raw, fresh)


def _decoded(raw: str, keys: KeySet) -> jwt.Token:
    return jwt.decode(raw, keys, algorithms=list(ALGORITHMS))
