"""A file between preview and confirmation: its rows wait on disk, for one person, for an hour.

The name is random and tells nothing; whose it is stands inside. What comes back is checked anew.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from flask import current_app
from pydantic import TypeAdapter, ValidationError

from portal.clock import now
from portal.config import settings_of
from portal.network.importing.rows import Upload

WAITS: Final = timedelta(hours=1)
FOLDER: Final = "imports"
_KEY: Final = re.compile(r"[0-9a-f]{32}")
_OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What was sent: by whom, until when it waits, and the rows that were in it."""

    person_id: int
    until: datetime
    name: str
    upload: Upload


_FORM: Final = TypeAdapter(Waiting)


def keep(upload: Upload, *, name: str, person_id: int) -> str:
    """Let a file wait for its confirmation; return the key under which it is found."""
    forget_old()
    key = secrets.token_hex(16)
    waiting = Waiting(person_id=person_id, until=now() + WAITS, name=name, upload=upload)
    path = _folder() / f"{key}.json"
    path.touch(mode=_OWNER_ONLY)
    path.write_bytes(_FORM.dump_json(waiting))
    return key


def find_waiting(key: str, *, person_id: int) -> Waiting | None:
    """Return what waits under a key for this person; nothing for anybody else, or too late."""
    if not _KEY.fullmatch(key):
        return None
    try:
        waiting = _FORM.validate_json((_folder() / f"{key}.json").read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    return waiting if waiting.person_id == person_id and waiting.until > now() else None


def forget(key: str) -> None:
    """Throw away what waits under a key; nothing happens when it is gone already."""
    if _KEY.fullmatch(key):
        (_folder() / f"{key}.json").unlink(missing_ok=True)


def forget_old() -> int:
    """Throw away what nobody confirmed in time; return how many files that were."""
    oldest = (now() - WAITS).timestamp()
    old = [path for path in _folder().glob("*.json") if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _folder() -> Path:
    folder = settings_of(current_app).files / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder
