"""Pages of this room."""

from flask import Flask

from portal.attendance import marking
from portal.attendance.blueprint import bp

__all__ = ["marking"]


def init_app(app: Flask) -> None:
    """Serve the pages of this room."""
    app.register_blueprint(bp)
