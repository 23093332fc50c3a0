"""Fresh, migrated databases for the tests: a copied SQLite file and a PostgreSQL template clone."""

import shutil
from collections.abc import Callable
from pathlib import Path

import flask_migrate
from sqlalchemy import create_engine, text

from portal.app import create_app
from portal.config import Settings

SECRET = "a key that only the tests use, long enough"


def migrate(url: str) -> None:
    """Bring the database at ``url`` to the newest migration, as an operator would."""
    app = create_app(Settings(secret_key=SECRET, database_url=url))
    with app.app_context():
        flask_migrate.upgrade()
        app.extensions["sqlalchemy"].engine.dispose()


class SqliteFiles:
    """Copies of one migrated SQLite file."""

    def __init__(self, folder: Path, fill: Callable[[str], None] = migrate) -> None:
        """Make the template once."""
        self.folder = folder
        self.template = folder / "template.sqlite"
        fill(f"sqlite:///{self.template}")

    def fresh(self, name: str) -> str:
        """Return the address of a copy called ``name``, made anew."""
        path = self.folder / f"{name}.sqlite"
        for leftover in self.folder.glob(f"{name}.sqlite*"):
            leftover.unlink()
        shutil.copy(self.template, path)
        return f"sqlite:///{path}"


class PostgresClones:
    """Clones of one migrated PostgreSQL database."""

    def __init__(
        self, server: str, fill: Callable[[str], None] = migrate, *, name: str = "model"
    ) -> None:
        """Make the template once."""
        self.server = server
        self.template = name
        self._run(f"CREATE DATABASE {name}")
        fill(f"{server}/{name}")

    def fresh(self, name: str) -> str:
        """Return the address of a clone called ``name``, made anew."""
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._run(f"CREATE DATABASE {name} TEMPLATE {self.template}")
        return f"{self.server}/{name}"

    def _run(self, statement: str) -> None:
        engine = create_engine(f"{self.server}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()
