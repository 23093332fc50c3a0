"""What is forgotten with a person, and what their account tells them about themselves."""

from typing import Any

from flask import Flask

from portal import clock
from portal.accounts import queries
from portal.accounts.oidc import queries as organisation_queries
from portal.accounts.oidc import services as organisation_services
from portal.accounts.own import services as own_services
from portal.web.hooks import Act, on


def forget_account(*, person_id: int) -> None:
    """Forget with what somebody signed in, and the address that they wanted to move to."""
    account, _invited = queries.find_standing(person_id, now=clock.now())
    if account is not None:
        organisation_services.forget_identities(account.id)
        own_services.forget_change(account.id)


def own_data(*, person_id: int) -> dict[str, Any]:
    """Return what is kept of how somebody signs in: names and days, no secret."""
    now = clock.now()
    sessions = queries.sessions_of(person_id, now=now)
    linked = organisation_queries.identities_of(person_id)
    return {
        "sessions": [
            {"since": one.started_at.date().isoformat(), "device": one.device} for one in sessions
        ],
        "work_accounts": [
            {"organisation": one.provider.name, "linked_on": one.linked_on.isoformat()}
            for one in linked
        ],
    }


def init_app(app: Flask) -> None:
    """Take part when a person is forgotten or asks for what is kept; joined accounts cascade."""
    on(app, Act.ERASE, forget_account)
    on(app, Act.PERSON_DATA, own_data)
