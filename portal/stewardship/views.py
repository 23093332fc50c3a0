"""Pages of this room."""

from flask import Blueprint, Flask

bp = Blueprint("stewardship", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Serve the pages of this room."""
    app.register_blueprint(bp)
