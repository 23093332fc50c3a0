"""Every address × everybody of the cast × own, foreign and missing things, as people reviewed it.

The expectations are in ``access.golden``, not in the table of rights that is under test. After a
change that was meant, write the file anew with ``ACCESS=write pytest tests/guards/test_access.py``
and read the difference as a reviewer.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import text

from portal.db import db
from tests.cast import Cast
from tests.conftest import Visitor
from tests.guards.addresses import own_rules
from tests.guards.world import make_world

GOLDEN = Path(__file__).with_name("access.golden")
METHODS = ("GET", "POST")


@dataclass(frozen=True)
class Snapshot:
    """The database of the world, put back before every request: no request sees another's."""

    live: Path
    kept: Path

    def take(self) -> None:
        """Keep the database as it is now."""
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()
        db.engine.dispose()
        shutil.copy(self.live, self.kept)

    def put_back(self) -> None:
        """Undo what the last request wrote: it stands in a log beside the file until closing."""
        log = self.live.with_name(f"{self.live.name}-wal")
        if not log.exists() or not log.stat().st_size:
            return
        db.session.remove()
        db.engine.dispose()
        for leftover in self.live.parent.glob(f"{self.live.name}-*"):
            leftover.unlink()
        shutil.copy(self.kept, self.live)


def answers(app: Flask, cast: Cast, snapshot: Snapshot) -> Iterator[str]:
    """Yield a line for each address, method and variant: who gets which status."""
    world = make_world(cast)
    snapshot.take()
    for rule in own_rules(app):
        for method in [method for method in METHODS if method in (rule.methods or ())]:
            for variant, path in world.variants_of(rule):
                got: dict[int, list[str]] = defaultdict(list)
                for name, key in world.keys.items():
                    snapshot.put_back()
                    got[ask(app, key, method, path)].append(name)
                who = "; ".join(f"{status} {_people(got, status)}" for status in sorted(got))
                yield f"{method} {rule.rule} [{variant}] {who}"


def ask(app: Flask, key: str | None, method: str, path: str) -> int:
    """Return the status for whoever holds this session key; a POST carries a form token."""
    client = app.test_client()
    assert isinstance(client, Visitor)
    with app.app_context(), app.test_request_context():
        token, secret = generate_csrf(), session["csrf_token"]
    with client.session_transaction() as kept:
        kept["csrf_token"] = secret
    if key:
        client.hold(key)
    data = {"csrf_token": token} if method == "POST" else None
    with client.open(path, method=method, data=data) as answer:
        return answer.status_code


def _people(got: dict[int, list[str]], status: int) -> str:
    """Name them; the largest group of an address is "the others"."""
    largest = max(sorted(got), key=lambda one: len(got[one]))
    if status == largest:
        return "everybody" if len(got) == 1 else "the others"
    return " ".join(sorted(got[status]))


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_everybody_gets_what_was_reviewed(app: Flask, cast: Cast, tmp_path: Path) -> None:
    live = Path(str(db.engine.url.database))
    lines = list(answers(app, cast, Snapshot(live=live, kept=tmp_path / "world.sqlite")))
    if os.environ.get("ACCESS") == "write":
        GOLDEN.write_text("\n".join(lines) + "\n")
    assert lines == GOLDEN.read_text().splitlines()
    assert not any(" 500 " in line for line in lines)
