"""Pages on which the coordinator lets a breach be for a while, with the reason."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.network import queries
from portal.network.blueprint import bp
from portal.network.forms.organisations import ExemptionForm
from portal.network.models import Exemption, Organisation, Rule
from portal.network.services.exemptions import add_exemption, correct_exemption
from portal.network.views.shared import (
    Sheet,
    done,
    form_page,
    home_of,
    me,
    one_of,
    organisation_at,
    trail_of,
)
from portal.policy.guard import requires
from portal.policy.table import P
from portal.web.stale import saved


@bp.route("/organisations/<slug:slug>/exemptions/add", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def add_exemption_page(slug: str) -> ResponseReturnValue:
    """Let an organisation lack something, visibly and from a day on."""
    found = organisation_at(P.ROSTER_EDIT, slug)
    form = ExemptionForm.new(today())
    if saved(form, lambda: _add(found, form)):
        return done(gettext("The exception is recorded."), home_of(found))
    return form_page(form, _sheet(found, gettext("Allow an exception")))


def _add(found: Organisation, form: ExemptionForm) -> None:
    rule, words = Rule(form.rule.data), form.reason.data or ""
    add_exemption(found, rule, reason=words, period=form.period(), by=me())


@bp.route("/organisations/<slug:slug>/exemptions/<int:exemption_id>/edit", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def edit_exemption(slug: str, exemption_id: int) -> ResponseReturnValue:
    """Correct the words or the days of an exception, or end it."""
    found = organisation_at(P.ROSTER_EDIT, slug)
    exemption = one_of(queries.exemptions_of(found.id), exemption_id)
    form = ExemptionForm.of(exemption)
    if saved(
        form,
        lambda: _correct(exemption, form),
        current=lambda: ExemptionForm.of(exemption, formdata=None),
    ):
        return done(gettext("The exception is recorded."), home_of(found))
    return form_page(form, _sheet(found, gettext("Change or end an exception")))


def _correct(exemption: Exemption, form: ExemptionForm) -> None:
    correct_exemption(
        exemption,
        rule=Rule(form.rule.data),
        reason=form.reason.data or "",
        period=form.period(),
        by=me(),
        based_on=form.based_on,
    )


def _sheet(found: Organisation, title: str) -> Sheet:
    return Sheet(
        title=title,
        about=found.name,
        submit=gettext("Save"),
        back=home_of(found),
        intro=gettext("What is missing stays visible to everybody, with your reason."),
        trail=trail_of(found),
    )
