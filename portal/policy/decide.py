"""Ask the table how far a permission reaches; one clause serves the list and the single thing."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from sqlalchemy import ColumnElement, true

from portal.policy.table import TABLE, Permission, Reach, Role


@dataclass(frozen=True, kw_only=True)
class PostHeld:
    """A role, held today at a place. Network-wide roles have no place."""

    role: Role
    organisation_id: int | None = None
    team_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Actor:
    """The person who acts, in the terms that the table needs."""

    person_id: int
    name: str
    locale: str
    posts: frozenset[PostHeld] = field(default_factory=frozenset)

    def holds(self, *roles: Role) -> bool:
        """Tell whether one of these roles is held today, anywhere."""
        return any(post.role in roles for post in self.posts)


@dataclass(frozen=True, kw_only=True)
class Extent:
    """Where one permission holds for one actor."""

    person_id: int
    own: bool
    teams: frozenset[int]
    organisations: frozenset[int]
    network: bool

    def __bool__(self) -> bool:
        """Tell whether the permission holds anywhere at all."""
        return bool(self.own or self.teams or self.organisations or self.network)


class Placed(Protocol):
    """A model that says which of its rows lie within an extent."""

    __table__: ClassVar[Any]

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Return the rows inside ``where``; network-wide reach never comes here."""


def extent(actor: Actor, permission: Permission) -> Extent:
    """Gather what each of the actor's posts gives, at the place where it is held."""
    held = [(TABLE[permission][post.role], post) for post in actor.posts]
    return Extent(
        person_id=actor.person_id,
        own=any(reach >= Reach.OWN for reach, _ in held),
        teams=frozenset(p.team_id for r, p in held if r is Reach.TEAM and p.team_id),
        organisations=frozenset(
            p.organisation_id for r, p in held if r is Reach.ORGANISATION and p.organisation_id
        ),
        network=any(reach is Reach.NETWORK for reach, _ in held),
    )


def within_reach(actor: Actor, permission: Permission, model: type[Placed]) -> ColumnElement[bool]:
    """Return the rows of ``model`` on which the actor may do this, as a WHERE clause."""
    where = extent(actor, permission)
    return true() if where.network else model.reach_clause(where)
