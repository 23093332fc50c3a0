"""What teams used, read: counts of counted teams, who sees which words, files, panels."""

from datetime import date
from typing import Any

import pytest

from portal.db import db, transaction
from portal.moi.models import KitVersion
from portal.network.models import Organisation, OrganisationStatus, Status, Team
from portal.taxonomy.sectors import CareContext
from tests.adoption.conftest import USED, MakeKit, Use
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor


@pytest.fixture
def told(cast: Cast, make_kit: MakeKit, use: Use) -> KitVersion:
    """Two uses at home, one of them shared, and one next door."""
    first, second = make_kit(1), make_kit(2, constructs=["timing"])
    one, two, _ = cast.home.team_ids
    use(one, first, words="Alleen voor ons huis", minutes=20, colleagues=4)
    use(two, first, words="Voor iedereen", shared_on=USED, used_on=date(2022, 10, 25))
    use(cast.away.team_ids[0], first, words="Van de buren", minutes=10, felt="so_so")
    assert second.id
    return first


def rows(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200
    return [line.split(";") for line in answer.data.decode("utf-8-sig").splitlines()[1:]]


def test_counts_by_kit_name_their_denominator(
    client: Visitor, cast: Cast, told: KitVersion
) -> None:
    assert told
    page = client.sign_in(cast.coordinator).get("/uses/")
    assert page.status_code == 200
    assert "3 van de 6 teams vertelden dat ze een lespakket gebruikten." in page.text
    assert rows(client.get("/uses.csv")) == [
        ["Pakket 1", "3", "6", "3", "30", "2", "4", "1"],
        ["Pakket 2", "0", "6", "0", "0", "0", "0", "0"],
    ]
    assert "%" not in page.text.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("by=sector", [["Ziekenhuis", "2", "3"], ["Woonzorgcentrum", "1", "3"]]),
        ("by=organisation", [["De Verzonnen Linde", "2", "3"], ["Het Houten Paard", "1", "3"]]),
        ("by=sector&sector=hospital", [["Ziekenhuis", "2", "3"]]),
        ("construct=timing", [["Pakket 2", "0", "6"]]),
        ("kit=kit-1&since=2022-10-21", [["Pakket 1", "1", "6"]]),
        ("kit=kit-1&until=2022-10-21", [["Pakket 1", "2", "6"]]),
        ("kit=geen-pakket", []),
    ],
)
def test_counts_narrow_to_what_is_asked(
    client: Visitor, cast: Cast, told: KitVersion, query: str, expected: list[list[str]]
) -> None:
    assert told
    client.sign_in(cast.coordinator)
    assert client.get(f"/uses/?{query}").status_code == 200
    assert [row[:3] for row in rows(client.get(f"/uses.csv?{query}"))] == expected


def test_by_team_only_those_that_told(client: Visitor, cast: Cast, told: KitVersion) -> None:
    assert told
    found = rows(client.sign_in(cast.coordinator).get("/uses.csv?by=team"))
    assert [row[:3] for row in found] == [
        ["Team 1 home", "De Verzonnen Linde", "1"],
        ["Team 2 home", "De Verzonnen Linde", "1"],
        ["Team 1 away", "Het Houten Paard", "1"],
    ]


def test_an_ambassador_counts_their_own_house(
    client: Visitor, cast: Cast, told: KitVersion
) -> None:
    assert told
    page = client.sign_in(cast.ambassador).get("/uses/?by=organisation").text
    assert "2 van de 3 teams" in page
    assert "Het Houten Paard" not in page


def test_a_follower_is_told_of_and_counted_once_it_counts(
    client: Visitor, cast: Cast, make_kit: MakeKit, use: Use
) -> None:
    version = make_kit(1)
    follower = add_team(cast, valid_from=date(2022, 1, 1))
    use(follower, version)
    client.sign_in(cast.coordinator)
    assert rows(client.get("/uses.csv"))[0][:4] == ["Pakket 1", "0", "6", "1"]
    with db.engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE team SET continues_id = {follower} WHERE id = {cast.home.team_ids[2]}"
        )
    assert rows(client.get("/uses.csv"))[0][:4] == ["Pakket 1", "1", "6", "1"]


def test_a_pausing_organisation_leaves_the_denominator(
    client: Visitor, cast: Cast, told: KitVersion
) -> None:
    assert told
    with transaction():
        db.session.add(
            OrganisationStatus(
                organisation_id=cast.away.organisation_id,
                status=Status.PAUSED,
                valid_from=TODAY,
                reason="x",
            )
        )
    client.sign_in(cast.coordinator)
    assert rows(client.get("/uses.csv"))[0][:4] == ["Pakket 1", "2", "3", "3"]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("coordinator", {"Alleen voor ons huis", "Voor iedereen", "Van de buren"}),
        ("researcher", {"Voor iedereen"}),
        ("ambassador", {"Alleen voor ons huis", "Voor iedereen"}),
        ("team_lead", {"Alleen voor ons huis"}),
        ("neighbour", {"Van de buren"}),
    ],
)
def test_words_are_for_the_house_until_the_team_says_yes(
    client: Visitor, cast: Cast, told: KitVersion, who: str, seen: set[str]
) -> None:
    assert told
    client.sign_in(cast.everyone[who])
    for path in ("/uses/told/", "/uses/told.csv"):
        answer = client.get(path).data.decode()
        words = ("Alleen voor ons huis", "Voor iedereen", "Van de buren")
        assert {word for word in words if word in answer} == seen


@pytest.mark.parametrize("who", ["stranger", "board_reader", "administrator", "evaluator"])
def test_who_may_not_read_gets_nothing(client: Visitor, cast: Cast, who: str) -> None:
    client.sign_in(cast.everyone[who])
    for path in ("/uses/", "/uses.csv", "/uses/told/", "/uses/told.xlsx"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "by=nonsense",
        "sector=x",
        "construct=x",
        "since=gisteren",
        "since=2022-11-02&until=2022-11-01",
    ],
)
def test_wrong_filters(client: Visitor, cast: Cast, query: str) -> None:
    client.sign_in(cast.coordinator)
    for path in ("/uses/", "/uses/told/"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert 'id="error-summary"' in answer.text
    assert client.get(f"/uses.csv?{query}").status_code == 400
    assert client.get(f"/uses/told.csv?{query}").status_code == 400


def test_pages_that_are_not_there(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    for path in ("/uses/", "/uses/told/"):
        assert client.get(path).status_code == 200
        assert client.get(f"{path}?page=2").status_code == 404
    assert client.get("/uses.xlsx").data[:2] == b"PK"


def test_panels_on_kit_team_and_organisation(client: Visitor, cast: Cast, told: KitVersion) -> None:
    assert told
    team, home = cast.home.team_ids[0], f"/organisations/{cast.home.slug}/kits"
    client.sign_in(cast.ambassador)
    assert "Alleen voor ons huis" in client.get(f"/teams/{team}/kits").text
    page = client.get(home).text
    assert "Team 1 home, Team 2 home" in page
    client.sign_in(cast.member)
    assert "Lespakketten die de teams gebruikten" not in client.get(home).text
    client.sign_in(cast.researcher)
    page = client.get(f"/teams/{team}/kits").text
    assert "Pakket 1" in page
    assert "Alleen voor ons huis" not in page


@pytest.mark.parametrize(
    "path", ["/uses/", "/uses/?by=organisation", "/uses/?by=team", "/uses/told/"]
)
def test_pages_ask_as_much_of_three_uses_as_of_many(
    client: Visitor,
    cast: Cast,
    told: KitVersion,
    use: Use,
    path: str,
    count_statements: Counter,
) -> None:
    client.sign_in(cast.coordinator)
    client.get(path)
    with count_statements() as before:
        client.get(path)
    for number in range(30):
        team = add_team(cast, valid_from=date(2022, 1, 1), name=f"Volgteam {number}")
        use(team, told, words="x")
    with count_statements() as after:
        client.get(path)
    assert (len(after), len(after) <= 8) == (len(before), True)


def add_team(cast: Cast, *, valid_from: date, name: str = "Volgteam") -> int:
    with transaction():
        home = db.session.get_one(Organisation, cast.home.organisation_id)
        team = Team(
            organisation=home,
            name=name,
            care_context=CareContext.NON_ONCOLOGY,
            valid_from=valid_from,
        )
        db.session.add(team)
        db.session.flush()
        return team.id
