"""What teams used: the list for who may read it."""

from flask import Flask, render_template
from flask.typing import ResponseReturnValue

from portal.adoption import queries
from portal.adoption.blueprint import bp
from portal.clock import today
from portal.policy.guard import requires
from portal.policy.table import P


@bp.get("/uses/")
@requires(P.USE_READ)
def index() -> ResponseReturnValue:
    """Show which kits teams used, as counts of counted teams."""
    return render_template("adoption/index.html", teams=queries.counted_teams(today()))


def init_app(app: Flask) -> None:
    """Serve the pages of this room."""
    app.register_blueprint(bp)
