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
TABLES = (  # that ever held a row
    "SELECT quote_ident(relname) FROM pg_class "
    "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
    "AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0"
)


class PostgresClones:
    """Clones of one migrated PostgreSQL database.

    Emptying a clone takes a few milliseconds and making one a quarter of a second, so a clone
    is used again as long as it has the shape it was made with, and its template holds no rows.
    The connection that empties a clone stays: it knows all tables, and a new one learns them anew.
    """

    def __init__(
        self, server: str, fill: Callable[[str], None] | None = None, *, name: str = "model"
    ) -> None:
        """Make the template once; one that is filled with rows is always cloned anew."""
        self.server = server
        self.template = name
        self.is_empty = fill is None
        self._shapes: dict[str, list[tuple[int, int]]] = {}
        self._emptying: dict[str, Connection] = {}
        self._run(f"CREATE DATABASE {name}")
        (fill or migrate)(f"{server}/{name}")

    def fresh(self, name: str) -> str:
        """Return the address of a clone called ``name``, made anew or emptied."""
        if not (self.is_empty and self._emptied(name)):
            self._clone(name)
        return f"{self.server}/{name}"

    def close(self) -> None:
        """Let go of every clone."""
        for one in self._emptying.values():
            one.close()
        self._emptying.clear()

    def _clone(self, name: str) -> None:
        if known := self._emptying.pop(name, None):
            known.close()
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._run(f"CREATE DATABASE {name} TEMPLATE {self.template}")
        if self.is_empty:
            connection = self._emptying[name] = _open(f"{self.server}/{name}")
            self._shapes[name] = _shape(connection)

    def _emptied(self, name: str) -> bool:
        """Empty a clone, unless its shape changed or somebody still holds on to a row."""
        connection = self._emptying.get(name)
        try:
            if connection is None or _shape(connection) != self._shapes[name]:
                return False
            if tables := connection.scalars(text(TABLES)).all():
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
    with create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as one:
        yield one


def _open(url: str) -> Connection:
    """Return a connection that empties tables: triggers keep out of it, and it waits for nobody."""
    connection = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect()
    connection.execute(text("SET lock_timeout = '2s'"))
    connection.execute(text("SET session_replication_role = replica"))
    return connection


def _shape(connection: Connection) -> list[tuple[int, int]]:
    return [(count, mark) for count, mark in connection.execute(text(SHAPE))]
