"""One-time codes for who has no invitation: short to type, kept only as a keyed hash."""

import hmac
from hashlib import sha256
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L
LENGTH: Final = 8


def make_codes(seed: str, count: int, *, secret: str) -> list[str]:
    """Return ``count`` codes of about 40 bits; the same seed gives the same codes.

    So a list that is asked for twice, by a retry, is one list and not two.
    """
    return [_code(_mac(f"code/{seed}/{number}", secret)) for number in range(count)]


def _code(digest: bytes) -> str:
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def hash_code(typed: str, *, secret: str) -> bytes:
    """Return the hash of a code however it was typed: capitals, spaces and dashes do not matter."""
    letters = "".join(c for c in typed.upper() if c.isalnum())
    return _mac(f"access/{letters}", secret)


def _mac(text: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), text.encode(), sha256).digest()
