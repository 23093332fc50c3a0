"""The page of the plan: its versions, what changed between them, and the waves."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.network import queries
from portal.network.blueprint import bp
from portal.network.export import plan_table
from portal.network.forms.plan import PlanForm, WaveForm
from portal.network.planning import told
from portal.network.services.plan import add_plan, add_wave, change_wave
from portal.network.views.shared import Sheet, done, form_page, me, one_of
from portal.policy.guard import requires
from portal.policy.table import P
from portal.tables.files import table_response
from portal.web.stale import saved


@bp.get("/plan")
@requires(P.NETWORK_OVERVIEW)
def plan() -> ResponseReturnValue:
    """Show the versions of the plan, the newest first, and the waves."""
    versions = told(queries.plans())
    return render_template(
        "network/plan.html", versions=versions, waves=queries.waves(), today=today()
    )


@bp.get("/plan.<any(csv, xlsx):extension>")
@requires(P.NETWORK_OVERVIEW)
def plan_file(extension: str) -> ResponseReturnValue:
    """Give the versions of the plan as a file."""
    return table_response(plan_table(queries.plans(), today()), extension)


@bp.route("/plan/add", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def add_plan_page() -> ResponseReturnValue:
    """Let a new version of the plan hold from a day on."""
    versions = queries.plans()
    last = versions[0] if versions else None
    number = last.version + 1 if last else 1
    form = PlanForm.after(last, today())
    on = form.on.data or today()
    if saved(form, lambda: add_plan(form.facts(number), on=on, by=me())):
        return done(gettext("Version %(number)s is recorded.", number=number), url_for(".plan"))
    title = gettext("Add a version of the plan")
    return form_page(form, _sheet(title, gettext("Record this version")))


@bp.route("/plan/waves/add", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def add_wave_page() -> ResponseReturnValue:
    """Add the next group of organisations that starts together."""
    number = max((wave.number for wave in queries.waves()), default=0) + 1
    form = WaveForm(data={"revision": "0", "starts_on": today()})
    on = form.starts_on.data or today()
    if saved(form, lambda: add_wave(number, starts_on=on, by=me())):
        return done(gettext("Wave %(number)s is added.", number=number), url_for(".plan"))
    title = gettext("Add wave %(number)s", number=number)
    return form_page(form, _sheet(title, gettext("Add this wave")))


@bp.route("/plan/waves/<int:wave_id>/edit", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def edit_wave(wave_id: int) -> ResponseReturnValue:
    """Let a wave start on another day."""
    found = one_of(queries.waves(), wave_id)
    form = WaveForm.of(found)
    on = form.starts_on.data or today()
    if saved(
        form,
        lambda: change_wave(found, starts_on=on, by=me(), based_on=form.based_on),
        current=lambda: WaveForm.of(found, formdata=None),
    ):
        return done(gettext("The start is saved."), url_for(".plan"))
    title = gettext("Change the start of wave %(number)s", number=found.number)
    return form_page(form, _sheet(title, gettext("Save")))


def _sheet(title: str, submit: str) -> Sheet:
    address = url_for(".plan")
    trail = ((address, gettext("Plan")),)
    return Sheet(title=title, submit=submit, back=address, trail=trail)
