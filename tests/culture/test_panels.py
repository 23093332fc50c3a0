"""What the pages of organisations and teams say of measurements: results, and what comes next."""

from datetime import timedelta

from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.culture import measurements as m

AGO = TODAY - timedelta(days=14)
OF_FIRST = "Resultaten van meting 1"


def _pages(client: Visitor, cast: Cast) -> list[str]:
    paths = ("/organisations/home/", f"/teams/{cast.home.team_ids[0]}/")
    return [client.get(path).text for path in paths]


def test_results_stay_in_sight_while_the_next_measurement_is_planned(
    client: Visitor, cast: Cast
) -> None:
    m.whole(cast, on=AGO)
    soon = TODAY + timedelta(days=60)
    m.plan(cast, number=2, opens=soon, closes=soon + timedelta(days=20))
    client.sign_in(cast.ambassador)
    for page in _pages(client, cast):
        assert ("Meting 2 is gepland" in page, OF_FIRST in page) == (True, True)


def test_results_that_are_read_stand_alone(client: Visitor, cast: Cast) -> None:
    m.whole(cast, on=AGO - timedelta(days=300))
    m.whole(cast, number=2, on=AGO)
    client.sign_in(cast.ambassador)
    for page in _pages(client, cast):
        assert ("Resultaten van meting 2" in page, OF_FIRST in page) == (True, False)


def test_who_may_not_read_culture_sees_no_measurement(client: Visitor, cast: Cast) -> None:
    m.whole(cast, on=AGO)
    client.sign_in(cast.neighbour)
    for page in _pages(client, cast):
        assert (OF_FIRST in page, 'id="culture"' in page) == (False, False)
