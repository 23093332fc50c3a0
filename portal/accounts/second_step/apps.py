"""Codes from an app (TOTP, RFC 6238): six digits, half a minute, as every such app makes them."""

from datetime import datetime
from typing import Final

import segno
from markupsafe import Markup
from passlib.exc import TokenError  # type: ignore[import-untyped]  # libpass has no types
from passlib.totp import TOTP  # type: ignore[import-untyped]

ISSUER: Final = "Mangomoment"
CLOCKS_DIFFER: Final = 30  # seconds that a phone may be early or late
CODE_LASTS: Final = 2 * CLOCKS_DIFFER + 30


def new_secret() -> str:
    """Return a random secret of 160 bits, as apps take it (base32)."""
    secret: str = TOTP.new().base32_key
    return secret


def spelled(secret: str) -> str:
    """Write the secret in fours, for who types it over."""
    return str(TOTP(secret).pretty_key(sep=" "))


def picture(secret: str, *, owner: str) -> Markup:
    """Return the QR code that tells an app the secret and whose account it is."""
    label = owner.replace(":", " ")  # what parts issuer and owner in the address
    address = TOTP(secret).to_uri(label=label, issuer=ISSUER)
    drawn = segno.make(address, error="m")
    return Markup(drawn.svg_inline(border=4, light="white", omitsize=True, svgclass=None))  # noqa: S704 -- squares, drawn by the library


def code_at(secret: str, now: datetime) -> str:
    """Return the code that the app shows at this moment."""
    return str(TOTP(secret).generate(time=now).token)


def counter_of(code: str, secret: str, *, now: datetime) -> int | None:
    """Return which half minute a code belongs to; nothing when it fits none near now."""
    try:
        match = TOTP(secret).match(code, time=now, window=CLOCKS_DIFFER)
    except TokenError:
        return None
    return int(match.counter)
