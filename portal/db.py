"""The database: one base class, one session, one place that commits, one registry of triggers."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, Literal

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Text,
    TypeDecorator,
    event,
    inspect,
    text,
)
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, registry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
LONGEST_KEY = 40
_WRITING: Final = "writing"
_ROW_OF: Final[Mapping[str, str]] = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: refuses naive values, gives UTC back on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware value into UTC; SQLite keeps no zone, so there it is dropped."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Give the stored instant its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


STORED_BY_VALUE = Enum(
    StrEnum,
    native_enum=False,
    create_constraint=True,
    length=LONGEST_KEY,
    values_callable=lambda kind: [member.value for member in kind],
)


class Model(DeclarativeBase):
    """Base of every table: named constraints, enums stored by value, instants in UTC."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={StrEnum: STORED_BY_VALUE, str: Text(), datetime: UtcDateTime()},
    )


db = SQLAlchemy(model_class=Model)


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what happens inside, or roll all of it back.

    What was read before is read again inside, so that rules decide on rows no other writer can
    change under them (SQLite: the write lock is taken first; PostgreSQL: lock the rows you judge).
    """
    session = db.session()
    if session.info.get(_WRITING):
        raise RuntimeError("transaction() does not nest: one act, one commit")
    session.rollback()
    session.info[_WRITING] = True
    try:
        connection = session.connection()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[_WRITING] = False


@event.listens_for(Session, "before_flush")
def _refuse_stray_flush(session: Session, _context: object, _instances: object) -> None:
    if not session.info.get(_WRITING):
        raise RuntimeError("A write outside transaction() would be lost or half done")


@event.listens_for(Session, "do_orm_execute")
def _refuse_stray_statement(state: ORMExecuteState) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and not state.session.info.get(_WRITING):
        raise RuntimeError("A write outside transaction() would be lost or half done")


@event.listens_for(Engine, "connect")
def _mind_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 -- any DBAPI's connection
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # reads in autocommit; transaction() begins IMMEDIATE
    for pragma in (
        "busy_timeout = 15000",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


@dataclass(frozen=True, kw_only=True)
class Guarded:
    """A rule that the database holds itself: how to make it, and how to take it away."""

    name: str
    table: str
    make: dict[str, Sequence[str]]
    drop: dict[str, Sequence[str]]


GUARDED: dict[str, Guarded] = {}
_REFUSE_ROW = (
    "CREATE OR REPLACE FUNCTION refuse_row() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_NAME, ERRCODE = 'check_violation'; END $$"
)


def refuse(name: str, table: str, event_: str, *, sqlite: str, postgresql: str) -> None:
    """Let both databases refuse an INSERT, UPDATE or DELETE with ``name`` when the condition holds.

    Each condition is in its own SQL, about OLD and NEW; PostgreSQL's may not hold a subquery.
    """
    GUARDED[name] = Guarded(
        name=name,
        table=table,
        make={
            "sqlite": [
                (
                    f"CREATE TRIGGER {name} BEFORE {event_} ON {table} WHEN {sqlite} "
                    f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
                )
            ],
            "postgresql": [
                _REFUSE_ROW,
                (
                    f"CREATE TRIGGER {name} BEFORE {event_} ON {table} FOR EACH ROW "
                    f"WHEN ({postgresql}) EXECUTE FUNCTION refuse_row()"
                ),
            ],
        },
        drop={
            "sqlite": [f"DROP TRIGGER IF EXISTS {name}"],
            "postgresql": [f"DROP TRIGGER IF EXISTS {name} ON {table}"],
        },
    )


def refuse_overlap(name: str, table: str, keys: Sequence[str], *, where: str = "true") -> None:
    """Let both databases refuse two rows with equal ``keys`` whose ``[valid_from, valid_to)`` meet.

    Keys are integer columns; ``where`` narrows the rows it holds for, without a table prefix.
    """
    same = " AND ".join(f"other.{key} = NEW.{key}" for key in keys)
    clash = (
        f"EXISTS (SELECT 1 FROM (SELECT * FROM {table} WHERE {where}) AS other "
        f"WHERE {same} AND other.id <> NEW.id "
        "AND other.valid_from < coalesce(NEW.valid_to, '9999-12-31') "
        "AND NEW.valid_from < coalesce(other.valid_to, '9999-12-31'))"
    )
    mine = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id AND ({where}))"
    body = f"WHEN {mine} AND {clash} BEGIN SELECT RAISE(ABORT, '{name}'); END"
    ranges = ", ".join(f"int4range({key}, {key}, '[]') WITH =" for key in keys)
    GUARDED[name] = Guarded(
        name=name,
        table=table,
        make={
            "sqlite": [
                f"CREATE TRIGGER {name}_{act.lower()} AFTER {act} ON {table} {body}"
                for act in ("INSERT", "UPDATE")
            ],
            "postgresql": [
                (
                    f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist "
                    f"({ranges}, daterange(valid_from, valid_to) WITH &&) WHERE ({where})"
                )
            ],
        },
        drop={
            "sqlite": [f"DROP TRIGGER IF EXISTS {name}_{act}" for act in ("insert", "update")],
            "postgresql": [f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}"],
        },
    )


def refuse_when(name: str, table: str, acts: Sequence[str], condition: str) -> None:
    """Let both databases refuse ``acts`` (INSERT, UPDATE) after which the condition holds.

    The condition is about NEW, in the SQL that both speak, and may look at other rows.
    """
    events = " OR ".join(acts)
    GUARDED[name] = Guarded(
        name=name,
        table=table,
        make={
            "sqlite": [
                (
                    f"CREATE TRIGGER {name}_{act.lower()} AFTER {act} ON {table} "
                    f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{name}'); END"
                )
                for act in acts
            ],
            "postgresql": [
                (
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN IF {condition} THEN RAISE EXCEPTION USING MESSAGE = '{name}', "
                    "ERRCODE = 'check_violation'; END IF; RETURN NULL; END $$"
                ),
                (
                    f"CREATE TRIGGER {name} AFTER {events} ON {table} "
                    f"FOR EACH ROW EXECUTE FUNCTION {name}()"
                ),
            ],
        },
        drop={
            "sqlite": [f"DROP TRIGGER IF EXISTS {name}_{act.lower()}" for act in acts],
            "postgresql": [f"DROP TRIGGER IF EXISTS {name} ON {table}"],
        },
    )


def refuse_where(name: str, table: str, act: str, condition: str) -> None:
    """Let both databases refuse ``act`` with ``name`` where ``condition`` holds.

    ``condition`` is SQL that both understand; it may name NEW, OLD and other tables.
    """
    trigger = f"CREATE TRIGGER {name} BEFORE {act} ON {table}"
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {condition} THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation'; "
        f"END IF; RETURN {_ROW_OF[act]}; END $$"
    )
    GUARDED[name] = Guarded(
        name=name,
        table=table,
        make={
            "sqlite": [f"{trigger} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{name}'); END"],
            "postgresql": [function, f"{trigger} FOR EACH ROW EXECUTE FUNCTION {name}()"],
        },
        drop={
            "sqlite": [f"DROP TRIGGER IF EXISTS {name}"],
            "postgresql": [f"DROP TRIGGER IF EXISTS {name} ON {table}"],
        },
    )


def install_guards(connection: Connection) -> None:
    """Make every registered rule anew on the tables that exist: batch migrations drop triggers."""
    remove_guards(connection)
    _run_for_each_guard(connection, "make")


def remove_guards(connection: Connection) -> None:
    """Take the registered rules away: SQLite renames no table that a trigger of another names."""
    _run_for_each_guard(connection, "drop")


def _run_for_each_guard(connection: Connection, step: Literal["make", "drop"]) -> None:
    tables = set(inspect(connection).get_table_names())
    for guarded in GUARDED.values():
        if guarded.table in tables:
            for statement in getattr(guarded, step)[connection.dialect.name]:
                connection.exec_driver_sql(statement)


def is_at_head(revision: str) -> bool:
    """Tell whether the database answers and stands at the migration ``revision``."""
    return bool(db.session.scalar(text("SELECT version_num FROM alembic_version")) == revision)
