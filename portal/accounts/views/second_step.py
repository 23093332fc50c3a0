"""The second step of signing in, and the one step of a passkey alone."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal import clock
from portal.accounts import door, rules
from portal.accounts.blueprint import bp
from portal.accounts.forms import SignInForm
from portal.accounts.models import User
from portal.accounts.second_step import asking, queries, services
from portal.accounts.second_step.forms import CodeForm, PasskeyForm, RecoveryCodeForm
from portal.accounts.second_step.letters import News, tell_owner
from portal.accounts.second_step.rules import OVER, TRIES
from portal.accounts.views.sign_in import sign_in_page
from portal.policy.guard import public
from portal.rules import RuleBroken
from portal.web.words import reason


@bp.route("/sign-in/second-step", methods=["GET", "POST"])
@public
def second_step() -> ResponseReturnValue:
    """Ask who gave the right password for a code or a passkey."""
    account, form = door.half_in(), CodeForm()
    if account is None:
        return _start_again()
    if form.validate_on_submit():
        _hold_back(account)
        try:
            return door.second_step_done(_code(form), onward=_next())
        except RuleBroken as refusal:
            form.code.errors = [reason(refusal)]
    return _page(account, form), 400 if form.is_submitted() else 200


def _code(form: CodeForm) -> Callable[[User], object]:
    return lambda account: services.take_code(account.id, form.typed, now=clock.now())


@bp.route("/sign-in/recovery-code", methods=["GET", "POST"])
@public
def recovery_code() -> ResponseReturnValue:
    """Take a recovery code from who has no phone at hand."""
    account, form = door.half_in(), RecoveryCodeForm()
    if account is None:
        return _start_again()
    if form.validate_on_submit():
        _hold_back(account)
        try:
            return _told(door.second_step_done(_recovery(form), onward=_next()))
        except RuleBroken as refusal:
            form.code.errors = [reason(refusal)]
    page = render_template("accounts/second-step/recovery-code.html", form=form, onward=_next())
    return page, 400 if form.is_submitted() else 200


def _recovery(form: RecoveryCodeForm) -> Callable[[User], object]:
    return lambda account: services.take_recovery_code(account, form.typed, now=clock.now())


def _told(page: ResponseReturnValue) -> ResponseReturnValue:
    flash(gettext("You used a recovery code. It does not work a second time."))
    return page


@bp.post("/sign-in/second-step/passkey/options")
@public
def ask_second_passkey() -> ResponseReturnValue:
    """Tell the page's script which passkeys can take the second step."""
    account = door.half_in()
    if account is None:
        return {"over": True}, 400
    return asking.ask_to_prove(account.id)


@bp.post("/sign-in/second-step/passkey")
@public
def second_passkey() -> ResponseReturnValue:
    """Let in who holds a passkey of the account whose password was right."""
    account = door.half_in()
    if account is None:
        return _start_again()
    _hold_back(account)
    try:
        proof = asking.read_proof(PasskeyForm().told, account_id=account.id)
        return door.second_step_done(lambda _: services.take_passkey(proof), onward=_next())
    except RuleBroken as refusal:
        return _page(account, CodeForm(formdata=None), refusal), 400


@bp.post("/sign-in/passkey/options")
@public
def ask_passkey() -> ResponseReturnValue:
    """Tell the page's script to ask for any passkey of this portal."""
    door.hold_back({door.address_key("passkey"): rules.SIGN_IN_ADDRESS})
    return asking.ask_to_prove(None)


@bp.post("/sign-in/passkey")
@public
def enter_by_passkey() -> ResponseReturnValue:
    """Let in who holds a passkey and proved it to the device: two steps in one."""
    door.hold_back({door.address_key("passkey"): rules.SIGN_IN_ADDRESS})
    try:
        proof = asking.read_proof(PasskeyForm().told, account_id=None)
        return door.passkey_done(proof, onward=_next())
    except RuleBroken as refusal:
        form = SignInForm(formdata=None)
        form.refuse(refusal)
        return sign_in_page(form, onward=_next()), 400


def _next() -> str:
    return rules.safe_next(request.values.get("next"))


def _hold_back(account: User) -> None:
    """Count the try; when there were too many, tell the owner that somebody knows the password."""
    tries = {door.step_key(account): TRIES, door.address_key("second-step"): rules.SIGN_IN_ADDRESS}
    now, today = clock.now(), clock.today().isoformat()
    door.hold_back(tries, also=lambda: tell_owner(account, News.TRIED, now=now, once=today))


def _start_again() -> ResponseReturnValue:
    flash(gettext(OVER))
    return redirect(url_for(".sign_in", next=_next()), code=303)


def _page(account: User, form: CodeForm, refusal: RuleBroken | None = None) -> str:
    if refusal:
        form.refuse(refusal)
    ways = queries.ways_of(account.id)
    return render_template(
        "accounts/second-step/second-step.html",
        form=form,
        passkey=PasskeyForm(formdata=None),
        ways=ways,
        onward=_next(),
    )
