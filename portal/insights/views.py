"""``/today``: where everybody starts."""

from datetime import date

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue

from portal.clock import today
from portal.insights.today import today_of
from portal.network.listing import Summary
from portal.network.picture import Picture, picture_of
from portal.policy.guard import can, current_actor, signed_in
from portal.policy.table import Permission

bp = Blueprint("insights", __name__, template_folder="templates")


@bp.get("/today")
@signed_in
def show_today() -> ResponseReturnValue:
    """Show what needs the reader, with the reason and the step beside it."""
    day, actor = today(), current_actor()
    page = today_of(actor, day)
    picture = _picture(page.network, day) if page.network else None
    return render_template("insights/today.html", actor=actor, day=day, page=page, picture=picture)


def _picture(network: Summary, day: date) -> Picture:
    """Draw the network; the bars lead to the list for whoever may open it."""
    leads = can(Permission.ORGANISATION_READ)
    return picture_of(network, list(network.by_wave), day, leads=leads)


def init_app(app: Flask) -> None:
    """Serve the pages of this room."""
    app.register_blueprint(bp)
