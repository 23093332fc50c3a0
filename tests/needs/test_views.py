"""The pages of needs: who reads what, telling, sharing, and what who keeps them does."""

import re

import pytest

from portal.db import db
from portal.needs import queries
from portal.needs.listing import line_of
from portal.needs.models import State, StepKind
from tests.cast import Cast, Member
from tests.conftest import TODAY, Counter, Visitor
from tests.needs.conftest import WORDS, Share, Tell, need_of


def words_on(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_list_says_how_many_teams_share_it(
    client: Visitor, cast: Cast, tell: Tell, share: Share
) -> None:
    client.sign_in(cast.lead)
    assert "Nobody told a need" not in client.get("/needs/").text  # in Dutch
    need_id = tell(constructs=["timing"])
    share(need_id)
    page = client.get("/needs/")
    assert page.status_code == 200
    assert f'href="/needs/{need_id}/"' in page.text
    assert "2 van de 6 teams, 2 van de 5 sectoren" in words_on(page.text)


@pytest.mark.parametrize("who", ["stranger", "board_reader", "administrator"])
def test_who_takes_no_part_finds_nothing(client: Visitor, cast: Cast, tell: Tell, who: str) -> None:
    need_id = tell()
    client.sign_in(cast.everyone[who])
    for path in ("/needs/", "/needs.csv", f"/needs/{need_id}/", "/needs/tell"):
        assert client.get(path).status_code == 404, path


def test_other_teams_see_the_sector_and_no_name(
    client: Visitor, cast: Cast, tell: Tell, share: Share
) -> None:
    need_id = tell()
    page = client.sign_in(cast.neighbour).get(f"/needs/{need_id}/").text
    assert cast.lead.name not in page
    assert cast.home.name not in page
    assert "Ziekenhuis: 1 team" in words_on(page)
    share(need_id, named=True)
    own = words_on(client.sign_in(cast.lead).get(f"/needs/{need_id}/").text)
    assert cast.lead.name in own
    assert cast.away.name in own  # said yes
    assert cast.neighbour.name not in own
