"""What the second step adds to acts of lower rooms: what is kept of a person, and forgetting it."""

from flask import Flask
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.second_step import queries, services
from portal.db import db
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, object]:
    """Return the ways of a person's second step, by name and day; no secret, no key."""
    account_id = _account_id(person_id)
    if account_id is None:
        return {}
    ways = queries.ways_of(account_id)
    return {
        "second_step": {
            "app_since": ways.app_since.isoformat() if ways.app_since else None,
            "passkeys": [
                {"name": one.name, "since": one.made_on.isoformat()} for one in ways.passkeys
            ],
            "recovery_codes_left": ways.codes_left,
        }
    }


def forget_person(*, person_id: int) -> None:
    """Delete every way of a person's second step."""
    account_id = _account_id(person_id)
    if account_id is not None:
        services.forget(account_id)


def _account_id(person_id: int) -> int | None:
    return db.session.scalar(select(User.id).where(User.person_id == person_id))


def init_app(app: Flask) -> None:
    """Take part in giving somebody their data, and in forgetting them."""
    on(app, Act.PERSON_DATA, person_data)
    on(app, Act.ERASE, forget_person)
