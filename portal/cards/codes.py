"""Codes of teams: short to type, sealed so that they can be shown again, found by a keyed hash."""

import base64
import hmac
import secrets
from functools import cache
from hashlib import sha256
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from portal.config import settings_of

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
LENGTH: Final = 8
PURPOSE: Final = b"portal/cards/team-code"
_READ_AS: Final = str.maketrans("OIL", "011")


def new_code() -> str:
    """Return a code of 40 random bits, as eight letters and digits without look-alikes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """Return a code however it was typed: capitals, spaces, dashes and look-alikes do not matter.

    What can be no code comes back empty.
    """
    letters = "".join(c for c in typed.upper() if c.isalnum()).translate(_READ_AS)
    is_code = len(letters) == LENGTH and set(letters) <= set(ALPHABET)
    return letters if is_code else ""


def shown(code: str) -> str:
    """Return a code as it is printed: in two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def hash_code(code: str) -> str:
    """Return what the database knows of a code: a hash that only ``SECRET_KEY`` can make."""
    return hmac.new(_secret().encode(), f"team-code/{code}".encode(), sha256).hexdigest()


def seal(code: str) -> str:
    """Return the code so that only a holder of ``SECRET_KEY`` can read it."""
    return _box(_secret()).encrypt(code.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed; empty when ``SECRET_KEY`` is another one since: make a new code."""
    try:
        return _box(_secret()).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def _secret() -> str:
    return settings_of(current_app).secret_key


@cache
def _box(secret_key: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))
