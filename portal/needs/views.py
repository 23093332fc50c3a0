"""The list of needs, the page of one, telling and sharing; panels on the pages of lower rooms."""

from flask import Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.db import transaction
from portal.needs import keeping, labels, panels, queries, services, telling
from portal.needs.agenda_source import suggest
from portal.needs.blueprint import bp
from portal.needs.export import needs_table
from portal.needs.forms import EditForm, NeedListForm, ShareForm, filled_from
from portal.needs.listing import NeedLine, all_needs, needs_page
from portal.needs.models import Need
from portal.needs.reading import need_within, sheet_of
from portal.needs.remembering import register_acts
from portal.network.models import Team
from portal.policy.guard import can, current_actor, requires
from portal.policy.table import P
from portal.tables.files import table_response
from portal.web.forms import PortalForm
from portal.web.hooks import Act, on
from portal.web.paging import Page, page_number
from portal.web.stale import saved, status_of

ALSO_HERE = (telling, keeping)  # their pages stand on the same blueprint


@bp.get("/needs/")
@requires(P.NEED_READ)
def index() -> ResponseReturnValue:
    """List what teams miss: what has no answer first, by the number of teams that share it."""
    form = NeedListForm(request.args)
    if not form.validate():
        nothing = Page[NeedLine](rows=[], number=1, total=0)
        return render_template("needs/index.html", page=nothing, form=form, kits={}), 400
    number = page_number(request.args.get("page"))
    page = needs_page(today(), form.filters(), number=number)
    if number > page.last:
        abort(404)
    kits = queries.newest_versions([line.step.kit_id for line in page.rows if line.step])
    return render_template("needs/index.html", page=page, form=form, kits=kits)


@bp.get("/needs.<any(csv, xlsx):extension>")
@requires(P.NEED_READ)
def index_file(extension: str) -> ResponseReturnValue:
    """Give the whole list, with the same filters, as a file."""
    form = NeedListForm(request.args)
    if not form.validate():
        abort(400)
    lines = all_needs(today(), form.filters())
    kits = queries.newest_versions([line.step.kit_id for line in lines if line.step])
    return table_response(needs_table(lines, kits), extension)


@bp.get("/needs/<int:need_id>/")
@requires(P.NEED_READ)
def show(need_id: int) -> ResponseReturnValue:
    """Show a need: who shares it, what became of it, and each step with its day."""
    return _page(need_within(P.NEED_READ, need_id), ShareForm(formdata=None))


@bp.post("/needs/<int:need_id>/share")
@requires(P.NEED_TELL)
def share(need_id: int) -> ResponseReturnValue:
    """Note that one of the reader's teams has this need too."""
    need, form, own = need_within(P.NEED_READ, need_id), ShareForm(), _own()
    form.offer((key, team.name) for key, team in own.items())
    if own and saved(form, lambda: _share(need_id, own[int(form.team.data)], form)):
        flash(gettext("Noted: this is your team's need too. You get a mail when it is answered."))
        return redirect(url_for(".show", need_id=need_id), code=303)
    return _page(need, form), 400


def _share(need_id: int, team: Team, form: ShareForm) -> None:
    need = need_within(P.NEED_READ, need_id)
    by, named = current_actor().person_id, bool(form.named.data)
    services.share_need(need, team, named=named, by=by, on=today())


@bp.post("/needs/<int:need_id>/teams/<int:team_id>/<any(take_back, name, hide):step>")
@requires(P.NEED_TELL)
def change_share(need_id: int, team_id: int, step: str) -> ResponseReturnValue:
    """Take back that a team shares a need, or show or hide which team it is."""
    need, team = need_within(P.NEED_READ, need_id), _own().get(team_id)
    if team is None:
        abort(404)
    with transaction():
        if step == "take_back":
            services.take_back(need, team, by=current_actor().person_id, on=today())
        else:
            services.name_team(need, team, named=step == "name", on=today())
    flash(gettext("Changed. You can change it again at any moment."))
    return redirect(url_for(".show", need_id=need_id), code=303)


@bp.route("/needs/<int:need_id>/edit", methods=["GET", "POST"])
@requires(P.NEED_TELL)
def edit(need_id: int) -> ResponseReturnValue:
    """Put the words of a need right, and say what of the model it is about."""
    need = need_within(P.NEED_TELL, need_id)
    form = EditForm(data=filled_from(need))
    if saved(form, lambda: _edit(need_id, form), current=lambda: _as_it_is(need_id)):
        return redirect(url_for(".show", need_id=need_id), code=303)
    return render_template("needs/edit.html", need=need, form=form), status_of(form)


def _edit(need_id: int, form: EditForm) -> None:
    need = need_within(P.NEED_TELL, need_id)
    step = keeping.step_now(form)
    services.change_need(need, form.told(), step, keeps=can(P.NEED_KEEP))


def _as_it_is(need_id: int) -> EditForm:
    return EditForm(formdata=None, data=filled_from(need_within(P.NEED_TELL, need_id)))


def _own() -> dict[int, Team]:
    found = queries.teams_to_tell_for(current_actor(), today())
    return {team.id: team for team in found}


def _page(need: Need, form: ShareForm) -> str:
    sheet = sheet_of(need, today())
    if not form.is_submitted() or not form.errors:
        form.offer((one.team.id, one.team.name) for one in sheet.to_share)
    return render_template("needs/show.html", sheet=sheet, form=form, step=PortalForm())


def init_app(app: Flask) -> None:
    """Serve the pages of this room, and show needs where teams, meetings and kits are."""
    app.register_blueprint(bp)
    register_acts(app)
    on(app, Act.AGENDA, suggest)
    panels.init_app(app)
    app.jinja_env.globals.update(
        need_state_label=labels.state_label, need_step_label=labels.step_label
    )
