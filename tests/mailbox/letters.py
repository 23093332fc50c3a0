"""The samples, with an invitation of the test's own filled in."""

import base64
import re
from pathlib import Path
from typing import Final

SAMPLES: Final = Path(__file__).parent / "samples"
STAMP: Final = "20221116T101112Z"
_ENCODED: Final = re.compile(r"<<<base64\n(.*?\n)>>>\n", re.DOTALL)


def letter(name: str, **told: object) -> bytes:
    """Return a sample as it lies in a mailbox, with line ends as on the wire."""
    known = {"stamp": STAMP, "sequence": 0, "organiser": "netwerk@example.org", **told}
    text = (SAMPLES / f"{name}.eml").read_text(encoding="utf-8")
    for key, value in known.items():
        text = text.replace("{" + key + "}", str(value))
    return _ENCODED.sub(_encoded, text).replace("\n", "\r\n").encode()


def _encoded(block: re.Match[str]) -> str:
    content = block[1].replace("\n", "\r\n").encode()
    return base64.encodebytes(content).decode()


def above(header: str, message: bytes) -> bytes:
    """Return the message as a server passes it on, with one more header on top."""
    return header.encode() + b"\r\n" + message
