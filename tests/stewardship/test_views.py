"""The pages of the life of a kit: who sees what, what a form keeps, what comes back."""

import csv
import io

import pytest

from portal.stewardship.models import PilotState
from portal.stewardship.queries.life import pilots_of
from portal.web.stale import Stale
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.stewardship.conftest import SLUG, Pilot, life
from tests.stewardship.test_services import write

READERS = {
    "coordinator",
    "researcher",
    "ambassador",
    "acting_ambassador",
    "primary_contact",
    "team_lead",
    "team_member",
    "neighbour",
}
WORDS = "De tweede opdracht mag korter."
MOST_STATEMENTS = 8
LIFE = f"/moi/{SLUG}/life"
SENT: dict[str, object] = {
    "length_used": "sixty",
    "minutes": "70",
    "people": "5",
    "introduction": "yes",
    "assignments": "no",
    "visuals": "yes",
    "teaching_note": "partly",
    "again": "changed",
    "change": "Minder tekst.",
    "remark_1": "Te lang.",
    "revision": "0",
}


def test_the_life_is_for_who_takes_part_and_each_sees_their_part(
    client: Visitor, cast: Cast, pilot: Pilot
) -> None:
    pilot_id = pilot()
    assert client.get(LIFE).status_code == 303
    for who, member in cast.everyone.items():
        client.sign_in(member)
        expected = 200 if who in READERS else 404
        page = client.get(LIFE)
        index = client.get("/moi/life/")
        assert (page.status_code, index.status_code) == (expected, expected), who
        is_own = who in {
            "coordinator",
            "ambassador",
            "acting_ambassador",
            "team_lead",
            "team_member",
        }
        assert ("Team 1 home" in page.text) == is_own, who
        one = client.get(f"/moi/{SLUG}/pilots/{pilot_id}/")
        assert (one.status_code, WORDS in one.text) == (200 if is_own else 404, is_own), who


def test_who_wrote_along_reads_what_teams_sent(client: Visitor, cast: Cast, pilot: Pilot) -> None:
    sent, draft = pilot(), pilot(cast.home.team_ids[1], send=False)
    write(life().kit.id, cast.away.team_ids[0], by=cast.neighbour.person_id)
    page = client.sign_in(cast.neighbour).get(LIFE).text
    assert ("Feedback van Team 1 home" in page, "Voorgesteld" in page) == (True, True)
    assert WORDS in client.get(f"/moi/{SLUG}/pilots/{sent}/").text
    assert "nog niet verstuurd" in client.get(f"/moi/{SLUG}/pilots/{draft}/").text
    path = f"/moi/{SLUG}/pilots/{sent}/"
    stopped = client.submit(f"{path}stop", {"reason": ""}, at=f"/moi/{SLUG}/pilots/offer")
    assert stopped.status_code == 404
    offer = client.get(f"/moi/{SLUG}/pilots/offer").text
    assert ("Team 1 away" in offer, "Team 2 away" in offer) == (False, True)


@pytest.mark.usefixtures("kit_id")
@pytest.mark.parametrize(
    "page", ["check", "ask", "publish", "announce", "review", "retire", "pilot"]
)
def test_the_steps_are_the_coordinators(client: Visitor, cast: Cast, page: str) -> None:
    for who, member in cast.everyone.items():
        expected = 200 if who == "coordinator" else 404
        assert client.sign_in(member).get(f"{LIFE}/{page}").status_code == expected, who


@pytest.mark.usefixtures("kit_id")
def test_a_life_that_is_not_there_is_nowhere(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    assert client.get("/moi/geen-pakket/life").status_code == 404
    assert client.get("/moi/geen-pakket/pilots/1/").status_code == 404
    assert client.get("/moi/life/?stage=bakery").status_code == 400


def test_each_step_that_cannot_be_yet_says_why(client: Visitor, cast: Cast, pilot: Pilot) -> None:
    pilot(send=False)
    page = client.sign_in(cast.coordinator).get(LIFE).text
    assert "Er is nog geen feedback van een team dat het niet schreef." in page
    assert "Je publiceert een lespakket als het goedgekeurd is." in page
    assert "Eerst komt er een nieuwe versie." in page
    assert page.split("<main")[1].split("</main>")[0].count('class="button"') == 1


@pytest.mark.usefixtures("kit_id")
def test_a_team_offers_and_the_coordinator_says_yes(client: Visitor, cast: Cast) -> None:
    path = f"/moi/{SLUG}/pilots/offer"
    answer = client.sign_in(cast.lead).submit(
        path, {"team": cast.home.team_ids[0], "words": "Graag"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, LIFE)
    [offered] = pilots_of(life().kit.id)
    assert offered.state is PilotState.OFFERED
    at = f"/moi/{SLUG}/pilots/{offered.id}/"
    client.sign_in(cast.coordinator)
    assert "Graag" in client.get(LIFE).text
    no = client.submit(f"{at}turn-down", {"reason": ""}, at=at)
    assert (no.status_code, "Zeg in een paar woorden waarom." in no.text) == (400, True)
    assert client.submit(f"{at}accept", at=at).status_code == 303
    [running] = pilots_of(life().kit.id)
    assert running.state is PilotState.RUNNING


@pytest.mark.usefixtures("kit_id")
def test_nobody_offers_for_a_team_of_another_house(client: Visitor, cast: Cast) -> None:
    path = f"/moi/{SLUG}/pilots/offer"
    answer = client.sign_in(cast.lead).submit(path, {"team": cast.away.team_ids[0]})
    assert (answer.status_code, list(pilots_of(life().kit.id))) == (400, [])


@pytest.mark.usefixtures("kit_id")
def test_the_coordinator_looks_for_a_team_and_asks_it(client: Visitor, cast: Cast) -> None:
    path = f"{LIFE}/ask?q=paard"
    page = client.sign_in(cast.coordinator).get(path).text
    assert ("Team 2 away" in page, "Team 2 home" in page) == (True, False)
    answer = client.submit(path, {"team": cast.away.team_ids[1], "words": "Past dit?"})
    assert answer.status_code == 303
    [asked] = pilots_of(life().kit.id)
    assert (asked.team_id, asked.words) == (cast.away.team_ids[1], "Past dit?")
    assert "Team 2 away" not in client.get(path).text.split("<h1>")[1]


def test_a_draft_is_kept_and_seen_by_its_team_alone(
    client: Visitor, cast: Cast, pilot: Pilot
) -> None:
    path = f"/moi/{SLUG}/pilots/{pilot(send=False)}/"
    client.sign_in(cast.lead)
    kept = {"change": "Half af", "revision": "0", "step": "draft"}
    assert client.submit(path, dict(kept)).status_code == 303
    assert "Half af" in client.get(path).text
    page = client.sign_in(cast.coordinator).get(path).text
    assert ("Half af" in page, "nog niet verstuurd" in page) == (False, True)


def test_what_is_not_whole_is_not_sent_and_nothing_is_lost(
    client: Visitor, cast: Cast, pilot: Pilot
) -> None:
    path = f"/moi/{SLUG}/pilots/{pilot(send=False)}/"
    client.sign_in(cast.lead)
    for wrong, said in (
        ({"minutes": ""}, "Vul dit in voor je verstuurt"),
        ({"minutes": "9999"}, "tussen 1 en 2000"),
        ({"again": ""}, "Vul dit in voor je verstuurt"),
        ({"revision": "x"}, "Minder tekst."),
    ):
        answer = client.submit(path, {**SENT, **wrong, "step": "send"})
        assert (answer.status_code, said in answer.text) == (400, True), wrong
        assert "Minder tekst." in answer.text
    sent = client.submit(path, {**SENT, "step": "send"})
    assert sent.status_code == 303
    [one] = pilots_of(life().kit.id)
    assert one.feedback is not None
    assert (one.feedback.minutes, one.is_in) == (70, True)


def test_a_colleague_who_was_faster_is_shown(client: Visitor, cast: Cast, pilot: Pilot) -> None:
    path = f"/moi/{SLUG}/pilots/{pilot(send=False)}/"
    client.sign_in(cast.lead)
    assert client.submit(path, {**SENT, "step": "draft"}).status_code == 303
    late = client.submit(path, {**SENT, "change": "Ander idee", "step": "draft"})
    assert (late.status_code, "Ander idee" in late.text, "Minder tekst." in late.text) == (
        409,
        True,
        True,
    )
    assert str(Stale().message) not in late.text  # said in the reader's language


def test_two_coordinators_at_once_take_one_step(client: Visitor, cast: Cast, ready: int) -> None:
    assert ready
    seen = str(life().seen)
    client.sign_in(cast.coordinator)
    token = client.token(f"{LIFE}/check")
    first = client.post(f"{LIFE}/check", data={"csrf_token": token, "seen": seen, "note": "Klaar"})
    second = client.post(f"{LIFE}/check", data={"csrf_token": token, "seen": seen, "note": "Ook"})
    assert (first.status_code, second.status_code) == (303, 409)
    assert "Iemand anders zette intussen een stap" in second.text
    kinds = [act.kind.value for act in life().acts]
    assert kinds == ["pilot", "pilot", "validated"]


def test_from_pilot_to_published_and_told_by_the_pages(
    client: Visitor, cast: Cast, ready: int
) -> None:
    assert ready
    client.sign_in(cast.coordinator)
    for page, data, said in (
        ("check", {"note": "Getest en gelezen"}, "Goedgekeurd. De volgende stap"),
        ("publish", {"review_on": "2023-11-15", "note": ""}, "Gepubliceerd. De behoeften"),
    ):
        data["seen"] = str(life().seen)
        answer = client.submit(f"{LIFE}/{page}", dict(data))
        assert answer.status_code == 303, page
        assert said in client.get(LIFE).text
    preview = client.get(f"{LIFE}/announce").text
    assert "Team lead Home" in preview
    assert client.submit(f"{LIFE}/announce", {"words_nl": "Probeer het."}).status_code == 303
    page = client.get(LIFE).text
    assert "Aangekondigd bij" in page
    assert "15 november 2023" in page


def test_a_wrong_day_comes_back_as_it_was(client: Visitor, cast: Cast, ready: int) -> None:
    assert ready
    client.sign_in(cast.coordinator)
    assert client.submit(f"{LIFE}/check", {"seen": str(life().seen)}).status_code == 303
    for day in ("2022-11-15", "2031-01-01", "morgen"):
        data: dict[str, object] = {"seen": str(life().seen), "review_on": day, "note": "Mijn noot"}
        answer = client.submit(f"{LIFE}/publish", data)
        assert (answer.status_code, "Mijn noot" in answer.text) == (400, True), day


def test_a_withdrawn_kit_says_so_on_its_page(client: Visitor, cast: Cast, published: int) -> None:
    assert published
    client.sign_in(cast.coordinator)
    data: dict[str, object] = {"seen": str(life().seen), "reason": "", "successor": ""}
    assert client.submit(f"{LIFE}/retire", data).status_code == 400
    data |= {"reason": "Verouderd.", "successor": "MOI-999"}
    wrong = client.submit(f"{LIFE}/retire", data)
    assert (wrong.status_code, "Geen openbaar lespakket" in wrong.text) == (400, True)
    assert client.submit(f"{LIFE}/retire", data | {"successor": ""}).status_code == 303
    assert "Verouderd." in client.get(f"/moi/{SLUG}/").text


def test_the_list_of_lives_is_narrowed_and_taken_along(
    client: Visitor, cast: Cast, published: int
) -> None:
    assert published
    client.sign_in(cast.researcher)
    assert "Een klein gebaar" in client.get("/moi/life/?stage=published").text
    assert "Een klein gebaar" not in client.get("/moi/life/?stage=pilot").text
    assert "Een klein gebaar" not in client.get("/moi/life/?due=y").text
    file = client.get("/moi/life.csv?stage=published")
    rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig")), delimiter=";"))
    assert [len(rows), rows[1][2], rows[1][-1]] == [2, "gepubliceerd", "2023-11-15"]
    assert client.get("/moi/life.xlsx").status_code == 200


def test_pages_cost_few_statements(
    client: Visitor, cast: Cast, pilot: Pilot, count_statements: Counter
) -> None:
    for team_id in (*cast.home.team_ids, *cast.away.team_ids):
        pilot_id = pilot(team_id)
    for who in (cast.coordinator, cast.ambassador):
        client.sign_in(who)
        for path in (LIFE, "/moi/life/"):
            client.get(path)
            with count_statements() as statements:
                assert client.get(path).status_code == 200
            assert len(statements) <= MOST_STATEMENTS, (path, who.name, statements)
    client.sign_in(cast.coordinator)
    for path in (f"/moi/{SLUG}/pilots/{pilot_id}/", f"{LIFE}/check", f"{LIFE}/ask"):
        with count_statements() as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= MOST_STATEMENTS, (path, statements)
