"""What asks for time: the rooms above say it, each for what is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import CompoundSelect, Select

from portal.asks.models import AskKind
from portal.asks.rules import Period
from portal.web.hooks import Act, tell

People = Select[int] | CompoundSelect[int]


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Time that is asked of people: ``minutes`` of each, on a day, with the page that says more.

    ``people`` selects the numbers of the persons. Where they hold a post in a team on that day, the
    minutes count for the team, once, however many of its people take part; where they hold a post
    in an organisation, for the organisation. ``kind`` and ``thing_id`` make an ask what it is: an
    ask that grows is still one.
    """

    kind: AskKind
    thing_id: int
    what: str
    minutes: int
    on: date
    href: str
    people: People

    def is_same(self, other: "Ask") -> bool:
        """Tell whether both are about the same thing."""
        return (self.kind, self.thing_id) == (other.kind, other.thing_id)


def asks_in(period: Period) -> Sequence[Ask]:
    """Return everything that asks for time in a period, by day: the rooms above say what."""
    said = tell(Act.ASKS, since=period.first, until=period.last)
    return sorted((ask for asks in said for ask in asks), key=lambda ask: (ask.on, ask.kind))


def with_proposal(asks: Sequence[Ask], proposed: Ask) -> Sequence[Ask]:
    """Return the asks with one more, in the place of the same one as far as it was asked."""
    return [*(ask for ask in asks if not ask.is_same(proposed)), proposed]
