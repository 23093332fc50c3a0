"""Pages to ask for a link and to choose a password with it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal import clock
from portal.accounts import door, passwords, queries, rules, services
from portal.accounts.blueprint import bp
from portal.accounts.forms import AddressForm, NewPasswordForm
from portal.db import transaction
from portal.network.models import Person
from portal.policy.guard import public
from portal.rules import RuleBroken
from portal.web.words import reason


@bp.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten_password() -> ResponseReturnValue:
    """Take an address; whether it is known shows in nothing but the mail that its owner gets."""
    form = AddressForm()
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("accounts/forgotten-password.html", form=form), status
    keys = door.reset_key(form.address), door.address_key("reset")
    both = rules.RESET_ACCOUNT, rules.RESET_ADDRESS
    door.hold_back(dict(zip(keys, both, strict=True)))
    with transaction():
        services.ask_reset(form.address, now=clock.now())
    return redirect(url_for(".link_asked"), code=303)


@bp.get("/forgotten-password/asked")
@public
def link_asked() -> ResponseReturnValue:
    """Say what happens next, and what to do when no mail comes."""
    return render_template("accounts/link-asked.html")


@bp.route("/set-password/<token>", methods=["GET", "POST"])
@public
def set_password(token: str) -> ResponseReturnValue:
    """Show the form of a link that works; only sending it uses the link."""
    link = queries.find_link(token, now=clock.now())
    if link is None:
        return render_template("accounts/link-over.html"), 404
    form, person = NewPasswordForm(), link.account.person
    if form.validate_on_submit() and _set_password(token, form, person):
        flash(gettext("Your password is set. You can sign in with it now."))
        return redirect(url_for(".sign_in"), code=303)
    status = 400 if form.is_submitted() else 200
    page = "accounts/set-password.html"
    return render_template(page, form=form, address=person.email, purpose=link.purpose), status


def _set_password(token: str, form: NewPasswordForm, person: Person) -> bool:
    """Judge and hash first, then use the link in one transaction; a refusal goes on the form."""
    try:
        rules.check_may_use_password(form.secret, name=person.name, address=person.email or "")
        made = passwords.hashed(form.secret)
        with transaction():
            link = queries.get_link(token, now=clock.now())
            services.set_password(link, made, now=clock.now())
    except RuleBroken as refusal:
        form.password.errors = [reason(refusal)]
        return False
    return True
