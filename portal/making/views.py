"""Pages of this room."""

from flask import Blueprint, Flask

bp = Blueprint("making", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Serve the pages of this room."""
    app.register_blueprint(bp)
