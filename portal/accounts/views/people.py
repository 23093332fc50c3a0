"""What stands about an account on somebody's page, and the steps beside it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from portal import clock
from portal.accounts import queries, services
from portal.accounts.blueprint import bp
from portal.accounts.oidc.queries import is_linked
from portal.accounts.second_step import services as second_step
from portal.accounts.second_step.queries import has_second_step
from portal.db import transaction
from portal.network.models import Person
from portal.policy.guard import can, current_actor, ensure, requires
from portal.policy.table import Permission
from portal.rules import RuleBroken
from portal.web.forms import PortalForm
from portal.web.words import reason


@bp.post("/people/<int:person_id>/invite")
@requires(Permission.PERSON_INVITE)
def invite(person_id: int) -> ResponseReturnValue:
    """Invite somebody to the portal."""
    try:
        with transaction():
            person = ensure(Permission.PERSON_INVITE, Person, Person.id == person_id)
            services.invite_person(person, by=current_actor().person_id, now=clock.now())
        flash(gettext("The invitation is on its way to %(address)s.", address=person.email))
    except RuleBroken as refusal:
        flash(reason(refusal))
    return redirect(url_for("network.person", person_id=person_id), code=303)


@bp.post("/people/<int:person_id>/close-account")
@requires(Permission.ACCOUNT_CLOSE)
def close_account(person_id: int) -> ResponseReturnValue:
    """Shut somebody out at once, or let them in again: the button says which."""
    ensure(Permission.ACCOUNT_CLOSE, Person, Person.id == person_id)
    reopen = request.form.get("reopen") == "yes"
    change = services.reopen_account if reopen else services.close_account
    try:
        with transaction():
            account = queries.find_standing(person_id, now=clock.now())[0] or abort(404)
            change(account, by=current_actor().person_id, now=clock.now())
        done = (
            gettext("The account is open again.") if reopen else gettext("The account is closed.")
        )
        flash(done)
    except RuleBroken as refusal:
        flash(reason(refusal))
    return redirect(url_for("network.person", person_id=person_id), code=303)


@bp.post("/people/<int:person_id>/reset-second-factor")
@requires(Permission.ACCOUNT_CLOSE, fresh=True)
def reset_second_factor(person_id: int) -> ResponseReturnValue:
    """Take the second step from who lost it, so that they can choose another one."""
    ensure(Permission.ACCOUNT_CLOSE, Person, Person.id == person_id)
    try:
        with transaction():
            account = queries.find_standing(person_id, now=clock.now())[0] or abort(404)
            second_step.reset(account, by=current_actor().person_id, now=clock.now())
        flash(gettext("The second step is reset. The person gets a mail about it."))
    except RuleBroken as refusal:
        flash(reason(refusal))
    return redirect(url_for("network.person", person_id=person_id), code=303)


def person_panel(*, person: Person, **_page: object) -> Markup | None:
    """Show on a person's page whether they can sign in, and the step beside it."""
    if not can(Permission.PERSON_INVITE):
        return None
    account, invited_at = queries.find_standing(person.id, now=clock.now())
    resettable = can(Permission.ACCOUNT_CLOSE) and account and has_second_step(account.id)
    known = {
        "person": person,
        "account": account,
        "can_enter": account and (account.password or is_linked(account.id)),
        "invited_at": invited_at,
        "resettable": resettable,
    }
    return Markup(render_template("accounts/_standing.html", form=PortalForm(), **known))  # noqa: S704 -- an autoescaped template
