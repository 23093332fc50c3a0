"""Pages of the loop: who may, what is shown, wrong input, two coordinators at once."""

import re
from datetime import timedelta

import pytest

from portal.adjustments import services
from portal.adjustments.models import Helped
from portal.adjustments.services import Rating
from portal.db import transaction
from tests.adjustments.loops import (
    ANNOUNCED,
    DID,
    REASON,
    SECOND,
    WORDS,
    announced,
    change,
    decide,
    declined,
    finding_of,
    hold_two,
    rerate,
    told,
)
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor
from tests.evaluation.evaluations import OTHERS, close, evaluation_of, let_answer, make_meeting

LIST = "/adjustments/"
STEPS = ("decide", "change", "announce", "rerate", "reopen", "edit")


def page_of(finding_id: int, step: str = "") -> str:
    return f"/adjustments/{finding_id}/{step}"


def test_strangers_get_nothing_and_participants_only_read(client: Visitor, cast: Cast) -> None:
    finding_id = told(cast)
    reading = [LIST, page_of(finding_id), "/you-said", "/adjustments.csv"]
    keeping = ["/adjustments/new", *(page_of(finding_id, step) for step in STEPS)]
    for member in (cast.stranger, cast.board_reader, cast.administrator):
        client.sign_in(member)
        assert {client.get(path).status_code for path in (*reading, *keeping)} == {404}
    for member in (cast.ambassador, cast.lead, cast.researcher):
        client.sign_in(member)
        assert {client.get(path).status_code for path in reading} == {200}
        assert {client.get(path).status_code for path in keeping} == {404}
    assert client.get(page_of(finding_id + 1)).status_code == 404


def test_participants_never_read_who_decided(client: Visitor, cast: Cast) -> None:
    finding_id = announced(cast)
    pages = (page_of(finding_id), "/you-said", LIST, "/adjustments.csv")
    client.sign_in(cast.ambassador)
    for path in pages:
        assert cast.coordinator.name not in client.get(path).text
    assert cast.coordinator.name in client.sign_in(cast.coordinator).get(page_of(finding_id)).text


def test_a_finding_is_told_freely_and_stands_open(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    assert "Er is nog niets genoteerd" in client.get(LIST).text
    answer = client.submit("/adjustments/new", {"words": f"  {WORDS}\n\n"})
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    assert WORDS in page
    assert "nog geen beslissing" in page
    assert "Beslis eerst: overnemen, aanpassen, of niet doen met de reden." in page
    assert WORDS in client.get(LIST).text


@pytest.mark.parametrize("words", ["", "x" * 301])
def test_a_finding_without_words_or_end_comes_back(client: Visitor, cast: Cast, words: str) -> None:
    client.sign_in(cast.coordinator)
    answer = client.submit("/adjustments/new", {"words": words})
    assert answer.status_code == 400
    assert "<title>Fout:" in answer.text
    assert words in answer.text


@pytest.mark.parametrize(
    "asked", ["meeting=999", "meeting=x", "meeting=1&item=P99", "measurement=1&construct=PF1"]
)
def test_an_origin_that_is_not_there_is_not_found(client: Visitor, cast: Cast, asked: str) -> None:
    client.sign_in(cast.coordinator)
    assert client.get(f"/adjustments/new?{asked}").status_code == 404


def test_a_flag_fills_in_the_finding(client: Visitor, cast: Cast, open_id: int) -> None:
    let_answer(open_id, OTHERS)
    close(open_id)
    client.sign_in(cast.coordinator)
    asked = f"/adjustments/new?meeting={open_id}&item=P13a"
    assert asked.replace("&", "&amp;") in client.get(f"/meetings/{open_id}/evaluation/").text
    page = client.get(asked).text
    assert "6 van de 14 vonden dit niet of weinig nuttig" in page
    answer = client.submit(asked, {"words": WORDS})
    finding = finding_of(int(answer.headers["Location"].split("/")[2]))
    kept = (finding.source.value, finding.item_code, finding.meeting_id, finding.campaign_id)
    assert kept == ("flag", "P13a", open_id, evaluation_of(open_id).campaign_id)


def test_a_code_of_comments_is_kept_by_its_key(client: Visitor, cast: Cast, open_id: int) -> None:
    close(open_id)
    client.sign_in(cast.coordinator)
    asked = f"/adjustments/new?meeting={open_id}&code="
    assert client.get(f"{asked}nonsense").status_code == 404
    answer = client.submit(f"{asked}available_resources", {"words": WORDS})
    finding = finding_of(int(answer.headers["Location"].split("/")[2]))
    assert (finding.source.value, finding.cfir) == ("code", "available_resources")


def test_the_whole_loop_by_its_pages(client: Visitor, cast: Cast) -> None:
    meeting_id = make_meeting(cast, others=0, day=ANNOUNCED, number=9)
    finding_id = told(cast)
    client.sign_in(cast.coordinator)
    steps: dict[str, dict[str, object]] = {
        "decide": {"verdict": "adapted", "words": REASON},
        "change": {"words": DID, "plan": "", "meeting": str(meeting_id), "kit": "Radar aan"},
        "announce": {
            "how": "meeting",
            "meeting": str(meeting_id),
            "on": TODAY.isoformat(),
            "words": "Die is er.",
        },
    }
    for step, data in steps.items():
        assert client.submit(page_of(finding_id, step), data).status_code == 303, step
    page = client.get(page_of(finding_id)).text
    for said in (REASON, DID, "Radar aan", "Die is er.", "nog opnieuw te beoordelen"):
        assert said in page
    assert (
        "Wacht tot er twee reflectiemomenten waren"
        in client.get(page_of(finding_id, "rerate")).text
    )


@pytest.mark.parametrize(
    ("step", "data", "said"),
    [
        ("decide", {"words": REASON}, "Kies een van de antwoorden."),
        ("decide", {"verdict": "rerated", "words": REASON}, "Fout:"),
        ("decide", {"verdict": "adopted"}, "Vul dit in."),
        ("decide", {"verdict": "adopted", "words": "x" * 2001}, "Zeg het korter"),
    ],
)
def test_wrong_input_comes_back_with_what_was_typed(
    client: Visitor, cast: Cast, step: str, data: dict[str, object], said: str
) -> None:
    finding_id = told(cast)
    client.sign_in(cast.coordinator)
    answer = client.submit(page_of(finding_id, step), {"revision": "1", **data})
    assert answer.status_code == 400
    assert said in answer.text
    assert str(data.get("words", "")) in answer.text
    assert finding_of(finding_id).steps == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"on": (TODAY + timedelta(days=1)).isoformat()}, "Deze dag moet nog komen."),
        ({"on": "2021-01-01"}, "Dit is voor de laatste stap."),
        ({"how": "meeting"}, "Kies de bijeenkomst waarop je het vertelde."),
    ],
)
def test_an_announcement_has_its_day_and_its_meeting(
    client: Visitor, cast: Cast, changed: dict[str, object], said: str
) -> None:
    finding_id = told(cast)
    decide(cast, finding_id)
    change(cast, finding_id)
    client.sign_in(cast.coordinator)
    data = {"how": "mail", "meeting": "", "on": TODAY.isoformat(), "words": "x", "revision": "3"}
    answer = client.submit(page_of(finding_id, "announce"), data | changed)
    assert (answer.status_code, said in answer.text) == (400, True)


def test_of_two_coordinators_one_wins_and_the_other_reads_what_was_done(
    client: Visitor, cast: Cast
) -> None:
    finding_id = told(cast)
    client.sign_in(cast.coordinator)
    token = client.token(page_of(finding_id, "decide"))
    decide(cast, finding_id)
    data = {"csrf_token": token, "revision": "1", "verdict": "declined", "words": "Mijn reden."}
    answer = client.post(page_of(finding_id, "decide"), data=data)
    assert answer.status_code == 409
    assert REASON in answer.text
    assert "Mijn reden." in answer.text
    assert re.search(r'name="revision"[^>]*value="2"', answer.text)
    again = client.post(page_of(finding_id, "decide"), data=data | {"revision": "2"})
    assert (again.status_code, "al beslist" in again.text) == (400, True)


def test_stale_words_come_back_beside_the_newer_ones(client: Visitor, cast: Cast) -> None:
    finding_id = told(cast)
    client.sign_in(cast.coordinator)
    path = page_of(finding_id, "edit")
    assert client.submit(path, {"revision": "1", "words": "Eerst."}).status_code == 303
    late = client.submit(path, {"revision": "1", "words": "Tweede."})
    assert late.status_code == 409
    assert "Eerst." in late.text
    assert "Tweede." in late.text


def test_figures_then_and_now_stand_beside_each_other(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    let_answer(open_id, OTHERS)
    close(open_id)
    campaign_id = evaluation_of(open_id).campaign_id
    finding_id = announced(
        cast, source="item", item_code="P05", meeting_id=open_id, campaign_id=campaign_id
    )
    hold_two(cast)
    client.sign_in(cast.coordinator)
    page = client.get(page_of(finding_id, "rerate")).text
    assert "Reflectiemoment 13: mediaan 2 van 14 antwoorden" in page
    data: dict[str, object] = {
        "figure": str(open_id),
        "helped": "partly",
        "words": "De helft zegt van wel.",
    }
    assert client.submit(page_of(finding_id, "rerate"), data).status_code == 303
    page = client.get(page_of(finding_id)).text
    assert "Toen en nu" in page
    assert "het hielp deels" in page
    assert "%" not in page.split("Toen en nu")[1].split("</table>")[0]


def test_without_figures_words_say_why(client: Visitor, cast: Cast) -> None:
    finding_id = announced(cast)
    hold_two(cast)
    client.sign_in(cast.coordinator)
    path = page_of(finding_id, "rerate")
    assert client.submit(path, {"figure": "none", "helped": "unclear"}).status_code == 400
    data: dict[str, object] = {"figure": "none", "helped": "unclear", "words": "Het werd gezegd."}
    assert client.submit(path, data).status_code == 303
    assert "Het werd gezegd." in client.get(page_of(finding_id)).text


def test_participants_read_what_was_announced_and_nothing_before(
    client: Visitor, cast: Cast
) -> None:
    client.sign_in(cast.ambassador)
    assert "Er is nog niets beantwoord." in client.get("/you-said").text
    secret = told(cast, "Nog niet besproken.")
    announced(cast)
    declined(cast, "Elke maand samenkomen.")
    page = client.get("/you-said").text
    for said in (WORDS, REASON, DID, "Elke maand samenkomen.", "Verteld waarom niet"):
        assert said in page
    assert "Nog niet besproken." not in page
    assert "Op 1 stuk feedback komt nog een antwoord." in page
    decide(cast, secret)
    assert "Nog niet besproken." not in client.get("/you-said").text


def test_anybody_reads_only_what_was_made_public(client: Visitor, cast: Cast) -> None:
    finding_id = announced(cast)
    announced(cast, "Alleen voor deelnemers.")
    assert "Hier staat nog niets." in client.get("/you-said/public").text
    client.sign_in(cast.coordinator)
    path = page_of(finding_id)
    assert "noemen, niemand citeren en geen cijfers" in client.get(path).text
    assert client.submit(page_of(finding_id, "publish"), at=path).status_code == 303
    visitor = client.application.test_client()
    page = visitor.get("/you-said/public").text
    assert WORDS in page
    assert "Alleen voor deelnemers." not in page
    assert cast.coordinator.name not in page
    client.submit(page_of(finding_id, "take_back"), at=path)
    assert WORDS not in visitor.get("/you-said/public").text


def test_what_was_not_announced_does_not_go_public(client: Visitor, cast: Cast) -> None:
    finding_id = told(cast)
    client.sign_in(cast.coordinator)
    path = page_of(finding_id)
    assert client.submit(page_of(finding_id, "publish"), at=path).status_code == 303
    assert "Deel het eerst mee aan de deelnemers" in client.get(path).text
    assert finding_of(finding_id).public_on is None


def test_a_meeting_tells_what_was_found_there(client: Visitor, cast: Cast) -> None:
    meeting_id = make_meeting(cast, others=0)
    told(cast, source="meeting", meeting_id=meeting_id)
    page = client.sign_in(cast.ambassador).get(f"/meetings/{meeting_id}/").text
    assert WORDS in page
    assert f"/adjustments/new?meeting={meeting_id}" not in page
    page = client.sign_in(cast.coordinator).get(f"/meetings/{meeting_id}/").text
    assert f"/adjustments/new?meeting={meeting_id}" in page


def test_open_ends_stand_on_the_first_page(client: Visitor, cast: Cast) -> None:
    told(cast)
    hold_two(cast)
    page = client.sign_in(cast.coordinator).get("/today").text
    assert WORDS in page
    assert "twee bijeenkomsten geleden" in page
    assert WORDS not in client.sign_in(cast.ambassador).get("/today").text


def test_answered_feedback_is_found_by_its_words(client: Visitor, cast: Cast) -> None:
    meeting_id = make_meeting(cast, others=0)
    announced(cast, "Koffiepauze duurt kort.", source="meeting", meeting_id=meeting_id)
    told(cast, "Zwijgplicht onduidelijk.", source="meeting", meeting_id=meeting_id)
    client.sign_in(cast.ambassador)
    assert f"/meetings/{meeting_id}/" in client.get("/search?q=koffiepauze").text
    assert f'"/meetings/{meeting_id}/"' not in client.get("/search?q=zwijgplicht").text


def test_the_list_is_a_file_and_never_grows_in_statements(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    announced(cast)
    client.sign_in(cast.ambassador)
    paths = (LIST, "/you-said", "/adjustments.csv", "/you-said/public")
    few = [_statements(client, path, count_statements) for path in paths]
    for number in range(12):
        announced(cast, f"Ook dit, {number}.")
    hold_two(cast)
    many = [_statements(client, path, count_statements) for path in paths]
    assert few == many
    assert max(many) <= 10
    assert "Ook dit, 11." in client.get("/adjustments.csv").get_data().decode("utf-8-sig")
    assert client.get("/adjustments.xlsx").data[:2] == b"PK"
    assert client.get(f"{LIST}?page=2").status_code == 404
    assert client.get(f"{LIST}?state=nonsense").status_code == 400
    assert client.get("/adjustments.csv?state=nonsense").status_code == 400


def _statements(client: Visitor, path: str, count_statements: Counter) -> int:
    client.get(path)
    with count_statements() as statements:
        assert client.get(path).status_code == 200
    return len(statements)


def test_what_helped_is_read_by_participants(client: Visitor, cast: Cast) -> None:
    finding_id = announced(cast)
    hold_two(cast)
    rerate(cast, finding_id, on=SECOND, rating=Rating(helped=Helped.YES))
    assert "het hielp" in client.sign_in(cast.ambassador).get("/you-said").text
    with transaction():
        again = services.Said(words="Toch niet.")
        services.reopen(finding_of(finding_id), again, by=None, on=TODAY)
    page = client.get("/you-said").text
    assert "We bekijken dit nog eens." in page
    assert "Toch niet." not in page
