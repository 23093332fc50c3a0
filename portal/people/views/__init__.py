"""The pages of this room, and what it registers with the rooms below."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from portal.outbox.topics import let_readers_choose
from portal.people.blueprint import bp
from portal.people.cli import people
from portal.people.queries.choices import stopped_among
from portal.people.stopping import stop_link
from portal.people.views import (
    editing,
    forgetting,
    inviting,
    joining,
    listing,
    mail,
    mine,
    panels,
)
from portal.people.words import LEFT_OUT, STANDING_TAGS, STANDINGS
from portal.web.hooks import panel

PAGES = (editing, forgetting, inviting, joining, listing, mail, mine)


def init_app(app: Flask) -> None:
    """Serve the pages of this room, and let readers choose their mails."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(
        standing_names=STANDINGS, standing_tags=STANDING_TAGS, left_out_names=LEFT_OUT
    )
    let_readers_choose(app, stopped=stopped_among, stop_link=stop_link)
    panel(app, "me", panels.me_panel)
    panel(app, "person", panels.person_panel)
    app.cli.add_command(people)


def open_to_mail_programs(csrf: CSRFProtect) -> None:
    """Let mail programs stop mails with one press (RFC 8058): they bring a signed link alone."""
    csrf.exempt(mail.stop_mail_now)
