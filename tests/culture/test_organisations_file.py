"""The list of organisations in a measurement as a file: who is ready, and no count that names."""

from csv import reader
from datetime import timedelta

from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.culture import measurements as m

FILE = "/culture/1/organisations.csv"


def _rows(client: Visitor) -> list[list[str]]:
    return list(reader(client.get(FILE).text.lstrip("\ufeff").splitlines()[1:], delimiter=";"))


def test_before_the_opening_it_tells_who_is_ready(client: Visitor, cast: Cast) -> None:
    m.plan(cast)
    client.sign_in(cast.coordinator)
    assert {row[-1] for row in _rows(client)} == {"nog niet klaar"}
    m.prepare(cast, m.usual(cast))
    rows = _rows(client)
    assert [row[2:] for row in rows] == [["3", "3", "", "", ""]] * 2
    assert [row[0] for row in rows] == ["De Verzonnen Linde", "Het Houten Paard"]


def test_of_few_people_it_tells_no_count(client: Visitor, cast: Cast) -> None:
    m.plan(cast, opens=TODAY, closes=TODAY + timedelta(days=14))
    one, two, three = cast.home.team_ids
    m.prepare(cast, {one: 12, two: 12, three: 6, cast.away.team_ids[0]: 3})
    m.open_(cast, on=TODAY)
    client.sign_in(cast.coordinator)
    home, away = _rows(client)
    assert home[2:] == ["3", "3", "24", "0", ""]
    assert away[2:] == ["1", "3", "3", "", "gevraagd; de antwoorden tellen mee voor het netwerk"]


def test_an_ambassador_takes_the_own_line_along(client: Visitor, cast: Cast) -> None:
    m.plan(cast)
    assert [row[0] for row in _rows(client.sign_in(cast.neighbour))] == ["Het Houten Paard"]
    assert client.get("/culture/1/organisations.xlsx").data.startswith(b"PK")
    for member in (cast.contact, cast.researcher, cast.stranger):
        assert client.sign_in(member).get(FILE).status_code == 404
