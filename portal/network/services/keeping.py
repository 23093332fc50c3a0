"""What every act on the roster shares: the lock, the row that is kept, the line in the trail."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from sqlalchemy import select

from portal.audit.services import record
from portal.db import db
from portal.network.models import (
    Exemption,
    Organisation,
    OrganisationStatus,
    Person,
    Plan,
    Post,
    Team,
    Wave,
)
from portal.network.rules import Interval

Kept = Plan | Wave | Organisation | OrganisationStatus | Team | Person | Post | Exemption
Row = TypeVar("Row", bound=Kept)
Dated = Team | Post | Exemption


def hold(organisation: Organisation) -> None:
    """Lock the organisation, so that what is read next stays true until the commit."""
    lock(organisation)


def lock(row: Kept) -> None:
    """Lock one row and read it again; what hangs on it is not locked along."""
    kind = type(row)
    db.session.execute(select(kind.id).where(kind.id == row.id).with_for_update())
    db.session.refresh(row)


def period_of(row: Dated) -> Interval:
    """Return the days on which a row holds."""
    return Interval(start=row.valid_from, end=row.valid_to)


def added(
    row: Row, event: str, *, by: int | None, on: date | None = None, about: Kept | None = None
) -> Row:
    """Write a new row and its line in the trail, about the row or the thing it belongs to."""
    db.session.add(row)
    db.session.flush()
    noted(event, about or row, on=on, by=by)
    return row


def noted(
    event: str,
    thing: Kept,
    *,
    by: int | None,
    on: date | None = None,
    detail: Mapping[str, str | int] | None = None,
) -> None:
    """Keep who did it; what the system does by itself is no act of a person."""
    db.session.flush()
    if by is not None:
        kind, key = thing.__tablename__, thing.id
        record(event, by=by, on=on, object_kind=kind, object_id=key, detail=detail)
