"""Ask a provider what it publishes about itself: carefully, and not at every sign-in.

Only https (http on this machine, for trials), no redirects, no address inside our own network,
little patience, and no more than a document's worth of bytes.
"""

import ipaddress
import json
import socket
import time
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import requests
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from portal.accounts.oidc.rules import is_local
from portal.rules import N_

TIMEOUT: Final = (3.05, 6.0)  # seconds to connect, and between bytes
LARGEST: Final = 512 * 1024
KEPT_FOR: Final = 600.0  # seconds
ASKED_AGAIN_AFTER: Final = 30.0  # seconds: a forged token does not make us ask without end
WELL_KNOWN: Final = "/.well-known/openid-configuration"


class Unreachable(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """The provider does not answer, or not with what the standard asks."""


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """What a provider says of itself, as far as we need it."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    client_authentication: str


Kept = TypeVar("Kept", Metadata, KeySet)


class Directory:
    """What providers published, kept for ten minutes in this process."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self._kept: dict[str, tuple[float, Any]] = {}
        self._lock = Lock()

    def metadata(self, issuer: str, *, again: bool = False) -> Metadata:
        """Return what the provider says of itself; its own name must be exactly this issuer."""
        kept: Metadata | None = None if again else self._find(issuer, KEPT_FOR)
        return kept or self._keep(issuer, read_metadata(issuer))

    def keys(self, issuer: str, *, again: bool = False) -> KeySet:
        """Return the keys with which the provider signs."""
        where = self.metadata(issuer).jwks_uri
        kept: KeySet | None = self._find(f"keys {where}", ASKED_AGAIN_AFTER if again else KEPT_FOR)
        return kept or self._keep(f"keys {where}", read_keys(where, issuer))

    def forget(self) -> None:
        """Know nobody any more."""
        with self._lock:
            self._kept.clear()

    def _find(self, name: str, age: float) -> Any:  # noqa: ANN401 -- metadata or keys
        with self._lock:
            since, kept = self._kept.get(name, (0.0, None))
        return kept if kept is not None and time.monotonic() - since < age else None

    def _keep(self, name: str, what: Kept) -> Kept:
        with self._lock:
            self._kept[name] = time.monotonic(), what
        return what


def read_metadata(issuer: str) -> Metadata:
    """Ask the provider what it publishes; raise ``Unreachable`` for anything but a good answer."""
    said = fetch(issuer.rstrip("/") + WELL_KNOWN, issuer)
    if said.get("issuer") != issuer:
        raise Unreachable(N_("It calls itself something else."))
    places = {
        name: said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    }
    for place in places.values():
        _check_place(place, issuer)
    ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
    return Metadata(
        **{name: str(place) for name, place in places.items()}, client_authentication=way
    )


def read_keys(where: str, issuer: str) -> KeySet:
    """Ask the provider for its keys; those that we cannot use are left out."""
    listed = fetch(where, issuer).get("keys")
    usable = [key for key in listed if _signs(key)] if isinstance(listed, list) else []
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Unreachable(N_("Its keys cannot be read.")) from error


def _signs(key: object) -> bool:
    return isinstance(key, dict) and key.get("kty") in {"RSA", "EC"} and key.get("use") != "enc"


def fetch(address: str, issuer: str) -> dict[str, Any]:
    """Return the JSON object at an address of the provider."""
    _check_place(address, issuer)
    check_network(address, issuer)
    try:
        with requests.get(
            address,
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,
            headers={"Accept": "application/json"},
        ) as answer:
            body = answer.raw.read(LARGEST + 1, decode_content=True)
            if answer.status_code != requests.codes.ok or len(body) > LARGEST:
                raise Unreachable(N_("It does not give the document."))
        said = json.loads(body)
    except (OSError, ValueError) as error:  # RequestException is an OSError
        raise Unreachable(N_("It does not answer.")) from error
    if not isinstance(said, dict):
        raise Unreachable(N_("It gives something else."))
    return said


def _check_place(place: object, issuer: str) -> None:
    """Refuse an address without https, unless provider and address are both on this machine."""
    if not isinstance(place, str):
        raise Unreachable(N_("It does not say where."))
    parts = urlsplit(place)
    if parts.scheme != "https" and not (is_local(place) and is_local(issuer)):
        raise Unreachable(N_("It is not on https."))
    if not parts.hostname:
        raise Unreachable(N_("It does not say where."))


def check_network(address: str, issuer: str) -> None:
    """Refuse a name that leads into our own network, where we would ask on somebody's behalf."""
    if is_local(issuer):
        return
    host = urlsplit(address).hostname or ""
    try:
        found = {str(one[4][0]) for one in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise Unreachable(N_("Its name is not known.")) from error
    if not all(ipaddress.ip_address(one.partition("%")[0]).is_global for one in found):
        raise Unreachable(N_("It stands in a closed network."))
