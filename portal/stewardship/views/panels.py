"""What this room shows on the page of a kit and on the page of a team."""

from markupsafe import Markup

from portal.moi.models import ActKind
from portal.moi.queries import KitCard
from portal.network.models import Team
from portal.policy.decide import extent
from portal.policy.guard import actor_or_none, can
from portal.policy.table import P
from portal.stewardship.queries.life import successor_of
from portal.stewardship.queries.pilots import own_pilots, pilots_of_team
from portal.web.hooks import section
from portal.web.words import reader_locale


def on_kit(*, kit: KitCard, **_: object) -> Markup | None:
    """Name what came in place of a withdrawn kit; lead to its life; let a team offer to test."""
    is_over = kit.stage is ActKind.RETIRED
    actor = actor_or_none()
    if not is_over and not can(P.KIT_LIFE_READ):
        return None
    may_offer = kit.stage is ActKind.PILOT and can(P.PILOT_FILL)
    return section(
        "stewardship/kit_panel.html",
        kit=kit,
        successor=successor_of(kit.version.kit_id) if is_over else None,
        may_offer=may_offer,
        own=own_pilots(actor, kit.version.id) if actor and may_offer else (),
        words_of=lambda version: version.words(reader_locale()),
    )


def on_team(*, team: Team, **_: object) -> Markup | None:
    """Show which kits the team tests and what is waited for, to who may fill that in."""
    actor = actor_or_none()
    if actor is None:
        return None
    where = extent(actor, P.PILOT_FILL)
    is_own = team.id in where.teams or team.organisation_id in where.organisations
    if not is_own and not can(P.KIT_MANAGE):
        return None
    pilots = pilots_of_team(team.id)
    if not pilots:
        return None
    return section(
        "stewardship/team_panel.html",
        pilots=pilots,
        is_own=is_own,
        words_of=lambda version: version.words(reader_locale()),
    )
