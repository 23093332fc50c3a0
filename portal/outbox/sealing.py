"""Seal what only delivery may read, so that a copy of the database opens no door.

The key comes from ``SECRET_KEY`` by HKDF (RFC 5869), the box is Fernet (AES-128-CBC with HMAC).
"""

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from portal.config import settings_of

PURPOSE = b"portal/outbox/secret-mail"


class SealBroken(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """The text was sealed with another ``SECRET_KEY``, or changed since."""


def seal(text: str) -> str:
    """Return ``text`` so that only a holder of ``SECRET_KEY`` can read it."""
    return _box(settings_of(current_app).secret_key).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed; raise ``SealBroken`` when the key is another one."""
    try:
        return _box(settings_of(current_app).secret_key).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken("Sealed with another SECRET_KEY") from error


@cache
def _box(secret_key: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))
