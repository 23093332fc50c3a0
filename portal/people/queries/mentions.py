"""Where people wrote somebody's name: no machine takes that out, so a person has to look."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Column, Table, Text, func, literal, select, union_all

from portal.db import Model, db

# What is no text of people, or goes with the person itself.
LEFT_ALONE: Final = frozenset(
    {"person", "account", "audit_event", "search_entry", "search_words", "reset_request"}
)
NO_WORDS: Final = ("_hash", "_key", "locale", "lang", "slug", "recipient", "message_id", "state")


@dataclass(frozen=True, kw_only=True)
class Mention:
    """In how many rows of one kind a name stands."""

    table: str
    rows: int


def mentions_of(name: str) -> Sequence[Mention]:
    """Count in one statement, for each kind of text, the rows in which a name stands."""
    counts = [
        select(literal(table.name).label("name"), func.count().label("rows")).where(
            func.lower(column).contains(name.lower(), autoescape=True)
        )
        for table in Model.metadata.sorted_tables
        if table.name not in LEFT_ALONE
        for column in _texts(table)
    ]
    every = union_all(*counts).subquery()
    summed = select(every.c.name, func.max(every.c.rows)).group_by(every.c.name)
    found = db.session.execute(summed.order_by(every.c.name))
    return [Mention(table=table, rows=rows) for table, rows in found if rows]


def _texts(table: Table) -> Sequence[Column[str]]:
    return [
        column
        for column in table.columns
        if type(column.type) is Text and not column.name.endswith(NO_WORDS)
    ]
