"""Write the trail."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import insert

from portal import clock
from portal.audit import rules
from portal.audit.models import AuditEvent
from portal.db import db


def record(
    event: str,
    *,
    by: int | None,
    object_kind: str,
    object_id: str | int,
    at: datetime | None = None,
    on: date | None = None,
    detail: Mapping[str, str | int] | None = None,
) -> None:
    """Add one line to the trail, in the transaction of the act itself.

    ``by`` is a person's id, or nothing for the system. ``at`` is the instant of the act (this
    moment, if not given), ``on`` the network's date from which it holds. ``detail`` takes keys,
    ids and counts: ``ValueError`` for anything that looks like content or personal data.
    """
    rules.check_event(event)
    rules.check_detail(detail or {})
    db.session.add(
        AuditEvent(
            at=at or clock.now(),
            event=event,
            by_person_id=by,
            object_kind=object_kind,
            object_id=str(object_id),
            valid_on=on,
            detail=dict(detail or {}),
        )
    )
    db.session.flush()


def record_all(
    event: str, *, by: int | None, object_kind: str, things: Iterable[tuple[int, date | None]]
) -> None:
    """Add the same line for each of many things (id, day from which it holds), in one statement."""
    rules.check_event(event)
    at = clock.now()
    lines: list[dict[str, object]] = [
        {
            "at": at,
            "event": event,
            "by_person_id": by,
            "object_kind": object_kind,
            "object_id": str(key),
            "valid_on": on,
            "detail": {},
        }
        for key, on in things
    ]
    if lines:
        db.session.execute(insert(AuditEvent).execution_options(render_nulls=True), lines)
