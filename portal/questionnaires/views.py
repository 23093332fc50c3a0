"""The macros of the room for every template: ``{% from "questionnaires/form.html" import … %}``."""

from flask import Blueprint, Flask

from portal.questionnaires import remembering
from portal.questionnaires.cli import instruments

bp = Blueprint("questionnaires", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Offer the pieces of a form and the commands; the pages belong to the rooms that ask."""
    app.register_blueprint(bp)
    remembering.init_app(app)
    app.cli.add_command(instruments)
