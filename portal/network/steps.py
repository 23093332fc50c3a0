"""Which steps a page offers its reader, and why one is not possible now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.network import queries, rules
from portal.network.models import Organisation, OrganisationStatus, Post, Status, Team
from portal.network.rules import Interval
from portal.policy.decide import Actor, extent
from portal.policy.table import NETWORK_ROLES, ORGANISATION_ROLES, TEAM_ROLES, P, Permission, Role
from portal.rules import RuleBroken, why_not

OFFERED = tuple(Role)


@dataclass(frozen=True, kw_only=True)
class NextStatus:
    """A status, and the reason why it cannot be the next one today, if there is one."""

    status: Status
    refused: RuleBroken | None


def next_statuses(organisation: Organisation, today: date) -> Sequence[NextStatus]:
    """Return every status but the one of today, in the order of a life in the network."""
    now = status_on(organisation.statuses, today)
    shape = queries.shape_on(organisation, today)
    exempt = queries.exemptions_on(organisation, today)
    return [
        NextStatus(
            status=wanted,
            refused=why_not(rules.check_may_become, now.status, wanted, "given later")
            or (why_not(rules.check_active_shape, shape, exempt) if wanted in _ACTIVE else None),
        )
        for wanted in Status
        if wanted is not now.status
    ]


_ACTIVE = frozenset({Status.ACTIVE})


def status_on(statuses: Sequence[OrganisationStatus], day: date) -> OrganisationStatus:
    """Return the status on a day; before the first day, the first one."""
    begun = [one for one in statuses if one.valid_from <= day]
    return begun[-1] if begun else statuses[0]


def roles_held_at(actor: Actor, organisation_id: int | None) -> frozenset[Role]:
    """Return the actor's roles that reach a place: network-wide ones, and those held there."""
    return frozenset(
        post.role
        for post in actor.posts
        if post.role in NETWORK_ROLES
        or (organisation_id is not None and post.organisation_id == organisation_id)
    )


def organisation_of(place: Organisation | Team | None) -> int | None:
    """Return the number of the organisation in which a place is; the network is in none."""
    if isinstance(place, Team):
        return place.organisation_id
    return place.id if place is not None else None


def roles_to_give(actor: Actor, place: Organisation | Team | None) -> Sequence[Role]:
    """Return the roles that the actor may give at a place, in the order of the table of rights."""
    if place is None:
        here = NETWORK_ROLES
    else:
        here = TEAM_ROLES if isinstance(place, Team) else ORGANISATION_ROLES
    held = roles_held_at(actor, organisation_of(place))
    return [
        role for role in OFFERED if role in here and not why_not(rules.check_may_keep, role, held)
    ]


def keeps(actor: Actor, post: Post) -> bool:
    """Tell whether the actor gives and ends posts like this one, at its place."""
    held = roles_held_at(actor, post.organisation_id)
    return why_not(rules.check_may_keep, post.role, held) is None


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A role that one person holds at a time, and the reason why it is not to be given now."""

    role: Role
    refused: RuleBroken


def taken_roles(roles: Sequence[Role], holders: Sequence[Post], today: date) -> Sequence[Taken]:
    """Return which of these roles somebody holds from today on, without an end."""
    found = []
    for role in roles:
        lasting = [
            Interval(start=post.valid_from)
            for post in holders
            if post.role is role and post.valid_to is None and role in rules.SINGLE_HOLDER
        ]
        refused = why_not(rules.check_may_hold, role, Interval(start=today), lasting)
        if refused:
            found.append(Taken(role=role, refused=refused))
    return found


def reaches(
    actor: Actor, permission: Permission, *, organisation_id: int | None, team_id: int | None = None
) -> bool:
    """Tell whether a step is worth showing; the page behind it asks the table again."""
    where = extent(actor, permission)
    return (
        where.network
        or organisation_id in where.organisations
        or (team_id is not None and team_id in where.teams)
    )


@dataclass(frozen=True, kw_only=True)
class TeamSteps:
    """What the reader may do with a team, and why it is too late for some of it."""

    edits: bool
    names: bool
    gives: bool
    ended: RuleBroken | None


def team_steps(actor: Actor, team: Team, today: date) -> TeamSteps:
    """Return the steps on the page of a team."""
    place = {"organisation_id": team.organisation_id, "team_id": team.id}
    period = Interval(start=team.valid_from, end=team.valid_to)
    return TeamSteps(
        edits=bool(extent(actor, P.ROSTER_EDIT).network),
        names=reaches(actor, P.TEAM_EDIT, **place),
        gives=reaches(actor, P.POST_KEEP, **place),
        ended=why_not(rules.check_has_not_ended, period, today),
    )
