"""The pages on which somebody keeps their own second step: the app and the recovery codes."""

from flask import flash, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal import clock
from portal.accounts import door
from portal.accounts.blueprint import bp
from portal.accounts.second_step import apps, queries, rules, services
from portal.accounts.second_step.forms import CodeForm, NewPasskeyForm
from portal.accounts.second_step.fresh import fresh
from portal.accounts.second_step.models import Begun, Purpose
from portal.db import transaction
from portal.policy.guard import current_actor, signed_in
from portal.rules import RuleBroken, why_not
from portal.web.forms import PortalForm
from portal.web.words import reason


@bp.get("/me/security/")
@signed_in
def security() -> ResponseReturnValue:
    """Show somebody the ways of their second step, and what they may add or take away."""
    return overview()


def overview(new_passkey: NewPasskeyForm | None = None) -> str:
    """Return the page of the ways, with the form of a passkey as it came back."""
    ways = queries.ways_of(g.user.id)
    return render_template(
        "accounts/second-step/security.html",
        ways=ways,
        form=PortalForm(),
        new_passkey=new_passkey or NewPasskeyForm(formdata=None),
        last_way=why_not(rules.check_may_remove, left=ways.count - 1, is_obliged=door.is_obliged()),
        most=why_not(rules.check_may_add_passkey, len(ways.passkeys)),
        few=rules.FEW_CODES,
        onward=session.get(door.ONWARD),
    )


@bp.get("/me/security/app")
@signed_in
@fresh
def add_app() -> ResponseReturnValue:
    """Say which app to take; once begun, show its secret as a picture and in letters."""
    return _app_page(CodeForm())


@bp.post("/me/security/app/start")
@signed_in
@fresh
def start_app() -> ResponseReturnValue:
    """Begin with a secret that nobody has yet."""
    with transaction():
        key = services.begin(Purpose.APP, account_id=g.user.id, now=clock.now())
    session[Purpose.APP.value] = key
    return redirect(url_for(".add_app"), code=303)


@bp.post("/me/security/app")
@signed_in
@fresh
def keep_app() -> ResponseReturnValue:
    """Keep the app when it shows the right code; the first way brings recovery codes."""
    form = CodeForm()
    if not form.validate():
        return _app_page(form), 400
    try:
        with transaction():
            account = queries.get_account(g.user.id)
            key = session.get(Purpose.APP.value)
            services.add_app(account, key, form.typed, on=clock.today(), now=clock.now())
    except RuleBroken as refusal:
        form.code.errors = [reason(refusal)]
        return _app_page(form), 400
    return added(gettext("The app is added."))


@bp.post("/me/security/app/remove")
@signed_in
@fresh
def remove_app() -> ResponseReturnValue:
    """Take the app away."""
    try:
        with transaction():
            account = queries.get_account(g.user.id)
            services.remove_app(account, is_obliged=door.is_obliged(), now=clock.now())
            services.close_other_sessions(account, keep=g.session_id)
        flash(gettext("The app is removed."))
    except RuleBroken as refusal:
        flash(reason(refusal))
    return redirect(url_for(".security"), code=303)


@bp.get("/me/security/recovery-codes")
@signed_in
def recovery_codes() -> ResponseReturnValue:
    """Say how many recovery codes are left, and offer new ones."""
    ways = queries.ways_of(g.user.id)
    refusal = why_not(rules.check_may_make_codes, has_second_step=ways.count > 0)
    page = "accounts/second-step/recovery-codes.html"
    return render_template(page, ways=ways, form=PortalForm(), refusal=refusal)


@bp.post("/me/security/recovery-codes")
@signed_in
@fresh
def make_recovery_codes() -> ResponseReturnValue:
    """Show new recovery codes, this once."""
    try:
        return _codes_page(gettext("Your new recovery codes are here. The old ones are over."))
    except RuleBroken as refusal:
        flash(reason(refusal))
        return redirect(url_for(".security"), code=303)


def added(said: str) -> ResponseReturnValue:
    """Go on after a way was added: other devices sign in anew, the first way brings codes."""
    with transaction():
        services.close_other_sessions(queries.get_account(g.user.id), keep=g.session_id)
    if queries.ways_of(g.user.id).codes_left:
        flash(said)
        return redirect(url_for(".security"), code=303)
    return _codes_page(said)


def _codes_page(said: str) -> str:
    with transaction():
        account = queries.get_account(g.user.id)
        codes = services.make_recovery_codes(account, on=clock.today(), now=clock.now())
    onward = session.pop(door.ONWARD, None)
    page = "accounts/second-step/codes-shown.html"
    return render_template(page, codes=codes, said=said, onward=onward)


def _app_page(form: CodeForm) -> str:
    key = session.get(Purpose.APP.value)
    begun = queries.find_begun(key, Purpose.APP, now=clock.now())
    secret = _own_secret(begun)
    return render_template(
        "accounts/second-step/app.html",
        form=form,
        spelled=apps.spelled(secret) if secret else None,
        picture=apps.picture(secret, owner=current_actor().name) if secret else None,
    )


def _own_secret(begun: Begun | None) -> str | None:
    return services.opened(begun.secret) if begun and begun.account_id == g.user.id else None
