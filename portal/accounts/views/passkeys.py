"""The pages on which somebody keeps their own passkeys."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal import clock
from portal.accounts import door
from portal.accounts.blueprint import bp
from portal.accounts.second_step import asking, queries, rules, services
from portal.accounts.second_step.forms import NameForm, NewPasskeyForm
from portal.accounts.second_step.fresh import fresh
from portal.accounts.second_step.models import Passkey
from portal.accounts.views.security import added, overview
from portal.db import transaction
from portal.policy.guard import signed_in
from portal.rules import RuleBroken, why_not
from portal.web.words import reason


@bp.post("/me/security/passkeys/options")
@signed_in
@fresh
def ask_new_passkey() -> ResponseReturnValue:
    """Tell the page's script how to make a passkey for this account."""
    account = queries.get_account(g.user.id)
    return asking.ask_to_make(account.id, address=account.person.email or account.person.name)


@bp.post("/me/security/passkeys/")
@signed_in
@fresh
def add_passkey() -> ResponseReturnValue:
    """Keep the passkey that the browser made; the first way brings recovery codes."""
    form = NewPasskeyForm()
    try:
        asking.add_made(g.user.id, form.told, name=form.words or gettext("Passkey"))
    except RuleBroken as refusal:
        form.refuse(refusal)
        return overview(form), 400
    return added(gettext("The passkey is added."))


@bp.route("/me/security/passkeys/<int:passkey_id>/", methods=["GET", "POST"])
@signed_in
def passkey(passkey_id: int) -> ResponseReturnValue:
    """Let the owner give a passkey another name, or take it away."""
    mine = _own(passkey_id)
    form = NameForm(obj=mine)
    if form.validate_on_submit():
        with transaction():
            services.rename_passkey(_own(passkey_id), form.words)
        return redirect(url_for(".security"), code=303)
    ways = queries.ways_of(g.user.id)
    last = why_not(rules.check_may_remove, left=ways.count - 1, is_obliged=door.is_obliged())
    page = "accounts/second-step/passkey.html"
    status = 400 if form.is_submitted() else 200
    return render_template(page, passkey=mine, form=form, last_way=last), status


@bp.post("/me/security/passkeys/<int:passkey_id>/remove")
@signed_in
@fresh
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Take a passkey away."""
    try:
        with transaction():
            account, mine = queries.get_account(g.user.id), _own(passkey_id)
            obliged = door.is_obliged()
            services.remove_passkey(account, mine, is_obliged=obliged, now=clock.now())
            services.close_other_sessions(account, keep=g.session_id)
        flash(gettext("The passkey is removed. Remove it from the device as well."))
    except RuleBroken as refusal:
        flash(reason(refusal))
    return redirect(url_for(".security"), code=303)


def _own(passkey_id: int) -> Passkey:
    return queries.find_passkey(passkey_id, account_id=g.user.id) or abort(404)
