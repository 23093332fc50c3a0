"""Passkeys (WebAuthn): what a browser is asked, and whether what it answers is right.

py_webauthn does the cryptography. Whatever is wrong with an answer, the reader is told the same.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import webauthn
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from portal.accounts.second_step.models import Passkey
from portal.accounts.second_step.rules import WRONG_PASSKEY
from portal.rules import RuleBroken

NAME: Final = "Mangomoment"
_TRANSPORTS: Final = frozenset(transport.value for transport in AuthenticatorTransport)
# What a malformed answer makes the library or the reading of it raise.
_MALFORMED: Final = (WebAuthnException, ValueError, TypeError, LookupError, AttributeError)


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where the passkeys of this portal are valid: its host, and the origin of its pages."""

    host: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class Made:
    """What a device tells of a passkey that it just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: str


@dataclass(frozen=True, kw_only=True)
class Proof:
    """That somebody held a passkey just now, and how its count moved on."""

    passkey_id: int
    account_id: int
    count_before: int
    count_after: int


def ask_to_make(
    site: Site, *, challenge: bytes, handle: bytes, address: str, held: Sequence[Passkey]
) -> str:
    """Return as JSON how a browser is asked to make a passkey on a device that holds none yet."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=NAME,
        user_id=handle,
        user_name=address,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[_described(passkey) for passkey in held],
    )
    return webauthn.options_to_json(options)


def ask_to_prove(site: Site, *, challenge: bytes, held: Sequence[Passkey] | None) -> str:
    """Return as JSON how a browser is asked for one of these passkeys.

    Without them it may be anybody's: then the device has to make sure who holds it.
    """
    needed = UserVerificationRequirement.REQUIRED
    wished = UserVerificationRequirement.PREFERRED
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=[_described(passkey) for passkey in held or ()],
        user_verification=needed if held is None else wished,
    )
    return webauthn.options_to_json(options)


def read_made(site: Site, answer: str, *, challenge: bytes) -> Made:
    """Return the passkey in a browser's answer; raise ``RuleBroken`` when it is not right."""
    try:
        told = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
        return Made(
            credential_id=told.credential_id,
            public_key=told.credential_public_key,
            sign_count=told.sign_count,
            transports=_transports(answer),
        )
    except _MALFORMED as error:
        raise RuleBroken(WRONG_PASSKEY) from error


def credential_in(answer: str) -> bytes:
    """Return which passkey an answer speaks of; nothing is proved by it yet."""
    try:
        return base64url_to_bytes(json.loads(answer)["rawId"])
    except _MALFORMED as error:
        raise RuleBroken(WRONG_PASSKEY) from error


def read_proof(
    site: Site, answer: str, *, challenge: bytes, passkey: Passkey, alone: bool
) -> Proof:
    """Return what an answer proves; raise ``RuleBroken`` when it is not right."""
    try:
        told = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=alone,
        )
        named = json.loads(answer)["response"].get("userHandle")
        if named and base64url_to_bytes(named) != passkey.user_handle:
            raise RuleBroken(WRONG_PASSKEY)
    except _MALFORMED as error:
        raise RuleBroken(WRONG_PASSKEY) from error
    return Proof(
        passkey_id=passkey.id,
        account_id=passkey.account_id,
        count_before=passkey.sign_count,
        count_after=told.new_sign_count,
    )


def _described(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    transports = [AuthenticatorTransport(name) for name in passkey.transports.split()]
    return PublicKeyCredentialDescriptor(id=passkey.credential_id, transports=transports or None)


def _transports(answer: str) -> str:
    told = json.loads(answer)["response"].get("transports") or []
    return " ".join(sorted(_TRANSPORTS.intersection(told)))
