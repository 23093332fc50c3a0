"""Pages on which the coordinator lets an organisation take its next step, or corrects one."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.network import steps
from portal.network.blueprint import bp
from portal.network.forms.organisations import CorrectStatusForm, StatusForm
from portal.network.labels import status_label
from portal.network.models import Organisation, OrganisationStatus
from portal.network.services.organisations import change_status, correct_status, remove_status
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
from portal.web.forms import PortalForm
from portal.web.stale import saved


@bp.route("/organisations/<slug:slug>/status", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def change_status_page(slug: str) -> ResponseReturnValue:
    """Offer the steps that are possible today; the others with the reason why not."""
    found = organisation_at(P.ROSTER_EDIT, slug)
    following = steps.next_statuses(found, today())
    form = StatusForm.with_steps([one.status for one in following], today())
    if saved(form, lambda: _take(found, form)):
        return done(gettext("The step is recorded."), home_of(found))
    refused = {one.status.value: one.refused for one in following if one.refused}
    now = steps.status_on(found.statuses, today())
    return form_page(form, _step_sheet(found, now), template="network/status.html", refused=refused)


def _take(found: Organisation, form: StatusForm) -> None:
    step = form.step()
    change_status(found, step.status, on=step.on, reason=step.reason, by=me())


def _step_sheet(found: Organisation, now: OrganisationStatus) -> Sheet:
    return Sheet(
        title=gettext("Change the status"),
        about=found.name,
        submit=gettext("Record this step"),
        back=home_of(found),
        intro=gettext("Now: %(status)s.", status=status_label(now.status)),
        trail=trail_of(found),
    )


@bp.route("/organisations/<slug:slug>/statuses/<int:status_id>/edit", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def edit_status(slug: str, status_id: int) -> ResponseReturnValue:
    """Overwrite a status that was recorded with a mistake."""
    found, status = _status_at(slug, status_id)
    form = CorrectStatusForm.of(status)
    if saved(
        form,
        lambda: correct_status(status, form.step(), by=me(), based_on=form.based_on),
        current=lambda: CorrectStatusForm.of(status, formdata=None),
    ):
        return done(gettext("The correction is recorded."), _history(found))
    return form_page(form, _correct_sheet(found))


@bp.route("/organisations/<slug:slug>/statuses/<int:status_id>/remove", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def remove_status_page(slug: str, status_id: int) -> ResponseReturnValue:
    """Ask first, then take a status back: the one before it goes on."""
    found, status = _status_at(slug, status_id)
    form = PortalForm()
    if saved(form, lambda: remove_status(status, by=me())):
        return done(gettext("The step is taken back."), _history(found))
    return form_page(form, _remove_sheet(found, status))


def _status_at(slug: str, status_id: int) -> tuple[Organisation, OrganisationStatus]:
    found = organisation_at(P.ROSTER_EDIT, slug)
    return found, one_of(found.statuses, status_id)


def _history(found: Organisation) -> str:
    return url_for("network.history", slug=found.slug)


def _correct_sheet(found: Organisation) -> Sheet:
    return Sheet(
        title=gettext("Correct a status"),
        about=found.name,
        submit=gettext("Save the correction"),
        back=_history(found),
        intro=gettext("For a mistake only: the old words go. A new step you record as a new one."),
        trail=trail_of(found),
    )


def _remove_sheet(found: Organisation, status: OrganisationStatus) -> Sheet:
    return Sheet(
        title=gettext("Take a step back"),
        about=found.name,
        submit=gettext("Take it back"),
        back=_history(found),
        intro=gettext(
            "“%(status)s” goes from the history. The status before it goes on.",
            status=status_label(status.status),
        ),
        trail=trail_of(found),
    )
