"""The macros of the room for every template: ``{% from "questionnaires/form.html" import … %}``."""

from flask import Blueprint, Flask

from portal.questionnaires import remembering
from portal.questionnaires.campaigns import jobs
from portal.questionnaires.exports import views as exports
from portal.questionnaires.filling import views as filling
from portal.questionnaires.instruments.cli import instruments
from portal.questionnaires.instruments.verifying import health
from portal.questionnaires.trials import views as trials
from portal.web.hooks import Act, on

bp = Blueprint("questionnaires", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Serve the form that every room shares, and offer its pieces and the commands."""
    app.register_blueprint(bp)
    filling.init_app(app)
    exports.init_app(app)
    trials.init_app(app)
    remembering.init_app(app)
    app.cli.add_command(instruments)
    on(app, Act.HEALTH, health)
    on(app, Act.HEALTH, jobs.health)
