"""Who reads what of a measurement, and from which day: every page by every role."""

from datetime import timedelta

import pytest

from portal.policy.table import Role
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor
from tests.culture import measurements as m

JUST = TODAY - timedelta(days=3)
AGO = TODAY - timedelta(days=14)


def _paths(cast: Cast) -> dict[str, str]:
    unit, other = m.unit_of(cast.home.team_ids[0]).id, m.unit_of(cast.home.team_ids[1]).id
    away = m.unit_of(cast.away.team_ids[0]).id
    return {
        "team": f"/culture/1/teams/{unit}/",
        "other team": f"/culture/1/teams/{other}/",
        "foreign team": f"/culture/1/teams/{away}/",
        "organisation": "/culture/1/organisations/home/results",
        "foreign organisation": "/culture/1/organisations/away/results",
        "sector": "/culture/1/sectors/hospital/",
        "network": "/culture/1/network/",
    }


def _sees(client: Visitor, path: str) -> str:
    answer = client.get(path)
    if answer.status_code != 200:
        return str(answer.status_code)
    return "figures" if 'id="figures"' in answer.text else "not yet"


@pytest.mark.parametrize("released", [JUST, AGO])
def test_a_team_reads_first_and_its_organisation_two_weeks_later(
    client: Visitor, cast: Cast, released: object
) -> None:
    m.whole(cast, on=released)  # type: ignore[arg-type]
    later = "figures" if released == AGO else "not yet"
    paths = _paths(cast)
    reads = {
        Role.TEAM_LEAD: ("figures", "404", "404", later, "404", "404"),
        Role.TEAM_MEMBER: ("figures", "404", "404", later, "404", "404"),
        Role.AMBASSADOR: (later, later, "404", later, "404", "404"),
        Role.BOARD_READER: (later, later, "404", later, "404", "404"),
        Role.SPONSOR: (later, later, "404", later, "404", "404"),
        Role.HR_CONTACT: (later, later, "404", later, "404", "404"),
        Role.COORDINATOR: (later,) * 6,
        Role.RESEARCHER: (later,) * 6,
        Role.EVALUATOR: (later,) * 6,
        Role.COMMUNICATION_CONTACT: ("404",) * 6,
        Role.FUNDER: ("404",) * 6,
        Role.ADMINISTRATOR: ("404",) * 6,
    }
    for role, wanted in reads.items():
        client.sign_in(cast.everyone[role.value])
        seen = tuple(_sees(client, path) for name, path in paths.items() if name != "network")
        seen = tuple("figures" if one == "figures" else one for one in seen)
        assert (role, *seen) == (role, *wanted)


def test_on_the_day_before_two_weeks_the_organisation_still_waits(
    client: Visitor, cast: Cast
) -> None:
    m.whole(cast, on=TODAY - timedelta(days=13))
    client.sign_in(cast.ambassador)
    page = client.get("/culture/1/organisations/home/results").text
    assert "woensdag 16 november 2022" in page
    for path in (
        "/culture/1/organisations/home/board",
        "/culture/1/organisations/home/board.pdf",
        "/culture/1/organisations/home.csv",
        f"/culture/1/teams/{m.unit_of(cast.home.team_ids[0]).id}.json",
    ):
        assert client.get(path).status_code == 404, path


def test_strangers_and_visitors_get_nothing(client: Visitor, cast: Cast) -> None:
    m.whole(cast, on=AGO)
    paths = [
        *_paths(cast).values(),
        "/culture/",
        "/culture/1/",
        "/culture/plan",
        "/culture/1/open",
        "/culture/1/close",
        "/culture/1/release",
        "/culture/1/poster",
        "/culture/1/organisations/home/",
        "/culture/1/organisations/home/board",
        f"/culture/1/teams/{m.unit_of(cast.home.team_ids[0]).id}/codes",
        "/culture/1/network.csv",
    ]
    assert {client.get(path).status_code for path in paths} == {303}
    client.sign_in(cast.stranger)
    assert {client.get(path).status_code for path in paths} == {404}
    client.sign_in(cast.neighbour)
    for path in ("/culture/1/organisations/home/", "/culture/1/organisations/home/board.pdf"):
        assert client.get(path).status_code == 404


def test_a_missing_measurement_is_not_there(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    for path in ("/culture/9/", "/culture/notice/9", "/culture/9/network/", "/culture/9/open"):
        assert client.get(path).status_code == 404


def test_lists_and_pages_take_few_statements(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    m.whole(cast, on=AGO)
    client.sign_in(cast.coordinator)
    for path in ("/culture/", "/culture/1/", *_paths(cast).values()):
        client.get(path)
        with count_statements() as seen:
            assert client.get(path).status_code == 200
        assert len(seen) <= 10, (path, len(seen), seen)
