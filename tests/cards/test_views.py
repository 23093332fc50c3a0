"""The pages of a team's card: who sees it, what a form keeps, what a stale one shows."""

import csv
import io

import pytest
from sqlalchemy import func, select

from portal.cards.models import TeamCard
from portal.cards.periods import Moments
from portal.db import db
from tests.cards.conftest import LAST, NEXT, Fill, card_of, words_of
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor

SECRET = "Wij proberen een vraag per dag"
READERS = {"ambassador", "acting_ambassador", "team_lead", "team_member"}
MOST_STATEMENTS = 8

pytestmark = pytest.mark.usefixtures("moments")


def _paths(team: int) -> list[str]:
    start = f"/teams/{team}/card"
    return [start, f"{start}/saved", f"{start}/history", f"{start}/history.csv"]


def test_the_card_is_read_by_the_team_and_its_ambassador_alone(
    client: Visitor, cast: Cast, fill: Fill
) -> None:
    fill(tries=SECRET)
    for who, member in cast.everyone.items():
        client.sign_in(member)
        for path in _paths(cast.home.team_ids[0]):
            page = client.get(path)
            expected = 200 if who in READERS else 404
            assert (page.status_code, SECRET in page.text) == (expected, expected == 200), (
                who,
                path,
            )
        assert (SECRET in client.get("/cards/").text) == (who in READERS), who
        assert (SECRET in client.get("/today").text) == (who in READERS), who


def test_a_lead_of_another_team_of_the_house_reads_nothing(
    client: Visitor, cast: Cast, fill: Fill
) -> None:
    other = cast.home.team_ids[1]
    fill(team_id=other, tries=SECRET)
    client.sign_in(cast.lead)
    assert [client.get(path).status_code for path in _paths(other)] == [404] * 4
    assert SECRET not in client.get("/cards/").text
    before = client.get(f"/teams/{cast.home.team_ids[0]}/card")
    assert before.status_code == 200
    data: dict[str, object] = {"tries": "Van een ander", "revision": "1"}
    at = f"/teams/{cast.home.team_ids[0]}/card"
    assert client.submit(f"/teams/{other}/card", data, at=at).status_code == 404
    assert words_of(card_of(other))[0] == SECRET


def test_the_coordinator_reads_the_page_of_a_team_without_its_card(
    client: Visitor, cast: Cast, fill: Fill
) -> None:
    fill(tries=SECRET, help="Wie deed dit al?", share=True)
    page = client.sign_in(cast.coordinator).get(f"/teams/{cast.home.team_ids[0]}/")
    assert page.status_code == 200
    assert SECRET not in page.text
    assert "Teamkaart" not in page.text
    assert client.get("/cards/").status_code == 404


def test_a_first_card_teaches_and_asks_no_more_than_it_must(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.lead).get(f"/teams/{cast.home.team_ids[0]}/card").text
    assert "Tot het reflectiemoment van donderdag 8 december 2022." in page
    assert "nooit om iemand te beoordelen" in page
    assert "Hoe ging het?" not in page
    assert "Vroegere kaarten" not in page


def test_what_is_filled_in_is_kept_and_said(client: Visitor, cast: Cast) -> None:
    path = f"/teams/{cast.home.team_ids[0]}/card"
    answer = client.sign_in(cast.lead).submit(
        path, {"tries": " Een vraag\r\nper dag ", "help": "Wie deed dit al?", "revision": "0"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}/saved")
    card = card_of(cast.home.team_ids[0])
    assert words_of(card) == ("Een vraag\nper dag", "", "Wie deed dit al?")
    assert (card.since, card.help is not None and card.help.shared_on) == (LAST, None)
    page = client.get(f"{path}/saved").text
    assert "Niet het projectteam, en geen andere organisatie." in page
    assert "reflectiemoment van donderdag 8 december 2022" in page
    assert "lijst van het netwerk" not in page


def test_a_new_period_asks_how_the_last_one_went(
    client: Visitor, cast: Cast, fill: Fill, moments: list[Moments]
) -> None:
    fill(tries="Een vraag per dag", help="Wie deed dit al?", share=True)
    moments[0] = Moments(last=NEXT, next=None)
    path = f"/teams/{cast.home.team_ids[0]}/card"
    page = client.sign_in(cast.lead).get(path).text
    assert page.index("Wat jullie probeerden") < page.index("Hoe ging het?")
    assert "Tot we elkaar weer zien" in page
    assert '<input aria-describedby="share-hint" checked id="share"' in page
    assert "\nWie deed dit al?</textarea>" in page
    assert "\nEen vraag per dag</textarea>" not in page


def test_what_cannot_be_kept_comes_back_as_it_was_typed(client: Visitor, cast: Cast) -> None:
    path = f"/teams/{cast.home.team_ids[0]}/card"
    client.sign_in(cast.lead)
    wrong: list[tuple[dict[str, object], str]] = [
        ({"revision": "0"}, "Vul minstens één van de drie vragen in."),
        ({"tries": "x" * 1001, "revision": "0"}, "hoogstens 1000 tekens"),
        ({"tries": "Een bord", "share": "y", "revision": "0"}, "laat het vakje leeg"),
        ({"tries": "Een bord", "went_words": "Fijn", "revision": "0"}, "Kies hierboven"),
        ({"tries": "Een bord", "went": "badly", "revision": "0"}, "Een bord"),
        ({"tries": "Een bord", "revision": "abc"}, "Een bord"),
        ({"tries": "Een bord"}, "Een bord"),
    ]
    for data, said in wrong:
        page = client.submit(path, data)
        assert page.status_code == 400, data
        assert said in page.text, data
        assert str(data.get("tries", "")) in page.text, data
        assert "Fout:" in page.text, data
    assert db.session.scalar(select(func.count()).select_from(TeamCard)) == 0


def test_markup_stays_text(client: Visitor, cast: Cast, fill: Fill) -> None:
    fill(tries="<script>alert(1)</script>", help="<b>wie</b>", share=True)
    for path in (f"/teams/{cast.home.team_ids[0]}/card/history", "/cards/", "/help-wanted/"):
        page = client.sign_in(cast.ambassador).get(path).text
        assert "<script>alert" not in page
        assert "<b>wie" not in page


def test_a_stale_form_is_409_with_both_texts(client: Visitor, cast: Cast, fill: Fill) -> None:
    fill(tries="Een vraag per dag")
    fill(tries="Van de ambassadeur", help="Wie?", by=cast.ambassador.person_id)
    path = f"/teams/{cast.home.team_ids[0]}/card"
    page = client.sign_in(cast.lead).submit(path, {"tries": "Van de lead", "revision": "1"})
    assert page.status_code == 409
    assert "\nVan de lead</textarea>" in page.text
    assert "Van de ambassadeur</span>" in page.text
    assert "Wie?</span>" in page.text
    assert 'name="revision" type="hidden" value="2"' in page.text
    assert words_of(card_of(cast.home.team_ids[0]))[0] == "Van de ambassadeur"
    again = client.submit(path, {"tries": "Van de lead", "help": "Wie?", "revision": "2"})
    assert again.status_code == 303
    assert words_of(card_of(cast.home.team_ids[0])) == ("Van de lead", "", "Wie?")


def test_help_is_taken_back_or_settled_with_one_press(
    client: Visitor, cast: Cast, fill: Fill
) -> None:
    path = f"/teams/{cast.home.team_ids[0]}/card"
    fill(help="Wie deed dit al?", share=True)
    client.sign_in(cast.lead)
    assert client.submit(f"{path}/help/withdraw", at=path).status_code == 303
    card = card_of(cast.home.team_ids[0])
    assert card.help is not None
    assert (card.help.shared_on, card.help.closed_on) == (None, None)
    fill(help="Wie deed dit al?", share=True)
    assert client.submit(f"{path}/help/close", at=path).status_code == 303
    card = card_of(cast.home.team_ids[0])
    assert card.help is not None
    assert card.help.closed_on == TODAY
    assert "Opgelost op 15 november 2022." in client.get(f"{path}/history").text


@pytest.mark.parametrize("step", ["withdraw", "close"])
def test_nobody_else_ends_the_help_of_a_team(
    client: Visitor, cast: Cast, fill: Fill, step: str
) -> None:
    fill(help="Wie deed dit al?", share=True)
    theirs = f"/teams/{cast.away.team_ids[0]}/card"
    client.sign_in(cast.neighbour)
    answer = client.submit(f"/teams/{cast.home.team_ids[0]}/card/help/{step}", at=theirs)
    assert answer.status_code == 404
    card = card_of(cast.home.team_ids[0])
    assert card.help is not None
    assert card.help.is_shared


def test_the_team_page_shows_the_card_before_anything_else_of_higher_rooms(
    client: Visitor, cast: Cast, fill: Fill
) -> None:
    fill(tries=SECRET)
    page = client.sign_in(cast.member).get(f"/teams/{cast.home.team_ids[0]}/").text
    assert page.index("Teamkaart") < page.index(SECRET) < page.index("Lespakketten")


def test_a_team_that_ended_shows_its_cards_and_no_form(
    client: Visitor, cast: Cast, fill: Fill
) -> None:
    team = cast.home.team_ids[1]
    fill(team_id=team, tries=SECRET)
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE team SET valid_to = '2022-11-15' WHERE id = {team}")
    page = client.sign_in(cast.ambassador).get(f"/teams/{team}/card")
    assert page.status_code == 200
    assert SECRET in page.text
    assert "Dit team is gestopt." in page.text
    assert "<textarea" not in page.text
    assert SECRET not in client.get("/cards/").text


def test_the_files_hold_what_the_pages_show(client: Visitor, cast: Cast, fill: Fill) -> None:
    fill(tries="=1+1", help="Wie?", share=True)
    client.sign_in(cast.ambassador)
    text = client.get("/cards.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0][:3] == ["Organisatie", "Team", "Kaart sinds"]
    assert rows[1] == [
        cast.home.name,
        "Team 1 home",
        "2022-10-13",
        "'=1+1",
        "",
        "",
        "Wie?",
        "ja",
    ]
    assert [row[1] for row in rows[1:]] == ["Team 1 home", "Team 2 home", "Team 3 home"]
    for path in ("/cards.xlsx", f"/teams/{cast.home.team_ids[0]}/card/history.xlsx"):
        assert client.get(path).data.startswith(b"PK"), path


@pytest.mark.parametrize("many", [1, 30])
def test_pages_cost_the_same_for_one_team_and_for_thirty(
    client: Visitor, cast: Cast, fill: Fill, count_statements: Counter, many: int
) -> None:
    with db.engine.begin() as connection:
        for number in range(many):
            connection.exec_driver_sql(
                "INSERT INTO team (organisation_id, name, own_word, care_context, "
                "care_context_reason, valid_from, revision) VALUES "
                f"({cast.home.organisation_id}, 'Volgteam {number}', 'team', 'oncology', '', "
                "'2020-01-01', 1)"
            )
        ids = connection.exec_driver_sql("SELECT id FROM team WHERE slot IS NULL").scalars().all()
    for team in ids:
        fill(team_id=team, tries=f"Poging van {team}", help="Wie?", share=True)
    client.sign_in(cast.ambassador)
    costs = {}
    for path in ("/cards/", "/cards.csv", "/today", f"/teams/{ids[0]}/card", "/help-wanted/"):
        with count_statements() as statements:
            assert client.get(path).status_code == 200
        costs[path] = len(statements)
    assert max(costs.values()) <= MOST_STATEMENTS
    assert costs == {
        "/cards/": 2,
        "/cards.csv": 2,
        "/today": costs["/today"],
        f"/teams/{ids[0]}/card": 4,
        "/help-wanted/": 3,
    }
