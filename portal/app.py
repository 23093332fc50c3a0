"""Put the portal together: the one module, with the commands, that knows every room."""

import gc
import hashlib
from datetime import date
from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask, request, url_for
from flask_compress import Compress
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy.orm import configure_mappers
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import cli
from portal.accounts import views as accounts
from portal.adjustments import views as adjustments
from portal.adoption import views as adoption
from portal.asks import views as asks
from portal.attendance import views as attendance
from portal.audit import views as audit
from portal.calendars import views as calendars
from portal.cards import views as cards
from portal.charts import views as charts
from portal.config import Settings, settings_of
from portal.culture import views as culture
from portal.db import db
from portal.evaluation import views as evaluation
from portal.insights import views as insights
from portal.mailbox import views as mailbox
from portal.making import views as making
from portal.making.files import views as draft_files
from portal.meetings import views as meetings
from portal.meetings.materials import views as materials
from portal.minutes import views as minutes
from portal.moi import views as moi
from portal.needs import views as needs
from portal.network import views as network
from portal.network.importing import views as importing
from portal.outbox import views as outbox
from portal.people import views as people
from portal.policy import guard
from portal.polls import views as polls
from portal.questionnaires import views as questionnaires
from portal.questionnaires.builder import views as builder
from portal.search import views as search
from portal.stewardship import views as stewardship
from portal.support import views as support
from portal.web import addresses, errors, hooks, logs, security, words
from portal.welcome import views as welcome

MIGRATIONS = Path(__file__).parents[1] / "migrations"
LARGEST_BODY = 2 * 1024 * 1024
# From the bottom up: a room may put panels on the pages of the rooms before it.
ROOMS = (
    welcome,
    charts,
    audit,
    outbox,
    network,
    importing,
    accounts,
    asks,
    cards,
    people,
    support,
    moi,
    questionnaires,
    builder,
    meetings,
    materials,
    minutes,
    mailbox,
    calendars,
    polls,
    evaluation,
    culture,
    attendance,
    adjustments,
    needs,
    making,
    draft_files,
    stewardship,
    adoption,
    insights,
    search,
)


def create_app(settings: Settings) -> Flask:
    """Build the application from its settings; reads no environment."""
    app = Flask("portal")
    app.extensions["settings"] = settings
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},  # an error never quotes a person
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        SEND_FILE_MAX_AGE_DEFAULT=365 * 24 * 60 * 60,  # static addresses carry a content hash
        WTF_CSRF_TIME_LIMIT=8 * 60 * 60,
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "image/svg+xml"],
    )
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    _open_database(app, settings)
    for part in (addresses, logs, hooks, security, words, errors, guard):
        part.init_app(app)
    Compress(app)
    _furnish_templates(app)
    for room in ROOMS:
        room.init_app(app)
    csrf = CSRFProtect(app)  # after the rooms, so that its error page knows who asks
    people.open_to_mail_programs(csrf)
    cli.init_app(app)
    if settings.is_https:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    return app


def load_ahead(app: Flask) -> None:
    """Load before the fork what every worker needs, so that they share it and start warm."""
    configure_mappers()
    words.load_ahead(app)
    for name in app.jinja_env.list_templates(extensions=["html", "txt"]):
        app.jinja_env.get_template(name)
    gc.collect()
    gc.freeze()


def _open_database(app: Flask, settings: Settings) -> None:
    if settings.database_url.startswith("sqlite:///"):
        Path(settings.database_url.removeprefix("sqlite:///")).parent.mkdir(
            parents=True, exist_ok=True
        )
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS))
    app.extensions["head"] = ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _furnish_templates(app: Flask) -> None:
    def demo_day() -> dict[str, date | None]:
        return {"demo_day": settings_of(app).today}

    app.context_processor(demo_day)
    app.jinja_env.globals.update(
        asset=_asset, is_here=_is_here, this_page_in=_this_page_in, request=request
    )


@cache
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _asset(name: str) -> str:
    """Return the address of a static file, with its content's hash so that it can be kept."""
    path = Path(__file__).parent / "static" / name
    return url_for("static", filename=name, v=_fingerprint(path))


def _is_here(href: str) -> bool:
    """Tell whether the reader is on this page of the menu, or below it."""
    return request.path == href or (href.endswith("/") and request.path.startswith(href))


def _this_page_in(lang: str) -> str:
    """Return this page in another language; a form that came back starts at its own address."""
    query = {key: value for key, value in request.args.items() if key != "lang"}
    if request.endpoint is None:
        return f"/?lang={lang}"
    return url_for(request.endpoint, **{**(request.view_args or {}), **query, "lang": lang})
