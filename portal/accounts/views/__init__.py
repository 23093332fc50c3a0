"""Pages to come in, go out, choose a password, and see what is kept about oneself."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from portal.accounts import cli, door
from portal.accounts.blueprint import bp
from portal.accounts.oidc import flow
from portal.accounts.own import remembering, showing
from portal.accounts.second_step import hooks as second_step_hooks
from portal.accounts.views import (
    confirm,
    links,
    me,
    organisation_link,
    organisation_sign_in,
    own_account,
    passkeys,
    people,
    providers,
    second_step,
    security,
    sign_in,
)
from portal.config import settings_of
from portal.web.hooks import panel

__all__ = [
    "confirm",
    "init_app",
    "links",
    "me",
    "organisation_link",
    "organisation_sign_in",
    "own_account",
    "passkeys",
    "people",
    "providers",
    "second_step",
    "security",
    "sign_in",
]


def init_app(app: Flask) -> None:
    """Open the door, serve its pages, and stand beside every person's page."""
    door.init_app(app)
    app.register_blueprint(bp)
    app.cli.add_command(cli.create_admin)
    app.cli.add_command(cli.reset_second_factor)
    app.jinja_env.filters["local_day"] = _local_day
    panel(app, "person", people.person_panel)
    second_step_hooks.init_app(app)
    flow.init_app(app)
    showing.init_app(app)
    remembering.init_app(app)


def _local_day(instant: datetime) -> date:
    zone = settings_of(current_app).time_zone
    return instant.astimezone(ZoneInfo(zone)).date()
