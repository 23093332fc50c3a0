"""The secret in the link of one mail: 256 random bits, kept as their hash only."""

import hashlib
import secrets


def new_token() -> str:
    """Return a fresh secret for a link, safe in an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Return what the database keeps of a secret: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()
