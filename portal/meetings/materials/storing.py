"""Where the files of meetings rest: each under a random name that tells nothing, out of the web."""

import secrets
from pathlib import Path
from typing import Final

from flask import current_app

from portal.config import settings_of

FOLDER: Final = "meetings"


def path_of(stored: str) -> Path:
    """Return where the bytes rest that a row knows by this name."""
    return settings_of(current_app).files / FOLDER / stored[:2] / stored


def put_away(content: bytes) -> str:
    """Keep bytes under a fresh name; a reader sees all of them or none."""
    stored = secrets.token_hex(16)
    path = path_of(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{stored}.part")
    half.write_bytes(content)
    half.replace(path)
    return stored


def throw_away(stored: str) -> None:
    """Forget bytes; what is gone already is fine."""
    path_of(stored).unlink(missing_ok=True)
