"""Pages to sign in with the account of one's organisation."""

from collections.abc import Callable, Mapping
from typing import Final

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.accounts import door, limits
from portal.accounts.blueprint import bp
from portal.accounts.oidc import flow, queries
from portal.accounts.oidc.forms import FindOrganisationForm
from portal.accounts.oidc.protocol import SignInFailed
from portal.accounts.oidc.rules import Failure, Purpose
from portal.accounts.oidc.words import FAILURES
from portal.accounts.rules import SIGN_IN_ADDRESS, safe_next
from portal.db import transaction
from portal.policy.guard import public, signed_in

_Answer = Callable[[flow.Vouched], ResponseReturnValue]


@bp.route("/sign-in/organisation", methods=["GET", "POST"])
@public
def find_organisation() -> ResponseReturnValue:
    """Find the organisation by a mail domain or its name; nothing here knows people."""
    form, onward = FindOrganisationForm(), safe_next(request.values.get("next"))
    found = None
    if form.validate_on_submit():
        found = queries.providers_like(form.words.data or "")
        if not found:
            form.words.errors = [gettext("No organisation that signs in like this has that name.")]
    status = 400 if form.errors else 200
    page = "accounts/find-organisation.html"
    return render_template(page, form=form, found=found or (), onward=onward), status


@bp.get("/sign-in/organisation/<int:provider_id>")
@public
def to_organisation(provider_id: int) -> ResponseReturnValue:
    """Send the visitor to the sign-in page of their organisation."""
    onward = safe_next(request.args.get("next"))
    return go(provider_id, flow.Errand(purpose=Purpose.SIGN_IN, onward=onward))


@bp.get("/confirm/organisation/<int:provider_id>")
@signed_in
def prove_by_organisation(provider_id: int) -> ResponseReturnValue:
    """Send who is signed in to their organisation, to prove once more who they are."""
    onward = safe_next(request.args.get("next"))
    return go(provider_id, flow.Errand(purpose=Purpose.PROOF, onward=onward))


@bp.get("/sign-in/organisation/back")
@public
def organisation_back() -> ResponseReturnValue:
    """Take in who comes back from their organisation, as what they went for."""
    try:
        vouched = flow.come_back(request.args)
    except SignInFailed as failed:
        return failure(failed.why)
    with transaction():
        limits.forgive_address(door.address_key("organisation"))
    return _ANSWERS[vouched.errand.purpose](vouched)


def go(provider_id: int, errand: flow.Errand) -> ResponseReturnValue:
    """Count the try, ask the provider where to go, and go there."""
    door.hold_back({door.address_key("organisation"): SIGN_IN_ADDRESS})
    provider = queries.find_provider(provider_id)
    if provider is None:
        return failure(Failure.UNKNOWN)
    try:
        return redirect(flow.leave(provider, errand), code=303)
    except SignInFailed as failed:
        return failure(failed.why)


def failure(why: Failure) -> ResponseReturnValue:
    """Say in plain words why it came to nothing, and log no more than that."""
    flow.note(why)
    title, what = FAILURES[why]
    return render_template(
        "accounts/organisation-failed.html", title=title, what=what, why=why
    ), 400


def _sign_in(vouched: flow.Vouched) -> ResponseReturnValue:
    """Let in whoever linked this account; an address that we know opens nothing."""
    user = queries.find_linked(vouched.provider_id, vouched.subject)
    if user is None:
        return failure(Failure.UNKNOWN)
    return door.first_step_done(user, onward=vouched.errand.onward, strong=vouched.is_strong)


def _prove(vouched: flow.Vouched) -> ResponseReturnValue:
    """Take the work account in place of the password, when it is the one of who is signed in."""
    user = queries.find_linked(vouched.provider_id, vouched.subject)
    if user is None or user.id != getattr(g.get("user"), "id", None):
        return failure(Failure.UNKNOWN)
    door.remember_proof()
    return redirect(vouched.errand.onward, code=303)


def _ask(vouched: flow.Vouched) -> ResponseReturnValue:
    """Ask whether this is really them, before anything is linked."""
    flow.keep(vouched)
    return redirect(url_for(".link_organisation"), code=303)


_ANSWERS: Final[Mapping[Purpose, _Answer]] = {
    Purpose.SIGN_IN: _sign_in,
    Purpose.LINK: _ask,
    Purpose.INVITATION: _ask,
    Purpose.PROOF: _prove,
}
