"""The index of the search box: one entry for each thing that can be found, and its terms.

The terms stand in a table of the database's own full-text engine, outside the models: an FTS5 table
on SQLite, a ``tsvector`` with its index on PostgreSQL. ``portal.search.engine`` alone knows it.
"""

from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ColumnElement, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Model

TERMS_TABLE: Final = "search_terms"


class Kind(StrEnum):
    """What can be found, in the order in which it is shown."""

    ORGANISATION = "organisation"
    TEAM = "team"
    PERSON = "person"
    KIT = "kit"
    MEETING = "meeting"


class SearchEntry(Model):
    """What the box knows of one thing, made anew in the transaction that changes the thing.

    ``sort_key`` puts entries of a kind in order; ``until`` is the first day on which the thing is
    past; ``facts`` holds what a line shows beside the title, by key; ``texts`` the plain words that
    were searched, by language, for an excerpt; ``digest`` tells whether anything changed.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        UniqueConstraint("kind", "thing_id", name="one_entry_per_thing"),
        CheckConstraint("title <> ''", name="entry_has_title"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[Kind]
    thing_id: Mapped[int]
    title: Mapped[str]
    sort_key: Mapped[str]
    until: Mapped[date | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    digest: Mapped[str]


def entry_id(kind: Kind, thing_id: int) -> int:
    """Return the number of the entry of a thing: the same each time it is made anew."""
    return thing_id * len(Kind) + list(Kind).index(kind)


def kind_in(number: ColumnElement[int]) -> ColumnElement[int]:
    """Return the place of the kind among all, from the number of an entry."""
    return number % len(Kind)


def thing_in(number: ColumnElement[int]) -> ColumnElement[int]:
    """Return the number of the thing, from the number of its entry."""
    return number // len(Kind)


def is_modelled(name: str | None, type_: str, _parents: object = None) -> bool:
    """Tell migrations which tables are theirs to compare: all but the engine's own."""
    return type_ != "table" or name is None or not name.startswith(TERMS_TABLE)
