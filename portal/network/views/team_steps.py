"""Pages on which a team is replaced, ends, or begins to count."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.network import queries
from portal.network.blueprint import bp
from portal.network.forms.teams import CountForm, EndForm, ReplaceForm
from portal.network.models import Team
from portal.network.services.teams import count_team, end_team, replace_team
from portal.network.views.shared import Sheet, done, form_page, home_of, me, team_at, trail_of
from portal.policy.guard import requires
from portal.policy.table import P
from portal.web.stale import saved


@bp.route("/teams/<int:team_id>/replace", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def replace_team_page(team_id: int) -> ResponseReturnValue:
    """End a team and start its successor, in one step."""
    found = team_at(P.ROSTER_EDIT, team_id)
    form = ReplaceForm.new(today())
    on = form.on.data or today()
    if saved(form, lambda: replace_team(found, form.facts(), on=on, by=me())):
        message = gettext(
            "%(after)s takes the place of %(before)s.", after=form.name.data, before=found.name
        )
        return done(message, home_of(found.organisation))
    intro = gettext("%(team)s stops, and the posts in it. Fill in the new team.", team=found.name)
    return form_page(form, _sheet(found, gettext("Replace the team"), intro))


@bp.route("/teams/<int:team_id>/end", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def end_team_page(team_id: int) -> ResponseReturnValue:
    """End a team that nothing replaces."""
    found = team_at(P.ROSTER_EDIT, team_id)
    form = EndForm(data={"on": today()})
    on = form.on.data or today()
    if saved(form, lambda: end_team(found, on=on, reason=form.reason.data or "", by=me())):
        message = gettext("%(team)s is ended.", team=found.name)
        return done(message, home_of(found.organisation))
    intro = gettext("The posts in it end too. What is missing then, stays visible with the reason.")
    return form_page(form, _sheet(found, gettext("End the team"), intro))


@bp.route("/teams/<int:team_id>/place", methods=["GET", "POST"])
@requires(P.ROSTER_EDIT)
def count_team_page(team_id: int) -> ResponseReturnValue:
    """Give a team that follows along one of the three places."""
    found = team_at(P.ROSTER_EDIT, team_id)
    free = queries.free_places(found.organisation_id, today())
    form = CountForm.with_places(free, today())
    on = form.on.data or today()
    if saved(form, lambda: count_team(found, int(str(form.place.data)), on=on, by=me())):
        message = gettext("%(team)s is one of the three teams.", team=found.name)
        return done(message, home_of(found.organisation))
    sheet = _sheet(found, gettext("Let the team count"), _about_places(free))
    return form_page(form, sheet, nothing=not free)


def _about_places(free: object) -> str:
    return "" if free else gettext("All three places are taken: replace or end one of those teams.")


def _sheet(team: Team, title: str, intro: str) -> Sheet:
    return Sheet(
        title=title,
        about=team.name,
        submit=title,
        back=url_for("network.team", team_id=team.id),
        intro=intro,
        trail=trail_of(team.organisation, team),
    )
