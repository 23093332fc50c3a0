"""``/today``: where everybody starts."""

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue

from portal.clock import today
from portal.insights.today import today_of
from portal.network.picture import picture_of
from portal.policy.guard import current_actor, signed_in

bp = Blueprint("insights", __name__, template_folder="templates")


@bp.get("/today")
@signed_in
def show_today() -> ResponseReturnValue:
    """Show what needs the reader, with the reason and the step beside it."""
    day, actor = today(), current_actor()
    page = today_of(actor, day)
    picture = picture_of(page.network, list(page.network.by_wave), day) if page.network else None
    return render_template("insights/today.html", actor=actor, day=day, page=page, picture=picture)


def init_app(app: Flask) -> None:
    """Serve the pages of this room."""
    app.register_blueprint(bp)
