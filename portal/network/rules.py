"""What the roster allows: the life of an organisation, its shape, and intervals of days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final, TypeVar

from portal.network.models import Cause, Rule, Status
from portal.policy.table import NETWORK_ROLES, TEAM_ROLES, Role
from portal.rules import N_, RuleBroken
from portal.taxonomy.sectors import CareContext

S = Status
Planned = TypeVar("Planned")
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
LEAVES_A_GAP: Final[Mapping[Role, Rule]] = {
    Role.AMBASSADOR: Rule.ONE_AMBASSADOR,
    Role.PRIMARY_CONTACT: Rule.ONE_PRIMARY_CONTACT,
}
_THEIR_OWN: Final = TEAM_ROLES | {Role.HR_CONTACT, Role.COMMUNICATION_CONTACT}
# Who may give and end which posts, within reach of ``POST_KEEP``. Only an administrator makes one.
KEEPS: Final[Mapping[Role, frozenset[Role]]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.COORDINATOR: frozenset(Role) - {Role.ADMINISTRATOR},
    Role.AMBASSADOR: _THEIR_OWN,
    Role.ACTING_AMBASSADOR: _THEIR_OWN,
}


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


def check_has_not_ended(interval: Interval, today: date) -> None:
    """Refuse a step with what is over."""
    if interval.end is not None and interval.end <= today:
        raise RuleBroken(N_("This has ended already."))


def check_may_enter(status: Status, reason: str) -> None:
    """Refuse to add an organisation whose life in the network is over before it starts."""
    if not TRANSITIONS[status]:
        raise RuleBroken(N_("An organisation cannot enter the network in a last status."))
    _check_reason(status, reason)


def check_may_become(current: Status, wanted: Status, reason: str) -> None:
    """Refuse a step that is not in the table, or a stop without a reason."""
    if wanted is current:
        raise RuleBroken(N_("It has this status already."))
    if not TRANSITIONS[current]:
        raise RuleBroken(N_("Its life in the network is over: this was its last status."))
    if wanted not in TRANSITIONS[current]:
        raise RuleBroken(N_("This step is not possible from the status it has now."))
    _check_reason(wanted, reason)


def check_reason(reason: str) -> None:
    """Refuse an act that wants its reason when there is none."""
    if not reason.strip():
        raise RuleBroken(N_("Give the reason."))


def _check_reason(status: Status, reason: str) -> None:
    if status in NEEDS_REASON:
        check_reason(reason)


def check_after(last: date, on: date) -> None:
    """Refuse a status that would start on or before the day of the one it follows."""
    if on <= last:
        raise RuleBroken(N_("A new status starts after the day of the last one."))


@dataclass(frozen=True, kw_only=True)
class Step:
    """A status from a day on, with the reason if it has one."""

    status: Status
    on: date
    reason: str = ""


def check_life(steps: Sequence[Step]) -> None:
    """Refuse a life in the network in which one status does not lead to the next."""
    if not steps:
        raise RuleBroken(N_("An organisation keeps the status with which it entered."))
    check_may_enter(steps[0].status, steps[0].reason)
    for earlier, later in pairwise(steps):
        check_after(earlier.on, later.on)
        if later.status not in TRANSITIONS[earlier.status]:
            raise RuleBroken(N_("The statuses before and after this day do not follow like that."))
        _check_reason(later.status, later.reason)


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
    uncovered = broken_rules(shape) - frozenset(exemptions)
    check_nothing_lacks(rule for rule in Rule if rule in uncovered)


def check_may_add_team(slot: int | None, period: Interval, others: Iterable[Interval]) -> None:
    """Refuse a fourth team, or a second one where ``others`` of the slot are; followers pass."""
    check_interval(period)
    if slot is None:
        return
    if slot not in SLOTS:
        raise RuleBroken(N_("A fourth team is one too many: add it as a follower team."))
    if any(period.meets(other) for other in others):
        raise RuleBroken(N_("There is a team in this place already: replace it in one step."))


def check_nothing_lacks(lacking: Iterable[Rule]) -> None:
    """Refuse an act after which an active organisation lacks something that no reason covers."""
    for rule in lacking:
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


def check_may_act(period: Interval, ambassadors: Iterable[Interval]) -> None:
    """Refuse an acting ambassador without an end, or on days when nobody can come back."""
    if period.end is None:
        raise RuleBroken(N_("An acting ambassador has a last day: then the ambassador is back."))
    for holder in ambassadors:
        if holder.holds(period.start) and (holder.end is None or period.end <= holder.end):
            return
    raise RuleBroken(N_("An acting ambassador stands in for one ambassador, on all of these days."))


def check_nobody_acts_later(end: date, acting: Iterable[Interval]) -> None:
    """Refuse to end an ambassador's post under somebody who will stand in later."""
    if any(period.start >= end for period in acting):
        raise RuleBroken(N_("An acting ambassador starts after that day: take that back first."))


def check_reason_of_end(role: Role, reason: str) -> None:
    """Refuse to leave the place of an ambassador or primary contact open without a reason."""
    if role in LEAVES_A_GAP:
        check_reason(reason)


def check_may_keep(role: Role, held: Iterable[Role]) -> None:
    """Refuse to give or end a post that none of the roles ``held`` at its place keeps."""
    if not any(role in KEEPS.get(one, frozenset()) for one in held):
        raise RuleBroken(N_("Ask the project team: they give and end this role."))


def check_is_to_come(start: date, today: date) -> None:
    """Refuse to take back what has begun: it is ended or corrected."""
    if start <= today:
        raise RuleBroken(N_("This has begun already: end it or correct its days."))


def check_may_correct_exemption(cause: Cause) -> None:
    """Refuse to write over what follows from the roster by itself."""
    if cause is not Cause.DECISION:
        raise RuleBroken(N_("This follows from the roster: fill in what is missing and it ends."))


def check_judgement(*, changes: bool, reason: str, reason_before: str) -> None:
    """Refuse another judgement of a team's care context on the old reason, or on none."""
    if changes and (not reason.strip() or reason.strip() == reason_before.strip()):
        raise RuleBroken(N_("Say why you judge the care context of this team otherwise."))


def check_may_correct_days(*, continues: bool) -> None:
    """Refuse other days for a team that began to count: both its rows hang together."""
    if continues:
        raise RuleBroken(N_("These days hang together with when the team began to count."))


def check_name(name: str) -> None:
    """Refuse to call somebody or something nothing."""
    if not name.strip():
        raise RuleBroken(N_("Fill in the name."))


def check_next_plan(version: int, since: date, wanted: int, on: date) -> None:
    """Refuse a version of the plan that does not come after the last one."""
    if wanted != version + 1 or on <= since:
        raise RuleBroken(N_("A new version of the plan comes after the last one, on a later day."))


def check_next_wave(last: int, wanted: int) -> None:
    """Refuse a wave that is not the next one."""
    if wanted != last + 1:
        raise RuleBroken(N_("The next wave has the next number."))


def check_may_count(slot: int | None) -> None:
    """Refuse to give a place to a team that has one."""
    if slot is not None:
        raise RuleBroken(N_("This team is counted already."))


def check_none_planned(later: Iterable[Interval]) -> None:
    """Refuse a hand-over before another one that is planned."""
    if any(True for _period in later):
        raise RuleBroken(N_("A hand-over is planned already: change that one or cancel it."))


def check_nobody_acts_outside(period: Interval | None, acting: Iterable[Interval]) -> None:
    """Refuse other days for an ambassador on which somebody would stand in for nobody."""
    if period is None:
        return
    for one in acting:
        inside = period.start <= one.start and (
            period.end is None or (one.end is not None and one.end <= period.end)
        )
        if not inside:
            raise RuleBroken(N_("Somebody stands in outside these days: end that first."))


def check_is_planned(planned: Planned | None) -> Planned:
    """Return what is planned; refuse to cancel what is not."""
    if planned is None:
        raise RuleBroken(N_("No hand-over is planned."))
    return planned


def check_took_over(*, before: int) -> None:
    """Refuse to move or cancel a hand-over when nobody was there before."""
    if not before:
        raise RuleBroken(N_("This ambassador took over from nobody: correct the days of the post."))


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
