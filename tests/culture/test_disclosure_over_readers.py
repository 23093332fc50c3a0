"""What one reader sees early, or another one ever, is not had from the figures around it."""

import json
from datetime import timedelta

import pytest

from portal.culture.scores import scores_of
from portal.questionnaires.kinds import Referent
from portal.questionnaires.results.shapes import (
    Consistency,
    Figure,
    Place,
    PlaceKind,
    PlaceResults,
)
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.culture import measurements as m

JUST = TODAY - timedelta(days=3)
LAST_DAY_OF_WAITING = TODAY - timedelta(days=13)
AGO = TODAY - timedelta(days=14)
Totals = dict[str, tuple[int, float]]


def _only_home(cast: Cast) -> None:
    """Run a measurement that asks the teams of one organisation, and of no other."""
    m.plan(cast)
    m.prepare(cast, dict.fromkeys(cast.home.team_ids, 12))
    m.open_(cast)
    for team_id in cast.home.team_ids:
        m.answer(cast, m.unit_of(team_id).id, m.VALUES)


def _unlike(cast: Cast) -> None:
    """Run a measurement in which both organisations answer, each in its own way."""
    m.plan(cast)
    m.prepare(cast, m.usual(cast))
    m.open_(cast)
    for home, values in ((cast.home, m.VALUES), (cast.away, (2,) * 9 + (1,))):
        for team_id in home.team_ids:
            m.answer(cast, m.unit_of(team_id).id, values)


def _totals(client: Visitor, path: str) -> Totals:
    """Return people and sum by construct, as a file tells them."""
    (place,) = json.loads(client.get(path).data)["places"]
    return {
        one["code"]: (one["answered"], round(one["answered"] * one["mean"], 3))
        for one in place["figures"]
        if "mean" in one
    }


def _less(whole: Totals, part: Totals) -> Totals:
    return {
        code: (whole[code][0] - part[code][0], round(whole[code][1] - part[code][1], 3))
        for code in part
    }


def test_a_sector_is_read_as_late_as_the_one_organisation_it_may_be(
    client: Visitor, cast: Cast
) -> None:
    _unlike(cast)
    m.finish(cast, on=AGO)
    client.sign_in(cast.coordinator)
    sector = _totals(client, "/culture/1/sectors/hospital.json")
    assert sector == _totals(client, "/culture/1/organisations/home.json")
    assert sector


@pytest.mark.parametrize("released", [JUST, LAST_DAY_OF_WAITING])
def test_in_the_two_weeks_of_teams_no_larger_figure_is_that_of_an_organisation(
    client: Visitor, cast: Cast, released: object
) -> None:
    _unlike(cast)
    m.finish(cast, on=released)  # type: ignore[arg-type]
    client.sign_in(cast.coordinator)
    assert _totals(client, "/culture/1/network.json")
    for sector in ("hospital", "residential_care"):
        for extension in ("json", "csv", "xlsx"):
            path = f"/culture/1/sectors/{sector}.{extension}"
            assert client.get(path).status_code == 404, path
        assert 'id="figures"' not in client.get(f"/culture/1/sectors/{sector}/").text


@pytest.mark.parametrize(("released", "status"), [(LAST_DAY_OF_WAITING, 404), (AGO, 200)])
def test_a_network_of_one_organisation_waits_as_that_organisation_does(
    client: Visitor, cast: Cast, released: object, status: int
) -> None:
    _only_home(cast)
    m.finish(cast, on=released)  # type: ignore[arg-type]
    for member in (cast.ambassador, cast.lead, cast.coordinator):
        client.sign_in(member)
        assert client.get("/culture/1/network.json").status_code == status
        figures = 'id="figures"' in client.get("/culture/1/network/").text
        assert figures == (status == 200)


def test_who_belongs_to_one_of_two_organisations_does_not_work_out_the_other(
    client: Visitor, cast: Cast
) -> None:
    _unlike(cast)
    m.finish(cast, on=AGO)
    client.sign_in(cast.coordinator)
    network = _totals(client, "/culture/1/network.json")
    away = _totals(client, "/culture/1/organisations/away.json")
    assert _less(network, _totals(client, "/culture/1/organisations/home.json")) == away
    for member in (cast.ambassador, cast.lead, cast.neighbour):
        client.sign_in(member)
        page = client.get("/culture/1/network/").text
        assert "Niet getoond: naast jouw organisatie" in page
        assert 'id="figures"' not in page
        assert client.get("/culture/1/network.json").status_code == 404
        assert client.get("/culture/1/network.csv").status_code == 404


def _place(kind: PlaceKind, organisations: int, mean: float) -> PlaceResults:
    figure = Figure(code="HP1", answered=12 * organisations, mean=mean)
    key = "all" if kind is PlaceKind.NETWORK else "hospital"
    return PlaceResults(
        place=Place(kind=kind, key=key),
        organisations=organisations,
        units=organisations,
        figures=(figure,),
        consistency=(Consistency(code="HP1", icc1=0.2, icc2=0.8, agreement=0.8, benchmark=True),),
    )


@pytest.mark.parametrize(
    ("others", "kinds"),
    [
        (0, {PlaceKind.SECTOR, PlaceKind.NETWORK}),
        (1, {PlaceKind.NETWORK}),
        (4, {PlaceKind.NETWORK}),
        (5, {PlaceKind.SECTOR, PlaceKind.NETWORK}),
    ],
)
def test_network_and_sector_beside_each_other_leave_no_few_organisations(
    others: int, kinds: set[PlaceKind]
) -> None:
    """Who reads both takes one off the other: what is left is nobody, or enough."""
    own = _place(PlaceKind.UNIT, 1, 3.0).model_copy(
        update={"place": Place(kind=PlaceKind.UNIT, key="1")}
    )
    sector = _place(PlaceKind.SECTOR, 6, 3.5)
    network = _place(PlaceKind.NETWORK, 6 + others, 3.4)
    scores = scores_of(m.CULTURE, own, network, [sector, network])
    found = [one for one in scores.values() if one.construct.code == "HP1"]
    assert found[0].construct.referent is Referent.TEAM
    assert {one.kind for one in found[0].beside} == kinds
