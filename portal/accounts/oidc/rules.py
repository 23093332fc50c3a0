"""What holds for providers, and for whom they vouch."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from portal.rules import N_, RuleBroken

LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1"})
ATTEMPT_LASTS: Final = timedelta(minutes=15)
LONGEST_ISSUER: Final = 500
LONGEST_SUBJECT: Final = 255
DOMAIN: Final = re.compile(r"(?=.{4,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+")
# RFC 8176 for amr; the phishing-resistant and multi-factor classes in use for acr.
TWO_STEPS: Final = frozenset({"mfa"})
STRONG_CLASSES: Final = frozenset(
    {"phr", "phrh", "http://schemas.openid.net/pape/policies/2007/06/multi-factor"}
)
# Microsoft says with a claim of its own that the organisation owns the domain of the address.
SAYS_VERIFIED: Final = ("email_verified", "xms_edov")
YES: Final = (True, "true", 1, "1")


class Failure(StrEnum):
    """Why a sign-in with an organisation's account came to nothing."""

    UNREACHABLE = "unreachable"  # the provider does not answer, or not as it should
    NOT_GENUINE = "not_genuine"  # the answer is not for us, not from them, or too old
    REFUSED = "refused"  # the provider or the person said no
    OVER = "over"  # begun too long ago, in another browser, or used already
    UNVERIFIED = "unverified"  # the provider does not vouch for the address
    ELSEWHERE = "elsewhere"  # the address is not one of the organisation
    UNKNOWN = "unknown"  # nobody linked this account


class Purpose(StrEnum):
    """What somebody goes to the provider for."""

    SIGN_IN = "sign_in"
    LINK = "link"
    INVITATION = "invitation"
    PROOF = "proof"


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """Who the provider says that this is."""

    subject: str = field(repr=False)
    address: str = field(repr=False)
    is_verified: bool
    is_strong: bool


def claimed_by(token: Mapping[str, Any]) -> Claimed:
    """Read the claims of a token whose signature and addressee were checked."""
    methods = token.get("amr")
    strong = isinstance(methods, list) and any(m in TWO_STEPS for m in methods)
    return Claimed(
        subject=str(token["sub"]),
        address=str(token.get("email") or "").strip().lower(),
        is_verified=any(_is_yes(token.get(name)) for name in SAYS_VERIFIED),
        is_strong=strong or token.get("acr") in STRONG_CLASSES,
    )


def _is_yes(value: object) -> bool:
    return isinstance(value, bool | int | str) and value in YES


def failure_of(claimed: Claimed, domains: Collection[str]) -> Failure | None:
    """Return why the provider's word is not enough, or nothing when it is."""
    if not claimed.address or not claimed.is_verified:
        return Failure.UNVERIFIED
    if domains and domain_of(claimed.address) not in domains:
        return Failure.ELSEWHERE
    return None


def domain_of(words: str) -> str:
    """Return what stands behind the last @, in lower case; all of it where there is none."""
    return words.strip().lower().rpartition("@")[2]


def is_local(address: str) -> bool:
    """Tell whether this is an address on our own machine, where a trial provider may stand."""
    return urlsplit(address).hostname in LOCAL_NAMES


def check_issuer(issuer: str) -> None:
    """Refuse what cannot name a provider: https, a host, nothing behind the path."""
    try:
        parts = urlsplit(issuer)
        named = bool(parts.hostname) and "@" not in parts.netloc and (parts.port or True)
    except ValueError:
        named = False
    if not named or parts.query or parts.fragment or not issuer.isprintable() or " " in issuer:
        raise RuleBroken(N_("Copy the address of the provider as it is: https://…"))
    if parts.scheme != "https" and not (parts.scheme == "http" and is_local(issuer) and parts.port):
        raise RuleBroken(N_("The address of a provider starts with https://."))


def check_domain(domain: str) -> None:
    """Refuse what cannot stand behind the @ of a mail address."""
    if not DOMAIN.fullmatch(domain):
        raise RuleBroken(
            N_("%(domain)s is no mail domain. Write it like zorg.example."), domain=domain
        )


def check_may_link(*, is_enabled: bool, is_served: bool, owner_id: int | None, by: int) -> None:
    """Refuse a provider that is off or of another organisation, and somebody else's account."""
    if not is_enabled or not is_served:
        raise RuleBroken(N_("You cannot sign in here with an account of this organisation."))
    if owner_id is not None and owner_id != by:
        raise RuleBroken(N_("This work account is linked to another account of the portal."))


def check_may_unlink(*, has_password: bool, others: int) -> None:
    """Refuse to take away the only way in."""
    if not has_password and not others:
        raise RuleBroken(N_("This is your only way to sign in. Choose a password first."))
