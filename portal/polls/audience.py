"""Who is asked, by rule: roles, waves and sectors on the roster of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.meetings.roster import Participant, Roster, roster_on
from portal.meetings.rules import INVITED_ROLES
from portal.policy.table import Role
from portal.polls.queries import asked_persons


@dataclass(frozen=True, kw_only=True)
class Audience:
    """A rule: who holds one of the roles, in these waves and sectors; none chosen means all."""

    roles: frozenset[Role] = frozenset(INVITED_ROLES)
    waves: frozenset[int] = frozenset()
    sectors: frozenset[str] = frozenset()

    def holds(self, one: Participant) -> bool:
        """Tell whether somebody falls under the rule."""
        place = one.organisation
        return (
            one.role in self.roles
            and (not self.waves or place.wave_id in self.waves)
            and (not self.sectors or place.sector.value in self.sectors)
        )


EVERYBODY: Final = Audience()


def still_to_ask(audience: Audience, day: date, *, poll_id: int) -> Roster:
    """Return the roster of a day under a rule, without those who were asked already."""
    roster, known = roster_on(day), asked_persons(poll_id)
    return Roster(
        participants=_under(audience, roster.participants, known),
        unreachable=_under(audience, roster.unreachable, known),
        paused=roster.paused,
    )


def _under(
    audience: Audience, people: Sequence[Participant], known: frozenset[int]
) -> tuple[Participant, ...]:
    return tuple(one for one in people if audience.holds(one) and one.person.id not in known)
