"""A library as large as one likes: the kits there are, copied row by row and indexed."""

import hashlib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from sqlalchemy import Table, func, insert, select, text

from portal.db import db, transaction
from portal.moi.models import Kit, KitAct, KitFacet, KitLength, KitText, KitVersion, TextPart
from portal.search import services

Row = dict[str, Any]
COPIED: Final = (Kit, KitVersion, KitText, KitFacet, KitLength, KitAct)
STEP: Final = 10_000  # between the ids of a row and those of its copies
AT_A_TIME: Final = 500


def fill_library(kits: int) -> None:
    """Copy the kits until there are so many, each with its own number and title; index them."""
    with transaction():
        versions = select(KitVersion.id, KitVersion.kit_id)
        kit_of = dict(db.session.execute(versions).tuples().all())
        missing = kits - len(set(kit_of.values()))
        for model in COPIED:
            rows = _rows_of(model.metadata.tables[model.__tablename__])
            copies = list(_copies(rows, kit_of, missing))
            for start in range(0, len(copies), AT_A_TIME):
                db.session.execute(insert(model), copies[start : start + AT_A_TIME])
    services.rebuild()
    _tidy()
    if db.session.scalar(select(func.count(Kit.id))) != kits:
        raise RuntimeError("The library has not become as large as it was to be")


def _tidy() -> None:
    """Do what PostgreSQL does by itself after a while, so that its planner and index are ready."""
    engine = db.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        plan = "VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"
        connection.execute(text(plan))


def _rows_of(table: Table) -> list[Row]:
    return [dict(row._mapping) for row in db.session.execute(select(table))]  # noqa: SLF001 -- its public name


def _copies(rows: list[Row], kit_of: Mapping[int, int], missing: int) -> Iterator[Row]:
    """Yield each row once more for each copy of its kit; the last round copies only some kits."""
    place = {kit_id: number for number, kit_id in enumerate(sorted(set(kit_of.values())))}
    for turn in range(1, missing // len(place) + 2):
        for row in rows:
            number = (turn - 1) * len(place) + place[_kit_of(row, kit_of)]
            if number < missing:
                yield _copy(row, turn * STEP, number)


def _kit_of(row: Row, kit_of: Mapping[int, int]) -> int:
    kit_id: int = row["id"] if "slug" in row else row.get("kit_id") or kit_of[row["version_id"]]
    return kit_id


def _copy(row: Row, further: int, number: int) -> Row:
    copy = deepcopy(row)
    for key in ("id", "kit_id", "version_id"):
        if copy.get(key) is not None:
            copy[key] += further
    if "slug" in copy:
        copy |= {"slug": f"{copy['slug']}-{number}", "moi_id": f"MOI-{1000 + number}"}
    if "content_sha256" in copy:
        copy["content_sha256"] = hashlib.sha256(f"copy {number}".encode()).hexdigest()
        for told in copy["manifest"]["texts"].values():
            told["title"] += f" {number}"
    if copy.get("part") is TextPart.INTRO:
        copy["title"] += f" {number}"
    return copy
