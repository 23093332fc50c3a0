"""Help that teams want: who sees the list, who may answer, and what leaves with an answer."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from portal.cards.models import HelpAnswer
from portal.db import db
from portal.outbox.models import OutboxMail
from tests.cards.conftest import Fill
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor

QUESTION = "Wie deed dit al eens met vrijwilligers?"
HIDDEN = "Alleen voor ons eigen team"
READERS = {
    "coordinator",
    "ambassador",
    "acting_ambassador",
    "primary_contact",
    "team_lead",
    "team_member",
    "neighbour",
}

pytestmark = pytest.mark.usefixtures("moments")


def _count(model: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_list_is_of_the_network_and_holds_what_teams_said_yes_to(
    client: Visitor, cast: Cast, fill: Fill
) -> None:
    card = fill(help=QUESTION, tries="Iets van het team alleen", share=True)
    fill(team_id=cast.home.team_ids[1], help=HIDDEN)
    for who, member in cast.everyone.items():
        page = client.sign_in(member).get("/help-wanted/")
        one = client.get(f"/help-wanted/{card}/")
        table = client.get("/help-wanted.csv")
        expected = 200 if who in READERS else 404
        statuses = (page.status_code, one.status_code, table.status_code)
        assert statuses == (expected,) * 3, who
        for answer in (page, one, table):
            assert (QUESTION in answer.text) == (expected == 200), who
            assert HIDDEN not in answer.text
            assert "Iets van het team alleen" not in answer.text


def test_what_is_not_shared_is_not_there(client: Visitor, cast: Cast, fill: Fill) -> None:
    card = fill(help=HIDDEN)
    client.sign_in(cast.neighbour)
    missing = client.get("/help-wanted/9999/")
    there = client.get(f"/help-wanted/{card}/")
    assert (there.status_code, missing.status_code) == (404, 404)
    assert there.text.replace(f"/{card}/", "/9999/") == missing.text


def test_help_that_is_taken_back_is_gone_at_once(client: Visitor, cast: Cast, fill: Fill) -> None:
    card = fill(help=QUESTION, share=True)
    client.sign_in(cast.neighbour)
    token = client.token(f"/help-wanted/{card}/")
    fill(help=QUESTION, share=False)
    assert QUESTION not in client.get("/help-wanted/").text
    late = client.post(f"/help-wanted/{card}/", data={"csrf_token": token, "words": "Wij"})
    assert late.status_code == 404
    assert (_count(HelpAnswer), _count(OutboxMail)) == (0, 0)


def test_an_answer_is_kept_mailed_and_shown_on_the_card(
    client: Visitor, cast: Cast, fill: Fill
) -> None:
    card = fill(help=QUESTION, share=True)
    path = f"/help-wanted/{card}/"
    client.sign_in(cast.neighbour)
    asks = client.get(path).text
    assert "3 mensen krijgen je bericht per mail" in asks
    assert "Ze zien ook je naam, je organisatie en je e-mailadres" in asks
    answer = client.submit(path, {"words": "Bel ons\r\ngerust"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/help-wanted/")
    assert "Je bericht is onderweg naar het team." in client.get("/help-wanted/").text
    assert (_count(HelpAnswer), _count(OutboxMail)) == (1, 3)
    page = client.sign_in(cast.lead).get(f"/teams/{cast.home.team_ids[0]}/card").text
    assert "1 antwoord op jullie vraag" in page
    assert f'href="mailto:{cast.neighbour.email}"' in page


def test_a_second_answer_on_a_day_is_refused_and_kept_in_the_field(
    client: Visitor, cast: Cast, fill: Fill
) -> None:
    card = fill(help=QUESTION, share=True)
    path = f"/help-wanted/{card}/"
    client.sign_in(cast.neighbour)
    token = client.token(path)
    first = client.post(path, data={"csrf_token": token, "words": "Een"})
    second = client.post(path, data={"csrf_token": token, "words": "Twee, bijna hetzelfde"})
    assert (first.status_code, second.status_code) == (303, 400)
    assert "Je schreef vandaag al naar dit team." in second.text
    assert "\nTwee, bijna hetzelfde</textarea>" in second.text
    assert (_count(HelpAnswer), _count(OutboxMail)) == (1, 3)
    assert "<textarea" not in client.get(path).text


def test_ones_own_house_is_told_to_talk(client: Visitor, cast: Cast, fill: Fill) -> None:
    card = fill(help=QUESTION, share=True)
    client.sign_in(cast.contact)
    assert "Van je eigen organisatie" in client.get("/help-wanted/").text
    page = client.get(f"/help-wanted/{card}/").text
    assert "Spreek de collega’s rechtstreeks aan." in page
    assert "<textarea" not in page


@pytest.mark.parametrize("words", ["", "   ", "x" * 1001])
def test_an_answer_of_no_or_too_many_words_comes_back(
    client: Visitor, cast: Cast, fill: Fill, words: str
) -> None:
    path = f"/help-wanted/{fill(help=QUESTION, share=True)}/"
    page = client.sign_in(cast.neighbour).submit(path, {"words": words})
    assert page.status_code == 400
    assert "Fout:" in page.text
    assert words.strip() in page.text
    assert _count(HelpAnswer) == 0


def test_the_list_is_narrowed_by_sector_and_kind_of_team(
    client: Visitor, cast: Cast, fill: Fill
) -> None:
    fill(help=QUESTION, share=True)
    fill(team_id=cast.away.team_ids[1], help="Van elders", share=True)
    client.sign_in(cast.coordinator)
    seen = {
        query: [
            words in client.get(f"/help-wanted/?{query}").text for words in (QUESTION, "Van elders")
        ]
        for query in ("", "sector=hospital", "context=non_oncology", "sector=disability")
    }
    assert seen == {
        "": [True, True],
        "sector=hospital": [True, False],
        "context=non_oncology": [False, True],
        "sector=disability": [False, False],
    }
    assert "Geen enkele vraag past" in client.get("/help-wanted/?sector=disability").text
    assert client.get("/help-wanted/?sector=bakery").status_code == 400
    assert client.get("/help-wanted.csv?sector=bakery").status_code == 400
    rows = client.get("/help-wanted.csv?sector=hospital").data.decode("utf-8-sig")
    [_heading, only] = csv.reader(io.StringIO(rows), delimiter=";")
    assert only == [
        TODAY.isoformat(),
        cast.home.name,
        "Team 1 home",
        "Ziekenhuis",
        "Oncologisch",
        QUESTION,
    ]


def test_an_empty_list_teaches(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.coordinator).get("/help-wanted/").text
    assert "Geen enkel team toont nu een vraag aan het netwerk." in page
    assert "<select" not in page


def test_three_thousand_questions_come_in_pages(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    _write_many(cast, 3000)
    client.sign_in(cast.coordinator)
    with count_statements() as statements:
        page = client.get("/help-wanted/?page=2")
    assert page.status_code == 200
    assert len(statements) == 3
    assert page.text.count("Wij weten iets") == 100
    assert "101 tot 200 van 3.000" in page.text
    assert client.get("/help-wanted/?page=31").status_code == 404
    assert client.get("/help-wanted.csv").text.count("\r\n") == 3001


def _write_many(cast: Cast, many: int) -> None:
    home, day = cast.home.organisation_id, TODAY - timedelta(days=3)
    teams = [{"id": 1000 + n, "home": home, "name": f"Volgteam {n}"} for n in range(many)]
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO team (id, organisation_id, name, own_word, care_context, "
                "care_context_reason, valid_from, revision) "
                "VALUES (:id, :home, :name, 'team', 'oncology', '', '2020-01-01', 1)"
            ),
            teams,
        )
        connection.execute(
            text(
                "INSERT INTO team_card (id, team_id, since, revision) "
                "VALUES (:id, :id, '2022-10-13', 1)"
            ),
            teams,
        )
        connection.execute(
            text(
                "INSERT INTO card_part (card_id, part, words, lang, written_on, by_code, shared_on)"
                f" VALUES (:id, 'help', 'Wie?', 'nl', '{day}', false, '{day}')"
            ),
            teams,
        )
