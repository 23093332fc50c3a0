"""Pages of what is in the making, and what they add to the pages of other rooms."""

from flask import Flask

from portal.making.blueprint import bp


def init_app(app: Flask) -> None:
    """Serve the pages of this room."""
    app.register_blueprint(bp)
