"""Pages of this room, and what it adds to the pages of others."""

from flask import Flask

from portal.adjustments import models  # noqa: F401
from portal.adjustments.blueprint import bp


def init_app(app: Flask) -> None:
    """Serve the pages of this room."""
    app.register_blueprint(bp)
