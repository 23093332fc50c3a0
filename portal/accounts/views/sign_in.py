"""Pages to come in and go out."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.accounts import door, passwords, queries, rules
from portal.accounts.blueprint import bp
from portal.accounts.forms import SignInForm
from portal.accounts.models import User
from portal.accounts.second_step.forms import PasskeyForm
from portal.db import transaction
from portal.policy.guard import actor_or_none, public
from portal.web.forms import PortalForm


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for address and password; who is in already goes on."""
    onward = rules.safe_next(request.args.get("next"))
    if actor_or_none() is not None:
        return redirect(onward, code=303)
    return sign_in_page(SignInForm(), onward=onward)


@bp.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Let in who gives the right password, with the same work and words for every wrong one."""
    onward, form = rules.safe_next(request.form.get("next")), SignInForm()
    user = _whose_password(form) if form.validate() else None
    if user is None:
        return sign_in_page(form, onward=onward), 400
    return door.first_step_done(user, onward=onward)


def sign_in_page(form: SignInForm, *, onward: str) -> str:
    """Return the page that asks who somebody is, by password or by passkey."""
    page, passkey = "accounts/sign-in.html", PasskeyForm(formdata=None)
    return render_template(page, form=form, passkey=passkey, onward=onward)


def _whose_password(form: SignInForm) -> User | None:
    """Count the try, then find the account and compare; say on the form that they do not match."""
    keys = door.account_key(form.address), door.address_key("sign-in")
    both = rules.SIGN_IN_ACCOUNT, rules.SIGN_IN_ADDRESS
    door.hold_back(dict(zip(keys, both, strict=True)))
    user = queries.find_account(form.address)
    if passwords.matches(form.secret, user.password if user else None):
        return user
    wrong = gettext("This address and this password do not belong together. Check both.")
    form.password.errors = [wrong]
    return None


@bp.route("/sign-out", methods=["GET", "POST"])
@public
def sign_out() -> ResponseReturnValue:
    """Ask before ending the session; only the press of the button ends it."""
    if request.method == "GET":
        return render_template("accounts/sign-out.html", form=PortalForm())
    with transaction():
        door.let_out()
    flash(gettext("You are signed out."))
    return redirect("/", code=303)
