"""What the roster allows: the life of an organisation, its shape, and intervals of days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.network.models import Rule, Status
from portal.policy.table import NETWORK_ROLES, TEAM_ROLES, Role
from portal.rules import N_, RuleBroken
from portal.taxonomy.sectors import CareContext

S = Status
TRANSITIONS: Final[Mapping[Status, frozenset[Status]]] = {
    S.CANDIDATE: frozenset({S.ACCEPTED, S.DECLINED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.ONBOARDING, S.WITHDRAWN}),
    S.ONBOARDING: frozenset({S.ACTIVE, S.WITHDRAWN}),
    S.ACTIVE: frozenset({S.PAUSED, S.SUSTAINING, S.WITHDRAWN}),
    S.PAUSED: frozenset({S.ACTIVE, S.SUSTAINING, S.WITHDRAWN}),
    S.SUSTAINING: frozenset({S.COMPLETED, S.WITHDRAWN}),
    S.COMPLETED: frozenset(),
    S.DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
COUNTED: Final = frozenset({S.ONBOARDING, S.ACTIVE, S.PAUSED, S.SUSTAINING})
IN_DENOMINATOR: Final = frozenset({S.ACTIVE, S.SUSTAINING})
NEEDS_REASON: Final = frozenset({S.PAUSED, S.DECLINED, S.WITHDRAWN})

EARLIEST: Final = date(2019, 1, 1)
LATEST: Final = date(2100, 12, 31)
TEAMS: Final = 3
SLOTS: Final = range(1, TEAMS + 1)
SINGLE_HOLDER: Final = frozenset({Role.AMBASSADOR, Role.ACTING_AMBASSADOR, Role.PRIMARY_CONTACT})


@dataclass(frozen=True, kw_only=True)
class Interval:
    """The days from ``start`` up to, not including, ``end``; without end when ``end`` is None."""

    start: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether ``day`` lies inside."""
        return self.start <= day and (self.end is None or day < self.end)

    def meets(self, other: "Interval") -> bool:
        """Tell whether there is a day that lies in both."""
        return (other.end is None or self.start < other.end) and (
            self.end is None or other.start < self.end
        )


def check_plausible(day: date) -> None:
    """Refuse a day on which the network cannot have been, or will not be asked about."""
    if not EARLIEST <= day <= LATEST:
        raise RuleBroken(N_("Choose a day from 2019 to 2100."))


def check_interval(interval: Interval) -> None:
    """Refuse an interval that holds no day at all."""
    if interval.end is not None and interval.end <= interval.start:
        raise RuleBroken(N_("The end must come after the start."))


def check_may_end(interval: Interval, on: date) -> None:
    """Refuse to end before the start, or to move an end that was recorded before."""
    if interval.end is not None and interval.end <= on:
        raise RuleBroken(N_("This has ended already; its end stays as it was recorded."))
    check_interval(Interval(start=interval.start, end=on))


def check_may_enter(status: Status, reason: str) -> None:
    """Refuse to add an organisation whose life in the network is over before it starts."""
    if not TRANSITIONS[status]:
        raise RuleBroken(N_("An organisation cannot enter the network in a last status."))
    _check_reason(status, reason)


def check_may_become(current: Status, wanted: Status, reason: str) -> None:
    """Refuse a step that is not in the table, or a stop without a reason."""
    if wanted not in TRANSITIONS[current]:
        raise RuleBroken(N_("This step is not possible from the status it has now."))
    _check_reason(wanted, reason)


def _check_reason(status: Status, reason: str) -> None:
    if status in NEEDS_REASON and not reason.strip():
        raise RuleBroken(N_("Give the reason."))


def check_after(last: date, on: date) -> None:
    """Refuse a status that would start on or before the day of the one it follows."""
    if on <= last:
        raise RuleBroken(N_("A new status starts after the day of the last one."))


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What an organisation has on one day."""

    teams: Sequence[CareContext]
    ambassadors: int
    primary_contacts: int


def broken_rules(shape: Shape) -> frozenset[Rule]:
    """Return what an active organisation must have and this one has not."""
    kept = {
        Rule.THREE_TEAMS: len(shape.teams) == TEAMS,
        Rule.ONCOLOGY_TEAM: CareContext.ONCOLOGY in shape.teams,
        Rule.NON_ONCOLOGY_TEAM: CareContext.NON_ONCOLOGY in shape.teams,
        Rule.ONE_AMBASSADOR: shape.ambassadors == 1,
        Rule.ONE_PRIMARY_CONTACT: shape.primary_contacts == 1,
    }
    return frozenset(rule for rule, is_kept in kept.items() if not is_kept)


_MISSING: Final[Mapping[Rule, str]] = {
    Rule.THREE_TEAMS: N_("An active organisation has exactly three teams."),
    Rule.ONCOLOGY_TEAM: N_("At least one of the three teams is an oncology team."),
    Rule.NON_ONCOLOGY_TEAM: N_("At least one of the three teams is not an oncology team."),
    Rule.ONE_AMBASSADOR: N_("An active organisation has one ambassador."),
    Rule.ONE_PRIMARY_CONTACT: N_("An active organisation has one primary contact."),
}


def check_active_shape(shape: Shape, exemptions: Iterable[Rule] = ()) -> None:
    """Refuse to call an organisation active that lacks something no exemption covers."""
    exempt = frozenset(exemptions)
    for rule in Rule:
        if rule in broken_rules(shape) - exempt:
            raise RuleBroken(_MISSING[rule])


def check_may_add_team(slot: int | None, period: Interval, others: Iterable[Interval]) -> None:
    """Refuse a fourth team, or a second one where ``others`` of the slot are; followers pass."""
    check_interval(period)
    if slot is None:
        return
    if slot not in SLOTS:
        raise RuleBroken(N_("A fourth team is one too many: add it as a follower team."))
    if any(period.meets(other) for other in others):
        raise RuleBroken(N_("There is a team in this place already: replace it in one step."))


def check_no_worse(before: Shape, after: Shape) -> None:
    """Refuse a replacement after which the organisation lacks what it had."""
    for rule in Rule:
        if rule in broken_rules(after) - broken_rules(before):
            raise RuleBroken(_MISSING[rule])


def check_no_later(end: date, periods: Iterable[Interval]) -> None:
    """Refuse to end a team before the start of a post that is held in it."""
    if any(period.start >= end for period in periods):
        raise RuleBroken(N_("A post in this team starts later: end that first."))


def check_within(period: Interval, team: Interval) -> None:
    """Refuse a post that starts before its team or lasts longer."""
    outlasts = team.end is not None and (period.end is None or period.end > team.end)
    if period.start < team.start or outlasts:
        raise RuleBroken(N_("The team does not exist on all of these days."))


def check_place(role: Role, *, in_organisation: bool, in_team: bool) -> None:
    """Refuse a role without its place, or at another kind of place."""
    wanted = (role not in NETWORK_ROLES, role in TEAM_ROLES)
    if wanted != (in_organisation, in_team):
        raise RuleBroken(N_("This role is held at another kind of place."))


def check_may_hold(role: Role, period: Interval, others: Iterable[Interval]) -> None:
    """Refuse a second holder, on any day, of a role that one person holds at a time.

    ``others`` are the periods of the same role at the same place; for roles that many may hold,
    those of the same person.
    """
    check_interval(period)
    if not any(period.meets(other) for other in others):
        return
    if role is Role.AMBASSADOR:
        raise RuleBroken(N_("There is an ambassador then: one organisation has one. Hand over."))
    if role in SINGLE_HOLDER:
        raise RuleBroken(N_("Somebody holds this role then: end that first."))
    raise RuleBroken(N_("This person holds this role here already."))


def check_may_hand_over(current: Interval | None, on: date, *, to_same_person: bool) -> None:
    """Refuse a hand-over from nobody (on ``on`` or the day before), or to oneself."""
    if current is None or (current.end is not None and current.end < on):
        raise RuleBroken(N_("There is no ambassador to take over from: give the post."))
    if to_same_person:
        raise RuleBroken(N_("This person is the ambassador already."))


def check_address(email: str | None) -> None:
    """Refuse an address that no mail can go to; none at all is allowed."""
    if email is None:
        return
    name, at, domain = email.partition("@")
    if not (name and at and "." in domain) or any(sign.isspace() for sign in email):
        raise RuleBroken(N_("This is not a mail address."))
