"""What this room adds when a person is erased, or asks for all that is kept."""

from typing import Any

from flask import Flask

from portal.mailbox import queries, services
from portal.web.hooks import Act, on


def forget(*, person_id: int) -> None:
    """Forget that a forgotten person's calendar spoke of a colleague."""
    services.forget_delegations_of(person_id)


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return on which days somebody's calendar said that a colleague goes to a meeting instead."""
    days = queries.told_of_colleagues(person_id)
    return {"calendar_sends_colleague_on": [day.isoformat() for day in days]}


def register_acts(app: Flask) -> None:
    """Take part in the acts of the rooms below."""
    on(app, Act.ERASE, forget)
    on(app, Act.PERSON_DATA, person_data)
