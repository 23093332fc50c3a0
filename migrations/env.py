"""Run the migrations inside the app, and make the database's own guards anew after each run."""

from alembic import context
from flask import current_app

import portal.app  # noqa: F401 -- loads every room, so that the metadata is whole
from portal.db import Model, UtcDateTime, db, install_guards, remove_guards
from portal.search.models import is_modelled


def _render(kind, thing, autogen):
    if kind == "type" and isinstance(thing, UtcDateTime):
        autogen.imports.add("import portal.db")
        return "portal.db.UtcDateTime()"
    return False


def _run():
    with current_app.extensions["migrate"].db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=True,
            render_item=_render,
            compare_type=True,
            include_name=is_modelled,
        )
        remove_guards(connection)
        context.run_migrations()
        install_guards(connection)
        connection.commit()
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")


if context.is_offline_mode():
    raise SystemExit("Migrations need a database to look at: run them online.")
_run()
db.session.remove()
