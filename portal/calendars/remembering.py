"""What this room adds when a person is erased or merged, or asks for all that is kept."""

from typing import Any

from flask import Flask

from portal.calendars import queries, services
from portal.web.hooks import Act, on


def forget(*, person_id: int) -> None:
    """Let a forgotten person's calendar open nothing any more."""
    services.forget_feed(person_id)


def merge(*, kept_id: int, gone_id: int) -> None:
    """Leave one calendar, of the row that stays; else the other goes on for the same person."""
    if queries.feed_of(kept_id):
        services.forget_feed(gone_id)


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return since when somebody has an address of their calendar; the address itself is lost."""
    feed = queries.feed_of(person_id)
    return {"calendar_address_since": feed.made_on.isoformat() if feed else None}


def register_acts(app: Flask) -> None:
    """Take part in the acts of the rooms below."""
    on(app, Act.ERASE, forget)
    on(app, Act.MERGE, merge)
    on(app, Act.PERSON_DATA, person_data)
