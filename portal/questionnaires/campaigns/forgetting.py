"""Forget in which order answers came in, so that a receipt and a response cannot be paired.

While a campaign is open, the journal of SQLite and the row versions of PostgreSQL still tell which
rows were written together. After its close the tables are written anew and the journal is emptied.
"""

import sqlite3
from typing import Final

from sqlalchemy import Connection, update
from sqlalchemy.exc import OperationalError

from portal.db import db, transaction
from portal.questionnaires.campaigns.models import Campaign

TABLES: Final = (
    *("response", "answer", "comment"),
    *("campaign_invitation", "campaign_draft", "access_code"),
)
PATIENCE_MS: Final = 2000  # a page waits for this; the worker tries again
# Shorter than PostgreSQL takes to look for a deadlock (1 s): whoever answers is never the one sent
# away.
LOCK_PATIENCE: Final = "800ms"


def forget_order() -> bool:
    """Write both sides anew in random order; returns whether it was done, else call it again.

    Stands outside any transaction, after the one that closed a campaign. SQLite: the tables lie in
    the order of their random keys, VACUUM leaves no old page and the journal is cut to nothing.
    PostgreSQL: all rows get the same transaction number, a random place, and new files, for their
    indexes and long texts too.
    """
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        done = _rewrite_file()
        with transaction():
            _mark(done=done)
        return done
    try:
        with transaction():
            _rewrite_tables(db.session.connection())
            _mark(done=True)
    except OperationalError:  # somebody reads for long, or a lock is waited for
        return False
    return True


def _mark(*, done: bool) -> None:
    if done:
        db.session.execute(
            update(Campaign)
            .where(Campaign.closed_on.is_not(None), Campaign.order_forgotten.is_(False))
            .values(order_forgotten=True)
            .execution_options(synchronize_session=False)
        )


def _rewrite_file() -> bool:
    """Rebuild the file and empty the journal; a long reader elsewhere makes it give up."""
    connection = db.engine.raw_connection()
    cursor = connection.cursor()
    (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {min(usual, PATIENCE_MS)}")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("VACUUM")
        busy, _written, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    else:
        return not busy
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {usual}")
        cursor.close()
        connection.close()


def _rewrite_tables(connection: Connection) -> None:
    """Copy while readers read on and nobody writes, then put the copies in place.

    Whoever writes here holds a campaign first, so holding the open ones lets each finish and lets
    nobody begin. Only the last step keeps readers out.
    """
    names = ", ".join(TABLES)
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_PATIENCE}'")
    connection.exec_driver_sql(
        "SELECT id FROM campaign WHERE NOT order_forgotten ORDER BY id FOR UPDATE"
    )
    connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
    for table in TABLES:
        connection.exec_driver_sql(
            f"CREATE TEMPORARY TABLE kept_{table} ON COMMIT DROP "  # noqa: S608 -- our own names
            f"AS SELECT * FROM {table} ORDER BY random()"
        )
    connection.exec_driver_sql(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
    for table in TABLES:
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    connection.exec_driver_sql(f"TRUNCATE {names}")
    for table in TABLES:
        connection.exec_driver_sql(f"INSERT INTO {table} SELECT * FROM kept_{table}")  # noqa: S608 -- our own names
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
