"""Forget in which order answers came in, so that a receipt and a response cannot be paired.

While a campaign is open, the journal of SQLite and the row versions of PostgreSQL still tell which
rows were written together. After its close the tables are written anew and the journal is emptied.
"""

import sqlite3
from typing import Final

from sqlalchemy import Connection, update

from portal.db import db, transaction
from portal.questionnaires.campaign_models import Campaign

TABLES: Final = (
    *("response", "answer", "comment"),
    *("campaign_invitation", "campaign_draft", "access_code"),
)


def forget_order() -> bool:
    """Write both sides anew in random order; returns whether it was done, else call it again.

    Stands outside any transaction, after the one that closed a campaign. SQLite: the tables lie in
    the order of their random keys, VACUUM leaves no old page and the journal is cut to nothing.
    PostgreSQL: rows of one campaign all get the same transaction number and a random place.
    """
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        done = _rewrite_file()
        with transaction():
            _mark(done=done)
        return done
    with transaction():
        _rewrite_tables(db.session.connection())
        _mark(done=True)
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
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("VACUUM")
        busy, _written, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.close()
    except sqlite3.OperationalError:
        return False
    else:
        return not busy
    finally:
        connection.close()


def _rewrite_tables(connection: Connection) -> None:
    names = ", ".join(TABLES)
    connection.exec_driver_sql(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
    for table in TABLES:
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        connection.exec_driver_sql(
            f"CREATE TEMPORARY TABLE kept_{table} ON COMMIT DROP AS SELECT * FROM {table}"  # noqa: S608 -- our own names
        )
    connection.exec_driver_sql(f"TRUNCATE {names}")
    for table in TABLES:
        connection.exec_driver_sql(
            f"INSERT INTO {table} SELECT * FROM kept_{table} ORDER BY random()"  # noqa: S608 -- our own names
        )
    for table in TABLES:
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
