"""Pages of the life of a kit, and what this room shows on the pages of kits and teams."""

from flask import Flask

from portal.stewardship import remembering
from portal.stewardship.blueprint import bp
from portal.stewardship.views import checking, life, panels, pilots, steps, telling
from portal.web.hooks import panel

__all__ = ["checking", "init_app", "life", "pilots", "steps", "telling"]


def init_app(app: Flask) -> None:
    """Serve the pages of this room, and show its part on the pages of kits and teams."""
    app.register_blueprint(bp)
    remembering.init_app(app)
    panel(app, "kit", panels.on_kit)
    panel(app, "kits_of_team", panels.on_team)
