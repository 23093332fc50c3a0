"""The macros of the room for every template: ``{% from "questionnaires/form.html" import … %}``."""

from flask import Blueprint, Flask

bp = Blueprint("questionnaires", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Offer the pieces of a form; the pages themselves belong to the rooms that ask."""
    app.register_blueprint(bp)
