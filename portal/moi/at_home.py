"""The lesson kits of one team and of one organisation: a page each, filled by the rooms above.

The pages of the team and of the organisation lead there, so that they stay short.
"""

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.clock import today
from portal.moi import queries
from portal.moi.blueprint import bp
from portal.network.models import Organisation, Team
from portal.network.queries import WITH_ORGANISATION
from portal.policy.guard import can, ensure, requires
from portal.policy.table import P
from portal.web.hooks import section
from portal.web.words import reader_locale


@bp.get("/teams/<int:team_id>/kits")
@requires(P.TEAM_READ)
def of_team(team_id: int) -> ResponseReturnValue:
    """Show what a team misses, takes along, tests and uses."""
    team = ensure(P.TEAM_READ, Team, Team.id == team_id, options=WITH_ORGANISATION)
    return render_template("moi/of_team.html", team=team)


@bp.get("/organisations/<slug:slug>/kits")
@requires(P.ORGANISATION_READ)
def of_organisation(slug: str) -> ResponseReturnValue:
    """Show what the teams of an organisation miss and use."""
    organisation = ensure(P.ORGANISATION_READ, Organisation, Organisation.slug == slug)
    return render_template("moi/of_organisation.html", organisation=organisation)


def taken_along(*, team: Team, **_: object) -> Markup:
    """Show which kits a team took along."""
    taken = queries.taken_along_by(team.id, today())
    return _drawn("taken_along", taken=taken, lang=reader_locale())


def on_team(*, team: Team, **_: object) -> Markup:
    """Lead from the page of a team to its kits."""
    return _drawn("team_panel", team=team)


def on_organisation(*, organisation: Organisation, **_: object) -> Markup | None:
    """Lead from the page of an organisation to its kits, for who may read something of them."""
    reads = can(P.USE_READ) or can(P.NEED_READ)
    return _drawn("organisation_panel", organisation=organisation) if reads else None


def _drawn(name: str, **known: object) -> Markup:
    return section(f"moi/{name}.html", **known)
