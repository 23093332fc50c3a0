"""Pages of this room, and what it adds to the pages of others."""

from flask import Flask

from portal.culture import models  # noqa: F401 -- the tables stand wherever the pages do
from portal.culture.blueprint import bp


def init_app(app: Flask) -> None:
    """Serve the pages of this room."""
    app.register_blueprint(bp)
