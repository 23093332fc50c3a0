"""Pages for the administrator: the sign-in services that organisations bring."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal import clock
from portal.accounts.blueprint import bp
from portal.accounts.oidc import flow, queries, rules, services
from portal.accounts.oidc.fetching import Unreachable
from portal.accounts.oidc.forms import ProviderForm
from portal.accounts.oidc.models import IdentityProvider
from portal.accounts.oidc.services import ProviderFacts
from portal.db import transaction
from portal.network.models import Organisation, folded
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.forms import PortalForm
from portal.web.words import reason


@bp.get("/identity-providers/")
@requires(P.IDENTITY_PROVIDER_KEEP, fresh=True)
def identity_providers() -> ResponseReturnValue:
    """List the providers, whom they serve and how many accounts use them."""
    listed = queries.all_providers(current_actor())
    return render_template("accounts/providers.html", listed=listed, form=PortalForm())


@bp.route("/identity-providers/add", methods=["GET", "POST"])
@requires(P.IDENTITY_PROVIDER_KEEP, fresh=True)
def add_provider() -> ResponseReturnValue:
    """Take a new provider in, once it answers."""
    form = ProviderForm()
    facts = _facts(form, None) if form.validate_on_submit() else None
    if facts is None:
        return _page(form, None)
    with transaction():
        services.add_provider(facts, by=current_actor().person_id, now=clock.now())
    flash(gettext("The provider answers. People can sign in with it now."))
    return redirect(url_for(".identity_providers"), code=303)


@bp.route("/identity-providers/<int:provider_id>/", methods=["GET", "POST"])
@requires(P.IDENTITY_PROVIDER_KEEP, fresh=True)
def identity_provider(provider_id: int) -> ResponseReturnValue:
    """Show what is known of a provider, and change it, once it answers."""
    provider = _provider(provider_id)
    form = ProviderForm() if request.method == "POST" else _filled(provider)
    facts = _facts(form, provider) if form.validate_on_submit() else None
    if facts is None:
        return _page(form, provider)
    with transaction():
        changed = _provider(provider_id)
        services.change_provider(changed, facts, by=current_actor().person_id, now=clock.now())
    flash(gettext("The provider answers. What you changed is kept."))
    return redirect(url_for(".identity_providers"), code=303)


@bp.post("/identity-providers/<int:provider_id>/turn")
@requires(P.IDENTITY_PROVIDER_KEEP, fresh=True)
def turn_provider(provider_id: int) -> ResponseReturnValue:
    """Turn a provider off, or on again: the button says which."""
    on = request.form.get("on") == "yes"
    with transaction():
        provider = _provider(provider_id)
        services.turn_provider(provider, on=on, by=current_actor().person_id, now=clock.now())
    done = gettext("The provider is on.") if on else gettext("The provider is off.")
    flash(done)
    return redirect(url_for(".identity_providers"), code=303)


def _provider(provider_id: int) -> IdentityProvider:
    mine = IdentityProvider.id == provider_id
    return ensure(P.IDENTITY_PROVIDER_KEEP, IdentityProvider, mine, options=queries.WHOLE)


def _page(form: ProviderForm, provider: IdentityProvider | None) -> ResponseReturnValue:
    if provider is not None:
        form.client_secret.description = gettext("Leave the secret empty to keep the one we have.")
    known = {"form": form, "provider": provider, "redirect_uri": flow.redirect_uri()}
    return render_template("accounts/provider.html", **known), 400 if form.errors else 200


def _filled(provider: IdentityProvider) -> ProviderForm:
    return ProviderForm(
        name=provider.name,
        issuer=provider.issuer,
        client_id=provider.client_id,
        domains="\n".join(one.domain for one in provider.domains),
        organisations="\n".join(one.name for one in provider.organisations),
        counts_as_second_factor=provider.counts_as_second_factor,
    )


def _facts(form: ProviderForm, provider: IdentityProvider | None) -> ProviderFacts | None:
    """Judge what was typed and ask the provider; what is wrong is said at its field."""
    if not form.client_secret.data and provider is None:
        form.client_secret.errors = [gettext("Fill in the client secret.")]
    organisations = _organisations(form)
    _judge_domains(form)
    _judge_names(form, provider.id if provider else None)
    if not form.errors:
        _ask_provider(form)
    if form.errors:
        return None
    return ProviderFacts(
        name=form.name.data or "",
        issuer=form.issuer.data or "",
        client_id=form.client_id.data or "",
        client_secret=form.client_secret.data or "",
        counts_as_second_factor=form.counts_as_second_factor.data,
        domains=form.domain_lines,
        organisations=organisations,
    )


def _organisations(form: ProviderForm) -> list[Organisation]:
    known = queries.organisations_named(form.organisation_lines)
    wrong = [name for name in form.organisation_lines if folded(name) not in known]
    if wrong:
        said = gettext("We know no organisation called %(names)s.", names=", ".join(wrong))
        form.organisations.errors = [said]
    return list(known.values())


def _judge_domains(form: ProviderForm) -> None:
    broken = [why_not(rules.check_domain, domain) for domain in form.domain_lines]
    form.domains.errors = [reason(why) for why in broken if why] or form.domains.errors


def _judge_names(form: ProviderForm, provider_id: int | None) -> None:
    """Say which of the names another provider has already."""
    taken = queries.taken_names(
        form.name.data or "", form.issuer.data or "", form.domain_lines, but=provider_id
    )
    said = gettext("Another provider has this already: %(what)s")
    for field in (form.name, form.issuer, form.domains):
        if what := taken.get(field.name):
            field.errors = [said % {"what": what}]


def _ask_provider(form: ProviderForm) -> None:
    """Ask the provider what it publishes, now: a typing error shows here and not at the door."""
    try:
        rules.check_issuer(form.issuer.data or "")
        flow.directory().metadata(form.issuer.data or "", again=True)
        flow.directory().keys(form.issuer.data or "", again=True)
    except RuleBroken as refusal:
        form.issuer.errors = [reason(refusal)]
    except Unreachable as silence:
        said = gettext("The provider does not answer as it should.")
        form.issuer.errors = [f"{said} {gettext(str(silence))}"]
