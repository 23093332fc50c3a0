"""Pages of this room."""

from flask import Blueprint, Flask

from portal.making import services  # noqa: F401 -- its tables stand with the others

bp = Blueprint("making", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Serve the pages of this room."""
    app.register_blueprint(bp)
