"""Commands of this room."""

from flask import Flask
from flask.cli import AppGroup

group = AppGroup("mail", short_help="Mail that comes back to the portal.")


def init_app(app: Flask) -> None:
    """Offer the commands of this room."""
    app.cli.add_command(group)
