"""Insert what is not there yet, on either database, and let two writers do so at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.dialects import postgresql, sqlite

from portal.db import Model, db

_Insert = Callable[[type[Model]], sqlite.Insert | postgresql.Insert]
_INSERT: Final[Mapping[str, _Insert]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_new(model: type[Model], rows: Sequence[Mapping[str, Any]], *, key: str) -> int:
    """Insert the rows whose ``key`` is not in the table, leave the others; return how many."""
    insert = _INSERT[db.engine.dialect.name](model).values(list(rows))
    new = insert.on_conflict_do_nothing(index_elements=[key]).returning(getattr(model, key))
    return len(db.session.scalars(new).all())
