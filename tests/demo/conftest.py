"""The practice network's roster on either database: filled once, copied for each test."""

import json
from pathlib import Path

import pytest

from portal.app import create_app
from portal.config import Settings
from portal.db import db, transaction
from portal.demo import roster
from tests.databases import SECRET, PostgresClones, SqliteFiles, migrate

NETWORK = Path(roster.__file__).with_name("network.json")


def fill(url: str) -> None:
    """Migrate the database at ``url`` and fill the roster."""
    migrate(url)
    app = create_app(Settings(secret_key=SECRET, database_url=url))
    with app.app_context():
        with transaction():
            roster.fill_roster(json.loads(NETWORK.read_text()))
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("roster"), fill)


@pytest.fixture(scope="session")
def postgres_clones(postgres_server: str) -> PostgresClones:
    return PostgresClones(postgres_server, fill, name="roster")
