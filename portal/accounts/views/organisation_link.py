"""Pages to link a work account with one's own account, and to take it apart."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal import clock
from portal.accounts import door
from portal.accounts import queries as accounts
from portal.accounts.blueprint import bp
from portal.accounts.oidc import flow, queries, services
from portal.accounts.oidc.models import IdentityProvider
from portal.accounts.oidc.protocol import SignInFailed
from portal.accounts.oidc.rules import Failure, Purpose
from portal.accounts.rules import safe_next
from portal.accounts.second_step.fresh import fresh
from portal.accounts.views.organisation_sign_in import failure, go
from portal.db import transaction
from portal.policy.guard import actor_or_none, current_actor, public, signed_in, to_sign_in
from portal.rules import RuleBroken
from portal.web.forms import PortalForm
from portal.web.words import reason


@bp.get("/set-password/<token>/organisation/<int:provider_id>")
@public
def invited_to_organisation(token: str, provider_id: int) -> ResponseReturnValue:
    """Send somebody who was invited to their organisation, instead of choosing a password."""
    if accounts.find_link(token, now=clock.now()) is None:
        return render_template("accounts/link-over.html"), 404
    errand = flow.Errand(purpose=Purpose.INVITATION, onward=safe_next(None), token=token)
    return go(provider_id, errand)


@bp.get("/me/organisation-accounts")
@signed_in
@fresh
def organisation_accounts() -> ResponseReturnValue:
    """Show with which work accounts somebody signs in, and which could be linked."""
    person_id = current_actor().person_id
    linked = queries.identities_of(person_id)
    taken = {one.provider_id for one in linked}
    offered = queries.providers_for(person_id, on=clock.today())
    return render_template(
        "accounts/organisation-accounts.html",
        linked=linked,
        offered=[one for one in offered if one.id not in taken],
        form=PortalForm(),
    )


@bp.get("/me/organisation-accounts/<int:provider_id>/link")
@signed_in
@fresh
def to_linking(provider_id: int) -> ResponseReturnValue:
    """Send somebody who is in to their organisation; what comes back is shown before it links."""
    offered = queries.providers_for(current_actor().person_id, on=clock.today())
    if provider_id not in {one.id for one in offered}:
        abort(404)
    onward = url_for(".organisation_accounts")
    return go(provider_id, flow.Errand(purpose=Purpose.LINK, onward=onward))


@bp.route("/sign-in/organisation/link", methods=["GET", "POST"])
@public
def link_organisation() -> ResponseReturnValue:
    """Show whom the organisation vouches for; only the press of the button links."""
    try:
        vouched = flow.kept()
    except SignInFailed as failed:
        return failure(failed.why)
    if vouched.errand.purpose is Purpose.LINK and actor_or_none() is None:
        return to_sign_in()
    provider, form = queries.find_provider(vouched.provider_id), PortalForm()
    if provider is None:
        return failure(Failure.UNKNOWN)
    if form.validate_on_submit():
        return _link(vouched, provider)
    return render_template(
        "accounts/link-organisation.html", form=form, provider=provider, vouched=vouched
    )


def _link(vouched: flow.Vouched, provider: IdentityProvider) -> ResponseReturnValue:
    """Link as an invited person or as the one who is in; a refusal says why."""
    flow.forget()
    invited = vouched.errand.purpose is Purpose.INVITATION
    try:
        return _accept(vouched, provider) if invited else _add(vouched, provider)
    except RuleBroken as refusal:
        flash(reason(refusal))
        return redirect(url_for(".sign_in") if invited else vouched.errand.onward, code=303)


def _accept(vouched: flow.Vouched, provider: IdentityProvider) -> ResponseReturnValue:
    with transaction():
        link = accounts.get_link(vouched.errand.token, now=clock.now())
        person_id = link.account.person_id
        services.accept_invitation(
            link, provider, vouched.subject, on=clock.today(), now=clock.now()
        )
    user = queries.get_account(person_id)
    return door.first_step_done(user, onward=vouched.errand.onward, strong=vouched.is_strong)


def _add(vouched: flow.Vouched, provider: IdentityProvider) -> ResponseReturnValue:
    with transaction():
        account = queries.get_account(current_actor().person_id)
        services.link_account(account, provider, vouched.subject, on=clock.today(), now=clock.now())
    flash(gettext("From now on you can sign in with this work account."))
    return redirect(vouched.errand.onward, code=303)


@bp.post("/me/organisation-accounts/<int:identity_id>/unlink")
@signed_in
@fresh
def unlink_organisation(identity_id: int) -> ResponseReturnValue:
    """Take a work account away; what is not one's own is not there."""
    person_id = current_actor().person_id
    if identity_id not in {one.id for one in queries.identities_of(person_id)}:
        abort(404)
    try:
        with transaction():
            services.unlink_account(queries.get_account(person_id), identity_id, now=clock.now())
        flash(gettext("You no longer sign in with this work account."))
    except RuleBroken as refusal:
        flash(reason(refusal))
    return redirect(url_for(".organisation_accounts"), code=303)
