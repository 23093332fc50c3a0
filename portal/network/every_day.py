"""What an organisation lacks over its whole history: every stretch of days, not one day only.

A change on one day can break a rule on another: a team that ends next year leaves no oncology
team then, if the other one was replaced today. Looking at stretches between changes finds it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from portal.network.models import Rule, Status
from portal.network.rules import Interval, Shape, broken_rules
from portal.taxonomy.sectors import CareContext


@dataclass(frozen=True, kw_only=True)
class History:
    """Everything that decides whether an organisation has what an active one must have.

    ``statuses`` are days and what starts on them, in order; ``teams`` only the counted ones.
    """

    statuses: Sequence[tuple[date, Status]]
    teams: Sequence[tuple[Interval, CareContext]] = ()
    ambassadors: Sequence[Interval] = ()
    primary_contacts: Sequence[Interval] = ()
    exemptions: Sequence[tuple[Rule, Interval]] = ()


@dataclass(frozen=True, kw_only=True)
class Lack:
    """On all days of ``period`` an active organisation does not keep ``rule``."""

    rule: Rule
    period: Interval


def lacks(history: History) -> Sequence[Lack]:
    """Return what is missing while active and no exemption covers, as the longest stretches."""
    found: list[Lack] = []
    for stretch in _stretches(history):
        if _status_on(history, stretch.start) is not Status.ACTIVE:
            continue
        exempt = {rule for rule, period in history.exemptions if period.holds(stretch.start)}
        for rule in sorted(broken_rules(shape_on(history, stretch.start)) - exempt):
            _lengthen(found, Lack(rule=rule, period=stretch))
    return found


def kept_again(history: History, rule: Rule, since: date) -> date | None:
    """Return the first day after ``since`` on which ``rule`` is kept; none when it never is.

    Nor is there one when the rule is kept on ``since`` itself: nothing is lacking then.
    """
    if rule not in broken_rules(shape_on(history, since)):
        return None
    later = (stretch.start for stretch in _stretches(history) if stretch.start > since)
    return next((day for day in later if rule not in broken_rules(shape_on(history, day))), None)


def shape_on(history: History, day: date) -> Shape:
    """Return what the organisation has on ``day``."""
    return Shape(
        teams=[context for period, context in history.teams if period.holds(day)],
        ambassadors=_holding(history.ambassadors, day),
        primary_contacts=_holding(history.primary_contacts, day),
    )


def _holding(periods: Iterable[Interval], day: date) -> int:
    return sum(period.holds(day) for period in periods)


def _status_on(history: History, day: date) -> Status | None:
    return next((status for since, status in reversed(history.statuses) if since <= day), None)


def _stretches(history: History) -> Iterator[Interval]:
    """Yield the stretches of days between one change and the next; the last one has no end."""
    periods = [
        *(period for period, _context in history.teams),
        *history.ambassadors,
        *history.primary_contacts,
        *(period for _rule, period in history.exemptions),
    ]
    changes = {day for day, _status in history.statuses}
    changes |= {period.start for period in periods}
    changes |= {period.end for period in periods if period.end is not None}
    for start, end in pairwise([*sorted(changes), None]):
        if start is not None:
            yield Interval(start=start, end=end)


def _lengthen(found: list[Lack], lack: Lack) -> None:
    """Add a lack, or make the one of the same rule longer that ends where this one starts."""
    for place, earlier in enumerate(found):
        if earlier.rule is lack.rule and earlier.period.end == lack.period.start:
            joined = Interval(start=earlier.period.start, end=lack.period.end)
            found[place] = replace(earlier, period=joined)
            return
    found.append(lack)
