"""Pages to come in, go out, choose a password, and see what is kept about oneself."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from portal.accounts import cli, door
from portal.accounts.blueprint import bp
from portal.accounts.views import links, me, people, sign_in
from portal.config import settings_of
from portal.web.hooks import panel

__all__ = ["init_app", "links", "me", "people", "sign_in"]


def init_app(app: Flask) -> None:
    """Open the door, serve its pages, and stand beside every person's page."""
    door.init_app(app)
    app.register_blueprint(bp)
    app.cli.add_command(cli.create_admin)
    app.jinja_env.filters["local_day"] = _local_day
    panel(app, "person", people.person_panel)


def _local_day(instant: datetime) -> date:
    zone = settings_of(current_app).time_zone
    return instant.astimezone(ZoneInfo(zone)).date()
