"""Pages to choose another password and to move to another mail address."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal import clock
from portal.accounts import door, passwords, queries
from portal.accounts.blueprint import bp
from portal.accounts.oidc.queries import get_account
from portal.accounts.own import queries as own
from portal.accounts.own import services
from portal.accounts.own.forms import ChangeAddressForm, ChangePasswordForm
from portal.accounts.own.rules import NEW_ADDRESS, OWN_PASSWORD
from portal.accounts.rules import check_may_use_password
from portal.db import transaction
from portal.network.models import Person
from portal.policy.guard import current_actor, public, signed_in
from portal.rules import RuleBroken
from portal.web.forms import PortalForm
from portal.web.words import reason


@bp.route("/me/password", methods=["GET", "POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    """Choose another password, with the one of now as a proof."""
    form, person = ChangePasswordForm(), queries.get_person(current_actor().person_id)
    if form.validate_on_submit() and _proves(form) and _change_password(form, person):
        flash(gettext("Your password is changed. You are signed out on every other device."))
        return redirect(url_for(".me"), code=303)
    status = 400 if form.is_submitted() else 200
    return render_template("accounts/change-password.html", form=form, person=person), status


def _proves(form: ChangePasswordForm | ChangeAddressForm) -> bool:
    """Count the try, compare the password of now, and say so when it is another one."""
    key = door.own_key("password", current_actor().person_id)
    door.hold_back({key: OWN_PASSWORD})
    if passwords.matches(form.known, g.user.password):
        return True
    form.current.errors = [gettext("This is not your current password.")]
    return False


def _change_password(form: ChangePasswordForm, person: Person) -> bool:
    try:
        check_may_use_password(form.secret, name=person.name, address=person.email or "")
    except RuleBroken as refusal:
        form.password.errors = [reason(refusal)]
        return False
    made = passwords.hashed(form.secret)
    with transaction():
        account = get_account(person.id)
        services.change_password(account, made, here=g.session_id, now=clock.now())
    return True


@bp.route("/me/address", methods=["GET", "POST"])
@signed_in
def change_address() -> ResponseReturnValue:
    """Ask for another mail address; whether it is somebody's shows in nothing here."""
    form, person = ChangeAddressForm(), queries.get_person(current_actor().person_id)
    if form.validate_on_submit() and _proves(form) and _ask_address(form, person):
        return redirect(url_for(".address_asked"), code=303)
    status = 400 if form.is_submitted() else 200
    return render_template("accounts/change-address.html", form=form, person=person), status


def _ask_address(form: ChangeAddressForm, person: Person) -> bool:
    door.hold_back({door.own_key("address", person.id): NEW_ADDRESS})
    try:
        with transaction():
            services.ask_address(get_account(person.id), form.email.data or "", now=clock.now())
    except RuleBroken as refusal:
        form.email.errors = [reason(refusal)]
        return False
    return True


@bp.get("/me/address/asked")
@signed_in
def address_asked() -> ResponseReturnValue:
    """Say what happens next, and what to do when no mail comes."""
    return render_template("accounts/address-asked.html")


@bp.route("/new-address/<token>", methods=["GET", "POST"])
@public
def take_address(token: str) -> ResponseReturnValue:
    """Show the address of a link that works; only the press of the button moves there."""
    change, form = own.find_change(token, now=clock.now()), PortalForm()
    if change is None:
        return render_template("accounts/address-over.html"), 404
    if not form.validate_on_submit():
        return render_template("accounts/take-address.html", form=form, address=change.address)
    try:
        with transaction():
            services.take_address(own.get_change(token, now=clock.now()), now=clock.now())
    except RuleBroken:
        return render_template("accounts/address-over.html"), 404
    flash(gettext("From now on you sign in with the new address, and our mails go there."))
    return redirect(url_for(".me"), code=303)
