"""Codes of the day: on the screen to check in, and on an attestation to check it.

A check-in code has 40 bits, opens for two or three hours, and is sealed so that the screen can show
it again. An attestation's code has 65 bits and follows from its salt and the secret of the portal.
The database knows both by a keyed hash only.
"""

import hmac
import secrets
from hashlib import sha256
from typing import Final

from flask import current_app

from portal.cards.codes import ALPHABET, new_code, read_code, seal, shown, unseal
from portal.config import settings_of

__all__ = ["new_code", "read_code", "seal", "shown", "unseal"]

ATTESTED: Final = 13  # letters of 5 bits
_READ_AS: Final = str.maketrans("OIL", "011")


def hash_check_in(code: str) -> str:
    """Return what the database knows of a check-in code."""
    return _mac(f"check-in/{code}").hex()


def new_salt() -> str:
    """Return what an attestation's code is made from; it says nothing without the secret."""
    return secrets.token_hex(16)


def attested_code(salt: str) -> str:
    """Return the code on the paper of an attestation: the same each time it is printed."""
    number = int.from_bytes(_mac(f"attestation/{salt}"), "big")
    letters = []
    for _ in range(ATTESTED):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def shown_attested(code: str) -> str:
    """Return an attestation's code as it is printed, in groups that can be read out."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def read_attested(typed: str) -> str:
    """Return an attestation's code however it was typed; what can be none comes back empty."""
    letters = "".join(c for c in typed.upper() if c.isalnum()).translate(_READ_AS)
    is_code = len(letters) == ATTESTED and set(letters) <= set(ALPHABET)
    return letters if is_code else ""


def hash_attested(code: str) -> str:
    """Return what the database knows of an attestation's code."""
    return _mac(f"attestation-code/{code}").hex()


def _mac(words: str) -> bytes:
    secret = settings_of(current_app).secret_key
    return hmac.new(secret.encode(), words.encode(), sha256).digest()
