"""Pages on which the coordinator adds an organisation and corrects its facts."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.network import queries
from portal.network.blueprint import bp
from portal.network.forms.organisations import EntryForm, FactsForm
from portal.network.models import Organisation, Status, Wave
from portal.network.services.organisations import add_organisation, change_organisation
from portal.network.views.shared import (
    Sheet,
    done,
    form_page,
    home_of,
    me,
    organisation_at,
    trail_of,
)
from portal.policy.guard import requires
from portal.policy.table import P
from portal.web.stale import saved


@bp.route("/organisations/add", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def add_organisation_page() -> ResponseReturnValue:
    """Let an organisation enter the network."""
    waves = {str(wave.number): wave for wave in queries.waves()}
    if not waves:
        message = gettext("An organisation starts in a wave: add the first one.")
        return done(message, url_for("network.add_wave_page"))
    form = EntryForm.new([wave.number for wave in waves.values()], today())
    entered: list[str] = []
    if saved(form, lambda: entered.append(_enter(form, waves))):
        message = gettext("%(name)s is in the network.", name=form.name.data)
        return done(message, url_for("network.organisation", slug=entered[0]))
    return form_page(form, _entry_sheet())


def _enter(form: EntryForm, waves: dict[str, Wave]) -> str:
    return add_organisation(
        form.facts(waves[str(form.wave.data)]),
        status=Status(form.status.data),
        on=form.on.data or today(),
        by=me(),
    ).slug


def _entry_sheet() -> Sheet:
    return Sheet(
        title=gettext("Add an organisation"),
        submit=gettext("Add this organisation"),
        back=url_for("network.organisations"),
        intro=gettext("After this you add its teams and give its posts."),
    )


@bp.route("/organisations/<slug:slug>/edit", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def edit_organisation(slug: str) -> ResponseReturnValue:
    """Correct what an organisation is called, and what kind it is."""
    found = organisation_at(P.ROSTER_EDIT, slug)
    waves = {str(wave.number): wave for wave in queries.waves()}
    numbers = [wave.number for wave in waves.values()]
    form = FactsForm.of(found, numbers)
    if saved(
        form,
        lambda: _change(found, form, waves),
        current=lambda: FactsForm.of(found, numbers, formdata=None),
    ):
        return done(gettext("The facts are saved."), home_of(found))
    return form_page(form, _facts_sheet(found))


def _change(found: Organisation, form: FactsForm, waves: dict[str, Wave]) -> None:
    facts = form.facts(waves[str(form.wave.data)])
    change_organisation(found, facts, by=me(), based_on=form.based_on)


def _facts_sheet(found: Organisation) -> Sheet:
    return Sheet(
        title=gettext("Change the facts"),
        about=found.name,
        submit=gettext("Save"),
        back=home_of(found),
        trail=trail_of(found),
    )
