"""The front page, the statements on accessibility and privacy, and two probes."""

from datetime import date

from flask import Blueprint, Flask, current_app, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.db import is_at_head
from portal.policy.guard import actor_or_none, public
from portal.web.hooks import Act, tell

REVIEWED = date(2026, 11, 23)

bp = Blueprint("welcome", __name__, template_folder="templates")


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Say what a Mangomoment is and where to start; who is signed in starts at today."""
    if actor_or_none() is not None:
        return redirect("/today", code=303)
    return render_template("welcome/home.html")


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """Say how accessible the portal is, and whom to tell when it is not."""
    return render_template("welcome/accessibility.html", reviewed=REVIEWED)


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """Say what is kept, why, for how long, and who sees it."""
    return render_template("welcome/privacy.html", reviewed=REVIEWED)


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Answer as long as the process lives."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Answer 200 when the database is there and at the newest migration, else 503.

    What is wrong although the rest serves stands beside it, one line each.
    """
    if not is_at_head(current_app.extensions["head"]):
        return {"status": "migrate first"}, 503
    wrong = [line for lines in tell(Act.HEALTH) for line in lines]
    return {"status": "ready", "wrong": wrong} if wrong else {"status": "ready"}


def init_app(app: Flask) -> None:
    """Serve the pages of this room."""
    app.register_blueprint(bp)
