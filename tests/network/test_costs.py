"""The pages that change the roster cost the same few statements, whatever the history."""

from datetime import date

from portal.db import db, transaction
from portal.network.models import Person, Rule
from portal.network.rules import Interval
from portal.network.services.exemptions import add_exemption
from portal.network.services.posts import give_post
from portal.network.services.teams import TeamFacts, add_team
from portal.policy.table import Role
from portal.taxonomy.sectors import CareContext
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.network.editing import at_home, home, post_of
from tests.network.grown import grow

MOST = 8


def addresses(cast: Cast) -> list[str]:
    status = home(cast).statuses[0].id
    team = f"/teams/{cast.home.team_ids[1]}/"
    post = f"/posts/{post_of(cast, Role.SPONSOR).id}/"
    at = ("history", "edit", "status", f"statuses/{status}/edit", "teams/add", "posts/give")
    return [
        "/organisations/add",
        *(at_home(cast, rest) for rest in at),
        *(
            team + rest
            for rest in ("edit", "names", "replace", "end", "place", "days", "posts/give")
        ),
        *(post + rest for rest in ("edit", "end", "take-back")),
        "/network/posts/",
        "/plan",
        "/plan/add",
    ]


def lengthen(cast: Cast) -> None:
    """Give the organisation a long history, and the network more organisations."""
    grow(30)
    with transaction():
        stranger = db.session.get_one(Person, cast.stranger.person_id)
        for month in range(1, 9):
            facts = TeamFacts(name=f"Follower {month}", care_context=CareContext.ONCOLOGY)
            on = date(2022, month, 1)
            period = Interval(start=on, end=date(2022, month, 20))
            add_team(home(cast), facts, slot=None, on=on, by=None)
            add_exemption(home(cast), Rule.THREE_TEAMS, reason="x", period=period, by=None)
            give_post(stranger, Role.HR_CONTACT, place=home(cast), period=period, by=None)


def test_editing_costs_the_same_for_one_and_for_many(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    client.sign_in(cast.coordinator)
    paths = addresses(cast)

    def costs() -> dict[str, int]:
        found = {}
        for path in paths:
            with count_statements() as statements:
                assert client.get(path).status_code == 200
            found[path] = len(statements)
        return found

    costs()
    before = costs()
    lengthen(cast)
    assert costs() == before
    assert {path: cost for path, cost in before.items() if cost > MOST} == {}
