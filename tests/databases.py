"""Fresh, migrated databases for the tests: a copied SQLite file and a PostgreSQL template clone."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

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


# What any change of tables, triggers or functions leaves its mark on: a test may take one away.
SHAPE = " UNION ALL ".join(
    f"SELECT count(*), max(xmin::text::bigint) FROM {catalogue}"
    for catalogue in ("pg_class", "pg_attribute", "pg_trigger", "pg_constraint", "pg_proc")
)
COUNT_ANEW = (
    "SELECT setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences "
    "WHERE last_value IS NOT NULL"
)
TABLES = (
    "SELECT quote_ident(tablename) FROM pg_tables "
    "WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
)


class PostgresClones:
    """Clones of one migrated PostgreSQL database.

    Emptying a clone takes a few milliseconds and making one a quarter of a second, so a clone
    is used again as long as it has the shape it was made with, and its template holds no rows.
    """

    def __init__(
        self, server: str, fill: Callable[[str], None] | None = None, *, name: str = "model"
    ) -> None:
        """Make the template once; one that is filled with rows is always cloned anew."""
        self.server = server
        self.template = name
        self.is_empty = fill is None
        self._shapes: dict[str, list[tuple[int, int]]] = {}
        self._run(f"CREATE DATABASE {name}")
        (fill or migrate)(f"{server}/{name}")

    def fresh(self, name: str) -> str:
        """Return the address of a clone called ``name``, made anew or emptied."""
        url = f"{self.server}/{name}"
        if not (self.is_empty and name in self._shapes and self._emptied(url, name)):
            self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            self._run(f"CREATE DATABASE {name} TEMPLATE {self.template}")
            with _connected(url) as connection:
                self._shapes[name] = _shape(connection)
        return url

    def _emptied(self, url: str, name: str) -> bool:
        """Empty a clone, unless its shape changed or somebody still holds on to a row."""
        try:
            with _connected(url) as connection:
                if _shape(connection) != self._shapes[name]:
                    return False
                tables = connection.scalars(text(TABLES)).all()
                connection.execute(text("SET lock_timeout = '2s'"))
                connection.execute(text("SET session_replication_role = replica"))  # no triggers
                connection.execute(text("; ".join(f"DELETE FROM {table}" for table in tables)))
                connection.execute(text(COUNT_ANEW))
        except OperationalError:
            return False
        return True

    def _run(self, statement: str) -> None:
        with _connected(f"{self.server}/postgres") as connection:
            connection.execute(text(statement))


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def _shape(connection: Connection) -> list[tuple[int, int]]:
    return [(count, mark) for count, mark in connection.execute(text(SHAPE))]
