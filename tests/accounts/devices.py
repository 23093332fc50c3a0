"""What people hold in their hands: an app that makes codes, and a key that signs."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from werkzeug.test import TestResponse

from portal import clock
from portal.accounts.second_step import apps, services
from portal.accounts.second_step.models import AuthenticatorApp
from portal.db import db, transaction
from portal.outbox.sealing import seal
from tests.accounts.conftest import account_of
from tests.cast import Member
from tests.conftest import TODAY, Visitor

ORIGIN = "http://localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
HALF_MINUTE = timedelta(seconds=30)


def give_app(member: Member) -> str:
    """Give somebody's account an app; return the secret that it holds."""
    secret = apps.new_secret()
    with transaction():
        account = account_of(member).id
        db.session.add(AuthenticatorApp(account_id=account, secret=seal(secret), made_on=TODAY))
    return secret


def give_codes(member: Member) -> list[str]:
    """Give somebody's account recovery codes; return them as they are shown."""
    with transaction():
        return services.make_recovery_codes(account_of(member), on=TODAY, now=clock.now())


def code_of(secret: str, *, later: int = 0) -> str:
    """Return the code that the app shows now, or some half minutes later."""
    return apps.code_at(secret, clock.now() + later * HALF_MINUTE)


def wrong_code_for(secret: str) -> str:
    """Return six digits that the app shows neither now nor near now."""
    shown = {code_of(secret, later=step) for step in range(-3, 4)}
    return next(f"{number:06}" for number in range(10) if f"{number:06}" not in shown)


def leave(client: Visitor) -> Visitor:
    """Let the browser forget who is signed in; what it knows of devices stays."""
    client.delete_cookie("session")
    return client


def text_of(raw: bytes) -> str:
    """Write bytes as WebAuthn does."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    """Read bytes as WebAuthn writes them."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Key:
    """A security key: makes one passkey and signs with it, as honestly as it is told to."""

    verifies: bool = True
    origin: str = ORIGIN
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: bytes = b""
    host: str = "localhost"
    _private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: dict[str, object]) -> str:
        """Answer a page that asks for a new passkey."""
        user = options["user"]
        assert isinstance(user, dict)
        self.handle = bytes_of(user["id"])
        attested = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id
        data = self._data(ATTESTED) + attested + self._public()
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        parts = {"attestationObject": text_of(attestation), "transports": ["usb", "unheard-of"]}
        return self._answer(client, parts)

    def prove(self, options: dict[str, object]) -> str:
        """Answer a page that asks for a passkey."""
        self.count += 1
        data, client = self._data(0), self._client("webauthn.get", options)
        signed = data + hashlib.sha256(client).digest()
        signature = self._private.sign(signed, ec.ECDSA(hashes.SHA256()))
        parts = {
            "authenticatorData": text_of(data),
            "signature": text_of(signature),
            "userHandle": text_of(self.handle),
        }
        return self._answer(client, parts)

    def _data(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, options: dict[str, object]) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(told).encode()

    def _public(self) -> bytes:
        point = self._private.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})

    def _answer(self, client: bytes, parts: Mapping[str, object]) -> str:
        name = text_of(self.credential_id)
        response = {"clientDataJSON": text_of(client), **parts}
        told = {"id": name, "rawId": name, "type": "public-key", "response": response}
        return json.dumps(told)


def asked(client: Visitor, path: str, *, at: str) -> dict[str, object]:
    """Return what the page's script is told at ``path``, with the token of the page ``at``."""
    answer = client.submit(path, at=at)
    assert answer.status_code == 200, f"{path}: {answer.status}"
    told: dict[str, object] = answer.get_json()
    return told


def add_passkey(client: Visitor, key: Key, name: str = "Mijn gsm") -> TestResponse:
    """Add a passkey to the account of who is signed in."""
    options = asked(client, "/me/security/passkeys/options", at="/me/security/")
    typed: dict[str, object] = {"name": name, "answer": key.make(options)}
    return client.submit("/me/security/passkeys/", typed, at="/me/security/")
