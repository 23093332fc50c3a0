"""The erasure ledger: who was forgotten and when, outside the database and its backups.

A restored backup holds people who were forgotten since; ``flask people replay-erasures`` forgets
them again. The file lies beside the other files, not in the database, and is only ever added to.
It holds ids and days, and nothing by which a person could be known.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from flask import current_app

from portal.config import settings_of

NAME: Final = "erasures.jsonl"


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """That a person was forgotten on a day."""

    person_id: int
    on: date


def path() -> Path:
    """Return where the ledger is."""
    return settings_of(current_app).files / NAME


def write_down(erasure: Erasure) -> None:
    """Add one line and wait until it lies on the disk.

    It is written before the commit: a line too many forgets somebody who was to be forgotten, a
    line too few would bring them back.
    """
    path().parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"person_id": erasure.person_id, "on": erasure.on.isoformat()})
    with path().open("a", encoding="ascii") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())


def read() -> Sequence[Erasure]:
    """Return every erasure once, by id: the first day counts."""
    if not path().exists():
        return []
    found: dict[int, Erasure] = {}
    for line in path().read_text(encoding="ascii").splitlines():
        said = json.loads(line)
        erasure = Erasure(person_id=said["person_id"], on=date.fromisoformat(said["on"]))
        found.setdefault(erasure.person_id, erasure)
    return [found[number] for number in sorted(found)]
