"""Pages of what is in the making, and what they add to the pages of other rooms."""

from flask import Flask

from portal.making import labels
from portal.making.blueprint import bp
from portal.making.remembering import register_acts
from portal.making.views import elsewhere, listing, proposing, stepping, talking, writing_along
from portal.taxonomy.model import known_constructs
from portal.web.hooks import panel

ALSO_HERE = (listing, proposing, stepping, talking, writing_along)  # all on the same blueprint


def init_app(app: Flask) -> None:
    """Serve the pages of this room, and show what is in the making where it belongs."""
    app.register_blueprint(bp)
    register_acts(app)
    panel(app, "need", elsewhere.on_need)
    panel(app, "kit", elsewhere.on_kit)
    panel(app, "kits_of_team", elsewhere.on_team)
    app.jinja_env.globals.update(
        DRAFT_STEPS=labels.STEPS,
        DRAFT_STEPS_DONE=labels.DONE,
        DRAFT_TAGS=labels.TAGS,
        DRAFT_LANGUAGES=labels.LANGUAGES,
        constructs_of=known_constructs,
        settings_of=labels.settings_of,
    )
