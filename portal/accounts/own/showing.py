"""Show how long a session lasts on every page of who is signed in, and devices in words."""

import hashlib
import hmac

from flask import Flask, current_app, g, render_template, request
from flask_babel import gettext
from markupsafe import Markup

from portal import clock
from portal.accounts.own.rules import session_ends
from portal.accounts.rules import hour_of
from portal.config import settings_of
from portal.policy.guard import actor_or_none
from portal.web.hooks import panel


def device_words(device: str) -> str:
    """Write ``Firefox/Windows`` the reader's way; what is not known is left out."""
    browser, _, system = device.partition("/")
    if browser and system:
        return str(gettext("%(browser)s on %(system)s", browser=browser, system=system))
    return device


def seconds_left(*, awake: bool) -> int:
    """Return how long the session of this request lasts; a page that was opened wakes it."""
    visit, now = g.visit, clock.now()
    seen_at = hour_of(now) if awake else visit.seen_at
    ends = session_ends(seen_at=seen_at, expires_at=visit.expires_at)
    return max(0, int((ends - now).total_seconds()))


def session_panel(**_page: object) -> Markup | None:
    """Carry to the page when the session ends, for the script that warns before it does."""
    if actor_or_none() is None or g.get("visit") is None:
        return None
    left = seconds_left(awake=request.method == "GET")
    return Markup(render_template("accounts/_session_ends.html", seconds=left, owner=_owner()))  # noqa: S704 -- an autoescaped template


def _owner() -> str:
    """Name the owner of what a browser keeps, to the owner's own pages only."""
    secret = settings_of(current_app).secret_key.encode()
    told = f"kept text/{g.actor.person_id}".encode()
    return hmac.new(secret, told, hashlib.sha256).hexdigest()[:16]


def init_app(app: Flask) -> None:
    """Stand on every page, and give the templates the words for a device."""
    app.jinja_env.filters["device_words"] = device_words
    panel(app, "page", session_panel)
