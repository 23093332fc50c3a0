"""The clause of a list gives what the table says, for every role and permission, at its place."""

from itertools import product

import pytest
from flask import Flask, g
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from portal.db import db
from portal.network.models import Organisation, Team
from portal.policy.decide import Actor, PostHeld, within_reach
from portal.policy.guard import ensure
from portal.policy.table import (
    COLUMNS,
    NETWORK_ROLES,
    TABLE,
    TEAM_ROLES,
    Permission,
    Reach,
    Role,
)
from tests.cast import Cast


def holder(cast: Cast, role: Role) -> Actor:
    """Return an actor with this one role at home."""
    in_network, in_team = role in NETWORK_ROLES, role in TEAM_ROLES
    post = PostHeld(
        role=role,
        organisation_id=None if in_network else cast.home.organisation_id,
        team_id=cast.home.team_ids[0] if in_team else None,
    )
    return Actor(person_id=9999, name="Iemand", locale="nl", posts=frozenset({post}))


def listed(actor: Actor, permission: Permission, model: type[Organisation | Team]) -> set[int]:
    return set(db.session.scalars(select(model.id).where(within_reach(actor, permission, model))))


def test_the_table_is_whole() -> None:
    assert set(TABLE) == set(Permission)
    assert set(COLUMNS) == set(Role)


def test_the_list_of_teams_is_what_the_table_says(app: Flask, cast: Cast) -> None:
    assert app
    home, away = set(cast.home.team_ids), set(cast.away.team_ids)
    reached = {
        Reach.NONE: set[int](),
        Reach.OWN: set[int](),
        Reach.TEAM: {cast.home.team_ids[0]},
        Reach.ORGANISATION: home,
        Reach.NETWORK: home | away,
    }
    for permission, role in product(Permission, Role):
        expected = reached[TABLE[permission][role]]
        assert listed(holder(cast, role), permission, Team) == expected, (permission, role)


def test_the_list_of_organisations_is_what_the_table_says(app: Flask, cast: Cast) -> None:
    assert app
    home, away = {cast.home.organisation_id}, {cast.away.organisation_id}
    reached = {
        Reach.NONE: set[int](),
        Reach.OWN: set[int](),
        Reach.TEAM: home,
        Reach.ORGANISATION: home,
        Reach.NETWORK: home | away,
    }
    for permission, role in product(Permission, Role):
        expected = reached[TABLE[permission][role]]
        assert listed(holder(cast, role), permission, Organisation) == expected, (permission, role)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AMBASSADOR, Role.TEAM_LEAD, Role.FUNDER])
def test_one_thing_opens_exactly_when_the_list_holds_it(app: Flask, cast: Cast, role: Role) -> None:
    actor = holder(cast, role)
    opened = set()
    with app.test_request_context("/"):
        g.actor = actor
        for team_id in (*cast.home.team_ids, *cast.away.team_ids):
            try:
                opened.add(ensure(Permission.TEAM_READ, Team, Team.id == team_id).id)
            except NotFound:
                continue
    assert opened == listed(actor, Permission.TEAM_READ, Team)


def test_a_post_reaches_only_its_own_place(app: Flask, cast: Cast) -> None:
    """Ambassador at home, member of one team away: nothing of the one leaks into the other."""
    assert app
    member_away = PostHeld(
        role=Role.TEAM_MEMBER,
        organisation_id=cast.away.organisation_id,
        team_id=cast.away.team_ids[1],
    )
    both = Actor(
        person_id=9999,
        name="Iemand",
        locale="nl",
        posts=holder(cast, Role.AMBASSADOR).posts | {member_away},
    )
    seen = listed(both, Permission.TEAM_READ, Team)
    assert seen == {*cast.home.team_ids, cast.away.team_ids[1]}
