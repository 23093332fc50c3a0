"""Proving once more who one is, before something that asks for it."""

from urllib.parse import urlsplit

from flask import current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from portal import clock
from portal.accounts import door, passwords, rules
from portal.accounts.blueprint import bp
from portal.accounts.models import User
from portal.accounts.second_step import asking, queries, services
from portal.accounts.second_step.forms import CodeForm, PasskeyForm, ProofForm
from portal.accounts.second_step.rules import TRIES
from portal.db import transaction
from portal.policy.guard import signed_in
from portal.rules import RuleBroken
from portal.web.words import reason


@bp.route("/confirm", methods=["GET", "POST"])
@signed_in
def confirm() -> ResponseReturnValue:
    """Ask for the password, a code or a passkey, and go on to the page that asked for it."""
    account, form = queries.get_account(g.user.id), ProofForm()
    if not form.validate_on_submit():
        return _page(account, form), 400 if form.is_submitted() else 200
    tries = door.account_key(account.person.email or "")
    door.hold_back({tries: rules.SIGN_IN_ACCOUNT})
    if not passwords.matches(form.secret, account.password):
        form.password.errors = [gettext("This is not your password.")]
        return _page(account, form), 400
    return _proved(tries)


@bp.post("/confirm/code")
@signed_in
def confirm_by_code() -> ResponseReturnValue:
    """Take a code of the app in place of the password."""
    account, form = queries.get_account(g.user.id), CodeForm()
    tries = door.step_key(account)
    if not form.validate():
        return _page(account, None, form), 400
    door.hold_back({tries: TRIES})
    try:
        with transaction():
            services.take_code(g.user.id, form.typed, now=clock.now())
    except RuleBroken as refusal:
        form.code.errors = [reason(refusal)]
        return _page(queries.get_account(g.user.id), None, form), 400
    return _proved(tries)


@bp.post("/confirm/passkey/options")
@signed_in
def ask_own_passkey() -> ResponseReturnValue:
    """Tell the page's script which passkeys are the account's."""
    return asking.ask_to_prove(g.user.id)


@bp.post("/confirm/passkey")
@signed_in
def confirm_by_passkey() -> ResponseReturnValue:
    """Take one of the account's passkeys in place of the password."""
    account, form = queries.get_account(g.user.id), ProofForm(formdata=None)
    tries = door.step_key(account)
    door.hold_back({tries: TRIES})
    try:
        proof = asking.read_proof(PasskeyForm().told, account_id=g.user.id)
        with transaction():
            services.take_passkey(proof)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _page(queries.get_account(g.user.id), form), 400
    return _proved(tries)


def _proved(tries: str) -> ResponseReturnValue:
    door.prove_again(tries)
    return redirect(_onward(), code=303)


def _page(account: User, form: ProofForm | None, code: CodeForm | None = None) -> str:
    return render_template(
        "accounts/second-step/confirm.html",
        form=form or ProofForm(formdata=None),
        code=code or CodeForm(formdata=None),
        wrong=code if form is None else form,
        passkey=PasskeyForm(formdata=None),
        has_password=account.password is not None,
        ways=queries.ways_of(account.id),
        onward=_onward(),
    )


def _onward() -> str:
    """Return where to go: the page that was asked for, else the one whose form was sent."""
    wanted = request.values.get("next")
    if wanted and _is_page(wanted):
        return rules.safe_next(wanted)
    sent_from = urlsplit(request.referrer or "")
    came = sent_from.path if sent_from.netloc == request.host else None
    return rules.safe_next(came if came and not came.startswith("/confirm") else None)


def _is_page(address: str) -> bool:
    """Tell whether an address of this site can be opened, or only be sent to."""
    try:
        current_app.url_map.bind("").match(urlsplit(address).path, method="GET")
    except (HTTPException, ValueError):
        return False
    return True
