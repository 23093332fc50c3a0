"""The door: whose key this is, which device is known here, and who has to wait."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from math import ceil
from typing import Final

from flask import (
    Flask,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug import Response

from portal import clock
from portal.accounts import limits, passwords, queries, rules, services
from portal.accounts.models import User
from portal.accounts.own.rules import device_name
from portal.accounts.second_step import rules as proof
from portal.accounts.second_step import services as second_step
from portal.accounts.second_step.models import Purpose
from portal.accounts.second_step.passkeys import Proof
from portal.accounts.second_step.queries import find_half_in, get_account, has_second_step
from portal.config import settings_of
from portal.db import transaction
from portal.rules import RuleBroken

KEY: Final = "_user_id"  # where Flask-Login looks in the session
HALF_IN: Final = "half_in"  # the password was right, the second step is to come
PROVED: Final = "proved"  # the minute of the last proof: in the browser, never in the database
VOUCHED: Final = "vouched"  # an organisation answered for both steps
ONWARD: Final = "onward"  # where somebody was going who has to set up a second step first
DOORSTEP: Final = ("/me/security/", "/sign-in", "/sign-out", "/confirm")
DEVICE_KNOWN: Final = timedelta(days=180)
DEVICES_OF_A_WARD: Final = 12


def load_actor() -> Response | None:
    """Find out who comes with this request: one statement for a key, none without.

    Who still needs a second step is sent to set one up, wherever they were going.
    """
    key, now = session.get(KEY) if request.endpoint != "static" else None, clock.now()
    if key is None:
        return None
    visit = queries.find_visit(key, now=now, on=clock.today())
    if visit is None:
        session.pop(KEY)
        return None
    g.actor, g.user, g.session_id = visit.actor, visit.user, visit.session_id
    g.visit = visit
    is_sending = request.method == "POST"
    g.is_fresh = proof.is_fresh(session.get(PROVED), now=now, is_sending=is_sending)
    if request.method == "GET" and visit.seen_at < rules.hour_of(now):
        with transaction():
            services.touch_session(visit.session_id, now=now)
    g.lacks_second_step = is_obliged() and not (visit.has_second_step or session.get(VOUCHED))
    return _to_set_up() if g.lacks_second_step and not _is_on_doorstep() else None


def is_obliged() -> bool:
    """Tell whether the work of who is signed in asks for a second step here."""
    return settings_of(current_app).require_mfa and g.actor.holds(*proof.OBLIGED)


def _is_on_doorstep() -> bool:
    return request.path.startswith(DOORSTEP) or request.blueprint == "welcome"


def _to_set_up() -> Response:
    if request.method == "GET":
        session[ONWARD] = rules.safe_next(request.full_path.rstrip("?"))
    return redirect(url_for("accounts.security"), code=303)


def first_step_done(user: User, *, onward: str, strong: bool = False) -> Response:
    """Go on after the password, or after an organisation vouched: to the second step, or in.

    The account comes with its person. ``strong`` is for an organisation that asked for two steps
    itself. Until the second step is taken the browser holds a key that opens nothing else.
    """
    if strong or not has_second_step(user.id):
        return come_in(user, onward=onward, vouched=strong)
    with transaction():
        let_out()
        begun = second_step.begin(Purpose.SIGN_IN, account_id=user.id, now=clock.now())
    session[HALF_IN] = begun
    return redirect(url_for("accounts.second_step", next=onward), code=303)


def half_in() -> User | None:
    """Return whose password was right in this browser, while the second step is to come."""
    return find_half_in(session.get(HALF_IN), now=clock.now())


def second_step_done(take: Callable[[User], object], *, onward: str) -> Response:
    """Let ``take`` judge the second step of who is half in; then open the session and go on.

    Raises ``RuleBroken`` with nothing changed when it refuses, or when it took too long.
    """
    key = session.get(HALF_IN)
    with transaction():
        account = find_half_in(key, now=clock.now())
        if account is None:
            raise RuleBroken(proof.OVER)
        address, tries = account.person.email or "", step_key(account)
        take(account)
        second_step.finish(key, Purpose.SIGN_IN, account_id=account.id, now=clock.now())
        let_in(account)
        limits.forgive_try(account=tries, address=address_key("second-step"))
    return _onward(address, onward)


def passkey_done(proof_given: Proof, *, onward: str) -> Response:
    """Open a session for the owner of a passkey that proved right all by itself."""
    with transaction():
        account = get_account(proof_given.account_id)
        address = account.person.email or ""
        second_step.take_passkey(proof_given)
        let_in(account)
        limits.forgive_try(account=account_key(address), address=address_key("passkey"))
    return _onward(address, onward)


def prove_again(tries: str) -> None:
    """Forgive the tries under this key, and remember that the owner of the session was here."""
    with transaction():
        limits.forgive_try(account=tries, address=address_key("confirm"))
    remember_proof()


def come_in(user: User, *, onward: str, vouched: bool = False) -> Response:
    """Open a session in this browser, forgive the tries, and go on."""
    address = user.person.email or ""
    with transaction():
        let_in(user)
        limits.forgive_try(account=account_key(address), address=address_key("sign-in"))
    if vouched:
        session[VOUCHED] = True
    return _onward(address, onward)


def _onward(address: str, onward: str) -> Response:
    response = redirect(onward, code=303)
    remember_device(response, address)
    return response


def let_in(user: User) -> None:
    """Start a fresh session, whatever the browser held before; keep the chosen language."""
    let_out()
    device = device_name(request.user_agent.string)
    session[KEY] = services.open_session(user, now=clock.now(), device=device)
    remember_proof()


def remember_proof() -> None:
    """Let this browser remember that its owner proved a moment ago who they are."""
    session[PROVED] = proof.minute_of(clock.now())


def let_out() -> None:
    """End the visitor's session here and in the browser, which keeps only its language."""
    key, lang = session.get(KEY), session.get("lang")
    if key is not None:
        services.close_session(key)
    session.clear()
    if lang:
        session["lang"] = lang


def hold_back(
    tries: Mapping[str, rules.Limit], *, also: Callable[[], object] | None = None
) -> None:
    """Count this try before anything is looked up; who has to wait is told how long.

    ``also`` is done when somebody has to wait.
    """
    with transaction():
        until = limits.count_try(tries, now=clock.now())
        if until is not None and also:
            also()
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


def step_key(account: User) -> str:
    """Return the key that counts second steps of an account, which comes with its person."""
    nonce = _devices().get(_keyed("account", account.person.email or ""))
    return _keyed("second-step", nonce or str(account.id))


def address_key(purpose: str) -> str:
    """Return the key that counts what comes from this network address."""
    return _keyed(f"address/{purpose}", request.remote_addr or "")


def reset_key(address: str) -> str:
    """Return the key that counts the links asked for one mail address."""
    return _keyed("reset", address)


def own_key(purpose: str, person_id: int) -> str:
    """Return the key that counts what somebody tries with their own account."""
    return _keyed(f"own/{purpose}", str(person_id))


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
