"""Promises about the database: models and migrations agree, and its own guards stand."""

from collections import Counter

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Index, UniqueConstraint, inspect, text

from portal.app import create_app
from portal.config import Settings
from portal.db import GUARDED, Model, db
from portal.search.models import is_modelled
from tests.databases import SECRET


def test_models_and_migrations_agree(app: Flask) -> None:
    assert app
    with db.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": is_modelled}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Model.metadata) == []


def test_the_guards_of_the_registry_are_the_guards_of_the_database(app: Flask) -> None:
    """Batch migrations drop triggers without a word: what is registered must be there."""
    assert app
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            query = "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
            standing = set(connection.scalars(text(query)))
            wanted = {sql for guarded in GUARDED.values() for sql in guarded.make["sqlite"]}
        else:
            query = (
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal "
                "UNION SELECT conname FROM pg_constraint WHERE contype = 'x'"
            )
            standing, wanted = set(connection.scalars(text(query))), set(GUARDED)
    assert standing == wanted


def test_names_of_indexes_are_unique_in_the_whole_database() -> None:
    """PostgreSQL keeps the indexes of all tables in one namespace."""
    names: Counter[str] = Counter()
    for table in Model.metadata.tables.values():
        unique = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
        indexes: list[UniqueConstraint | Index] = [*unique, *table.indexes]
        names.update(str(index.name) for index in indexes)
    assert [name for name, times in names.items() if times > 1] == []


def test_every_constraint_has_a_name() -> None:
    nameless = [
        (table.name, constraint)
        for table in Model.metadata.tables.values()
        for constraint in table.constraints
        if not constraint.name
    ]
    assert nameless == []


@pytest.mark.parametrize("rounds", [2])
def test_migrations_go_down_and_up_again(database_url: str, rounds: int) -> None:
    app = create_app(Settings(secret_key=SECRET, database_url=database_url))
    with app.app_context():
        before = set(inspect(db.engine).get_table_names())
        for _ in range(rounds):
            flask_migrate.downgrade(revision="base")
            assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
            flask_migrate.upgrade()
        assert set(inspect(db.engine).get_table_names()) == before
        db.session.remove()
        db.engine.dispose()
