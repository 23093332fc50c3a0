"""The macros of the room for every template: ``charts/bars.html`` and ``charts/run.html``."""

from flask import Blueprint, Flask

from portal.charts.layout import draw, draw_answers, sum_in_figures
from portal.charts.runchart import draw_run

bp = Blueprint("charts", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Offer the macros and what they calculate with."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(
        draw_bars=draw,
        draw_answers=draw_answers,
        draw_run=draw_run,
        sum_in_figures=sum_in_figures,
    )
