"""What the pages of one pilot show to its team, the coordinator and the authors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.making.queries import author_teams_of
from portal.network.models import Team
from portal.policy.decide import Actor
from portal.rules import RuleBroken, why_not
from portal.stewardship import rules
from portal.stewardship.forms import TeamForm
from portal.stewardship.models import KitPilot
from portal.stewardship.queries import pilots as queries
from portal.stewardship.queries.life import Life


@dataclass(frozen=True, kw_only=True)
class PilotPage:
    """One pilot, and what its reader may do with it."""

    life: Life
    pilot: KitPilot
    is_own: bool
    why_not_write: RuleBroken | None
    why_not_answer: RuleBroken | None
    why_not_stop: RuleBroken | None

    @property
    def may_read(self) -> bool:
        """Whether the words of the team are shown: its draft to itself alone."""
        return self.pilot.feedback is not None and (self.is_own or self.pilot.is_in)


def pilot_page_of(life: Life, pilot: KitPilot, actor: Actor) -> PilotPage:
    """Gather the page of a pilot for one reader."""
    is_newest = pilot.version_id == life.version.id
    write = why_not(rules.check_may_write, life.at, pilot.state, is_newest=is_newest)
    return PilotPage(
        life=life,
        pilot=pilot,
        is_own=queries.is_own(actor, pilot),
        why_not_write=write,
        why_not_answer=why_not(rules.check_may_answer, life.at, is_in=pilot.is_in),
        why_not_stop=why_not(rules.check_may_stop, pilot.state, is_in=pilot.is_in),
    )


@dataclass(frozen=True, kw_only=True)
class OfferPage:
    """The teams for which somebody may offer to test a kit, or why none."""

    life: Life
    teams: Sequence[Team]
    why: RuleBroken | None

    def form(self) -> TeamForm:
        """Return the empty form with these teams."""
        return TeamForm(formdata=None).offer(self.teams)


def offer_page(life: Life, actor: Actor, day: date) -> OfferPage:
    """Gather the offer of one reader: their teams that did not write the kit nor test it."""
    authors = author_teams_of(life.kit.id)
    busy = {one.team_id for one in queries.own_pilots(actor, life.version.id)}
    every = queries.teams_that_may_offer(actor, day)
    teams = [one for one in every if one.id not in authors | busy]
    why = why_not(rules.check_is_in_pilot, life.at)
    if why is None and every and not teams:
        first = every[0].id
        why = why_not(rules.check_may_test, life.at, first, authors=authors, busy=first in busy)
    return OfferPage(life=life, teams=teams, why=why)


def why_not_ask(life: Life) -> RuleBroken | None:
    """Return why no team can be asked now, or nothing."""
    return why_not(rules.check_is_in_pilot, life.at)
