"""Pages on which teams are added, described and judged."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.network import queries
from portal.network.blueprint import bp
from portal.network.forms.teams import AddTeamForm, DaysForm, NamesForm, TeamForm
from portal.network.models import Organisation, Team
from portal.network.services.teams import add_team, change_team, correct_team, rename_team
from portal.network.views.shared import (
    Sheet,
    done,
    form_page,
    home_of,
    me,
    organisation_at,
    team_at,
    trail_of,
)
from portal.policy.guard import requires
from portal.policy.table import P
from portal.web.stale import saved


@bp.route("/organisations/<slug:slug>/teams/add", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def add_team_page(slug: str) -> ResponseReturnValue:
    """Start a team in a free place, or let one follow along."""
    found = organisation_at(P.ROSTER_EDIT, slug)
    form = AddTeamForm.new(today())
    form.offer_places(queries.free_places(found.id, today()))
    on = form.on.data or today()
    if saved(form, lambda: add_team(found, form.facts(), slot=form.slot, on=on, by=me())):
        return done(gettext("%(team)s is added.", team=form.name.data), home_of(found))
    return form_page(form, _add_sheet(found))


def _add_sheet(found: Organisation) -> Sheet:
    return Sheet(
        title=gettext("Add a team"),
        about=found.name,
        submit=gettext("Add this team"),
        back=home_of(found),
        intro=gettext("Three teams count. A team that takes one of their places, you replace."),
        trail=trail_of(found),
    )


@bp.route("/teams/<int:team_id>/edit", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def edit_team(team_id: int) -> ResponseReturnValue:
    """Describe a team anew, with the judgement of its care context."""
    found = team_at(P.ROSTER_EDIT, team_id)
    form = TeamForm.of(found)
    if saved(
        form,
        lambda: change_team(found, form.facts(), by=me(), based_on=form.based_on),
        current=lambda: TeamForm.of(found, formdata=None),
    ):
        return done(gettext("The team is saved."), _page_of(found))
    return form_page(form, _sheet(found, gettext("Change the team")))


@bp.route("/teams/<int:team_id>/days", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def correct_team_page(team_id: int) -> ResponseReturnValue:
    """Correct the days of a team."""
    found = team_at(P.ROSTER_EDIT, team_id)
    form = DaysForm.of(found)
    if saved(
        form,
        lambda: correct_team(found, form.period, by=me(), based_on=form.based_on),
        current=lambda: DaysForm.of(found, formdata=None),
    ):
        return done(gettext("The team is saved."), _page_of(found))
    return form_page(form, _sheet(found, gettext("Correct the days of the team")))


@bp.route("/teams/<int:team_id>/names", methods=["GET", "POST"])
@requires(P.TEAM_EDIT)
def rename_team_page(team_id: int) -> ResponseReturnValue:
    """Let the team be called what it calls itself."""
    found = team_at(P.TEAM_EDIT, team_id)
    form = NamesForm.of(found)
    if saved(
        form,
        lambda: _rename(found, form),
        current=lambda: NamesForm.of(found, formdata=None),
    ):
        return done(gettext("The team is saved."), _page_of(found))
    return form_page(form, _sheet(found, gettext("Change the name of the team")))


def _rename(found: Team, form: NamesForm) -> None:
    names = {"name": str(form.name.data), "own_word": str(form.own_word.data)}
    rename_team(found, **names, by=me(), based_on=form.based_on)


def _page_of(team: Team) -> str:
    return url_for("network.team", team_id=team.id)


def _sheet(team: Team, title: str) -> Sheet:
    return Sheet(
        title=title,
        about=team.name,
        submit=gettext("Save"),
        back=_page_of(team),
        trail=trail_of(team.organisation, team),
    )
