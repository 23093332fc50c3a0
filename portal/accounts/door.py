"""The door: whose key this is, which device is known here, and who has to wait."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import timedelta
from math import ceil
from typing import Final

from flask import Flask, abort, current_app, g, make_response, render_template, request, session
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug import Response

from portal import clock
from portal.accounts import limits, passwords, queries, rules, services
from portal.accounts.models import User
from portal.config import settings_of
from portal.db import transaction

KEY: Final = "_user_id"  # where Flask-Login looks in the session
DEVICE_KNOWN: Final = timedelta(days=180)
DEVICES_OF_A_WARD: Final = 12


def load_actor() -> None:
    """Find out who comes with this request: one statement for a key, none without."""
    key = session.get(KEY) if request.endpoint != "static" else None
    if key is None:
        return
    visit = queries.find_visit(key, now=clock.now(), on=clock.today())
    if visit is None:
        session.pop(KEY)
        return
    g.actor, g.user, g.session_id = visit.actor, visit.user, visit.session_id
    g.is_fresh = True
    if request.method == "GET" and visit.seen_at < rules.hour_of(clock.now()):
        with transaction():
            services.touch_session(visit.session_id, now=clock.now())


def let_in(user: User) -> None:
    """Start a fresh session, whatever the browser held before; keep the chosen language."""
    lang = session.get("lang")
    let_out()
    session[KEY] = services.open_session(user, now=clock.now())
    if lang:
        session["lang"] = lang


def let_out() -> None:
    """End the visitor's session here and in the browser."""
    key = session.get(KEY)
    if key is not None:
        services.close_session(key)
    session.clear()


def hold_back(tries: Mapping[str, rules.Limit]) -> None:
    """Count this try before anything is looked up; who has to wait is told how long."""
    with transaction():
        until = limits.count_try(tries, now=clock.now())
    if until is not None:
        wait = until - clock.now()
        page = render_template("accounts/wait.html", minutes=ceil(wait / timedelta(minutes=1)))
        response = make_response(page, 429)
        response.headers["Retry-After"] = str(max(1, ceil(wait.total_seconds())))
        abort(response)


def account_key(address: str) -> str:
    """Return the key that counts sign-ins to an account: a device of its own where it is known.

    Who signed in here before cannot be locked out by a stranger who guesses elsewhere.
    """
    nonce = _devices().get(_keyed("account", address))
    return _keyed("device", nonce) if nonce else _keyed("account", address)


def address_key(purpose: str) -> str:
    """Return the key that counts what comes from this network address."""
    return _keyed(f"address/{purpose}", request.remote_addr or "")


def reset_key(address: str) -> str:
    """Return the key that counts the links asked for one mail address."""
    return _keyed("reset", address)


def remember_device(response: Response, address: str) -> None:
    """Let this browser know, without a name, that the owner of ``address`` signed in here."""
    known = {**_devices(), _keyed("account", address): secrets.token_urlsafe(12)}
    latest = dict(list(known.items())[-DEVICES_OF_A_WARD:])
    settings = settings_of(current_app)
    response.set_cookie(
        _device_cookie(),
        _signer().dumps(latest),
        max_age=DEVICE_KNOWN,
        secure=settings.is_https,
        httponly=True,
        samesite="Lax",
    )


def _devices() -> dict[str, str]:
    try:
        known = _signer().loads(
            request.cookies.get(_device_cookie(), ""), max_age=int(DEVICE_KNOWN.total_seconds())
        )
    except BadData:
        return {}
    return dict(known)


def _device_cookie() -> str:
    return "__Host-device" if settings_of(current_app).is_https else "device"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings_of(current_app).secret_key, salt="known device")


def _keyed(kind: str, value: str) -> str:
    secret = settings_of(current_app).secret_key.encode()
    return hmac.new(secret, f"tries/{kind}/{value}".encode(), hashlib.sha256).hexdigest()


def init_app(app: Flask) -> None:
    """Ask every request who it is, and let Flask-Login and Flask-Security know the answer."""
    app.before_request(load_actor)
    security = passwords.init_app(app)
    security.principal.skip_static = True
    manager = security.login_manager
    manager.session_protection = None  # it would keep a hash of address and browser
    manager.user_loader(lambda _key: g.get("user"))
    manager.request_loader(lambda _request: None)  # no sign-in by header or address
