"""Codes on paper: one-time codes to answer with, and codes to take an answer back with.

Both are kept only as keyed hashes, and found however they were typed.
"""

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
    return _mac(f"access/{_letters(typed)}", secret)


def hash_withdrawal(typed: str, *, secret: str) -> bytes:
    """Return what follows from a withdrawal code; it is never kept, only the marks made of it."""
    return _mac(f"withdraw/{_letters(typed)}", secret)


def mark_of_response(code_hash: bytes) -> bytes:
    """Return the mark by which a response is found again."""
    return hmac.digest(code_hash, b"response", sha256)


def mark_of_comment(code_hash: bytes, item_id: int) -> bytes:
    """Return the mark of a comment on one item: nothing of it leads to the response's."""
    return hmac.digest(code_hash, b"comment/%d" % item_id, sha256)


def _letters(typed: str) -> str:
    return "".join(c for c in typed.upper() if c.isalnum())


def _mac(text: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), text.encode(), sha256).digest()
