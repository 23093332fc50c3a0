"""The full-text engine of the database, behind four functions that are the same for both.

Terms are words and stems of ours (letters and figures, nothing else), so that neither engine parses
anything: FTS5 takes them apart at spaces, PostgreSQL is given its lexemes one by one. What people
type reaches an engine only as such terms, in quotes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    cast,
    collate,
    column,
    literal,
    literal_column,
    select,
)
from sqlalchemy import table as clause
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSQUERY

from portal.db import db
from portal.search.models import TERMS_TABLE
from portal.search.rules import Term

_INSERT: Final = {
    "sqlite": f"INSERT INTO {TERMS_TABLE} (rowid, names, words) VALUES (:rowid, :names, :words)",  # noqa: S608 -- our own name
    "postgresql": (
        f"INSERT INTO {TERMS_TABLE} (rowid, names, terms) "  # noqa: S608 -- our own name
        "VALUES (:rowid, CAST(:names AS tsvector), CAST(:words AS tsvector))"
    ),
}
_ONE_WRITER: Final = 0x7365617263  # "searc": who writes the index on PostgreSQL waits for the other


# ``names`` and ``terms`` are vectors of PostgreSQL: those of names alone are read for each row that
# fits, so they stand apart, small; those of all terms rest in the index and are hardly ever read.
TERMS: Final = clause(TERMS_TABLE, column("rowid", Integer), column("names"), column("terms"))
ROWID: Final = TERMS.c.rowid


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What one entry is found by."""

    entry_id: int
    names: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Match:
    """A question as SQL: which rows of ``TERMS`` fit, and which fit by name."""

    fits: ColumnElement[bool]
    by_name: ColumnElement[bool]


def _dialect() -> str:
    return db.engine.dialect.name


def take_turns() -> None:
    """Wait until no other transaction writes the index, so that the last one sees all changes."""
    if _dialect() == "postgresql":
        db.session.execute(sql("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_WRITER})


def forget(entry_ids: Sequence[int]) -> None:
    """Take the terms of these entries out."""
    rows = [{"rowid": entry_id} for entry_id in entry_ids]
    if rows:
        db.session.execute(sql(f"DELETE FROM {TERMS_TABLE} WHERE rowid = :rowid"), rows)  # noqa: S608 -- our own name


def keep(many: Iterable[Terms]) -> None:
    """Put the terms of these entries in; they are not there yet."""
    is_sqlite = _dialect() == "sqlite"
    row = _fts5_row if is_sqlite else _tsvector_row
    rows = [row(one) for one in many]
    if rows:
        db.session.execute(sql(_INSERT[_dialect()]), rows)


def _fts5_row(one: Terms) -> dict[str, object]:
    names, words = " ".join(sorted(one.names)), " ".join(sorted(one.words))
    return {"rowid": one.entry_id, "names": names, "words": words}


def _tsvector_row(one: Terms) -> dict[str, object]:
    names, words = (
        " ".join(f"'{term}'" for term in sorted(terms))
        for terms in (one.names, one.names | one.words)
    )
    return {"rowid": one.entry_id, "names": names, "words": words}


def match(terms: Sequence[Term]) -> Match:
    """Return what finds the entries that have every one of these words."""
    return _fts5(terms) if _dialect() == "sqlite" else _tsvector(terms)


def in_order(sort_key: Any) -> ColumnElement[str]:  # noqa: ANN401 -- a column of either table
    """Sort by the signs alone, so that both databases put the same entry first."""
    return collate(sort_key, "BINARY" if _dialect() == "sqlite" else "C")


def _fts5(terms: Sequence[Term]) -> Match:
    question = " AND ".join(f"({' OR '.join(_fts5_ways(term))})" for term in terms)
    whole: ColumnElement[Any] = literal_column(TERMS_TABLE)
    named = (
        select(ROWID).correlate(None).where(whole.op("MATCH")(literal(f"{{names}} : ({question})")))
    )
    return Match(
        fits=whole.op("MATCH", is_comparison=True)(literal(question)),
        by_name=ROWID.in_(named),
    )


def _fts5_ways(term: Term) -> list[str]:
    return [f'"{way}"{"*" if term.begins else ""}' for way in term.ways]


def _tsvector(terms: Sequence[Term]) -> Match:
    question = " & ".join(f"({' | '.join(_tsquery_ways(term))})" for term in terms)
    fits, by_name = (
        vector.op("@@", is_comparison=True)(cast(literal(question), TSQUERY))
        for vector in (TERMS.c.terms, TERMS.c.names)
    )
    return Match(fits=fits, by_name=by_name)


def _tsquery_ways(term: Term) -> list[str]:
    return [f"'{way}'{':*' if term.begins else ''}" for way in term.ways]
