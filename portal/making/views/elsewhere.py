"""What this room adds to the pages of a need, a kit and a team."""

from markupsafe import Markup

from portal.making import queries
from portal.moi.queries import KitCard
from portal.needs.models import Need, State
from portal.network.models import Team
from portal.policy.guard import can
from portal.policy.table import P
from portal.web.hooks import section

WAITING = frozenset({State.OPEN, State.BEING_MADE})


def on_need(*, need: Need, state: State, **_: object) -> Markup | None:
    """Show on a need which kit is made for it, and while it waits the way to propose one."""
    if not can(P.KIT_PROPOSE):
        return None
    drafts = queries.drafts_for_need(need.id)
    if not drafts and state not in WAITING:
        return None
    return section("making/on_need.html", need=need, drafts=drafts)


def on_kit(*, kit: KitCard, **_: object) -> Markup | None:
    """Show on a kit that a next version is made, or the way to propose a change."""
    if not can(P.KIT_PROPOSE):
        return None
    draft = queries.find_open_draft(kit.version.kit_id)
    return section("making/on_kit.html", kit=kit, draft=draft)


def on_team(*, team: Team, **_: object) -> Markup | None:
    """Show on a team which kits it makes or made; without one, nothing."""
    drafts = queries.drafts_of_team(team.id) if can(P.KIT_PROPOSE) else ()
    if not drafts:
        return None
    return section("making/on_team.html", team=team, drafts=drafts)
