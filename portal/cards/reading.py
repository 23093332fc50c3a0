"""What the pages of this room share: a team within reach, its card, and what to show of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.cards import queries, rules
from portal.cards.models import TeamCard
from portal.cards.periods import Moments, moments_around
from portal.cards.queries import TeamLine
from portal.network.models import Team
from portal.policy.decide import extent
from portal.policy.guard import actor_or_none, ensure
from portal.policy.table import P, Permission
from portal.rules import RuleBroken, why_not


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The card of a team on a day: the latest one, and whether it is of the period of that day."""

    team: Team
    card: TeamCard | None
    moments: Moments
    refused: RuleBroken | None = None

    @property
    def goes_on(self) -> bool:
        """Whether the latest card is the one of this period; else a new one begins."""
        start = rules.period_start(last_moment=self.moments.last, team_since=self.team.valid_from)
        return self.card is not None and rules.is_of_period(self.card.since, start)

    @property
    def current(self) -> TeamCard | None:
        """The card of this period, if there is one already."""
        return self.card if self.goes_on else None


def sheet_of(team: Team, day: date) -> Sheet:
    """Return the card of a team as it stands on ``day``."""
    return Sheet(
        team=team,
        card=queries.latest_card(team.id),
        moments=moments_around(day),
        refused=why_not(rules.check_may_fill, team.valid_to, day),
    )


def sheets_of(lines: Sequence[TeamLine], day: date) -> Sequence[Sheet]:
    """Return the cards of several teams of ``day``; the moments around it are asked once."""
    moments = moments_around(day)
    return [Sheet(team=one.team, card=one.card, moments=moments) for one in lines]


def team_within(permission: Permission, team_id: int) -> Team:
    """Return a team with its organisation, or 404."""
    return ensure(permission, Team, queries.is_team(team_id), options=queries.WITH_ORGANISATION)


def reads_card_of(team: Team) -> bool:
    """Tell whether whoever looks may read the card of this team."""
    actor = actor_or_none()
    if actor is None:
        return False
    where = extent(actor, P.CARD_READ)
    return team.id in where.teams or team.organisation_id in where.organisations
