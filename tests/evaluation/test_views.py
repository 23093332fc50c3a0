"""The coordinator's pages: open, codes, close, reply; and what others find there."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.db import db
from portal.evaluation.models import FeedbackReply
from portal.outbox.models import OutboxMail
from portal.questionnaires.campaigns.models import AccessCode, Campaign
from portal.questionnaires.kinds import Length
from tests.cast import Cast
from tests.conftest import Visitor
from tests.evaluation.evaluations import (
    OTHERS,
    address,
    close,
    evaluation_of,
    hidden,
    let_answer,
    make_meeting,
    open_for,
)


@pytest.fixture
def published(cast: Cast) -> None:
    """Another meeting was evaluated before, so there is a questionnaire."""
    open_for(cast, make_meeting(cast, number=12, others=6, day=date(2022, 10, 6)))


def _send(client: Visitor, path: str, **filled: str) -> tuple[int, str, str]:
    page = client.get(path)
    assert page.status_code == 200
    answer = client.post(path, data={**hidden(page.text), **filled})
    return answer.status_code, answer.headers.get("Location", ""), answer.text


@pytest.mark.usefixtures("published")
def test_opening_proposes_the_usual_and_invites(
    client: Visitor, cast: Cast, meeting_id: int
) -> None:
    client.sign_in(cast.coordinator)
    path = f"{address(meeting_id)}open"
    page = client.get(path).text
    assert 'value="2022-11-20"' in page
    status, location, _ = _send(client, path, length="full", closes_on="2022-11-25")
    assert (status, location) == (303, address(meeting_id))
    campaign = evaluation_of(meeting_id).campaign
    assert (campaign.length, campaign.closes_on) == (Length.FULL, date(2022, 11, 25))
    letters = select(func.count()).where(OutboxMail.dedupe_key.contains("/opened/"))
    assert db.session.scalar(letters) == OTHERS + 4


@pytest.mark.usefixtures("published")
def test_a_wrong_opening_comes_back_with_its_input(
    client: Visitor, cast: Cast, meeting_id: int
) -> None:
    client.sign_in(cast.coordinator)
    path = f"{address(meeting_id)}open"
    for closes_on, said in (
        ("2022-11-01", "De laatste dag ligt voor de eerste."),
        ("2023-11-01", "Kies een laatste dag binnen de 60 dagen."),
        ("", "Vul dit in."),
    ):
        status, _, page = _send(client, path, length="full", closes_on=closes_on)
        assert (status, said in page, "<title>Fout:" in page) == (400, True, True)
        assert 'value="full" checked' in page or 'checked id="length-1"' in page
    assert db.session.scalar(select(func.count()).select_from(Campaign)) == 1


def test_without_a_questionnaire_it_says_whom_to_ask(
    client: Visitor, cast: Cast, meeting_id: int
) -> None:
    client.sign_in(cast.coordinator)
    path = f"{address(meeting_id)}open"
    status, _, page = _send(client, path, length="short", closes_on="2022-11-20")
    assert (status, "nog geen gepubliceerde vragenlijst" in page) == (400, True)


def test_what_cannot_be_opened_says_why_before_anything_is_filled_in(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    client.sign_in(cast.coordinator)
    page = client.get(f"{address(open_id)}open").text
    assert "Deze bijeenkomst heeft al een procesevaluatie." in page
    assert 'name="closes_on"' not in page


def test_codes_are_shown_once_and_a_retry_shows_the_same(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    client.sign_in(cast.coordinator)
    path = f"{address(open_id)}codes"
    form = hidden(client.get(path).text) | {"count": "5"}
    lists = [client.post(path, data=form).text.split('class="code">')[1:] for _ in range(2)]
    codes = [[part[:9] for part in one] for one in lists]
    assert (codes[0], len(codes[0])) == (codes[1], 5)
    assert db.session.scalar(select(func.count()).select_from(AccessCode)) == 5
    assert codes[0][0] not in client.get(path).text


@pytest.mark.parametrize("count", ["0", "201", "-1", "many", ""])
def test_a_wrong_number_of_codes_is_refused(
    client: Visitor, cast: Cast, open_id: int, count: str
) -> None:
    client.sign_in(cast.coordinator)
    status, _, _ = _send(client, f"{address(open_id)}codes", count=count)
    assert status == 400
    assert db.session.scalar(select(func.count()).select_from(AccessCode)) == 0


def test_closing_asks_first_and_then_shows_the_results(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    let_answer(open_id, OTHERS)
    client.sign_in(cast.coordinator)
    path = f"{address(open_id)}close"
    assert "Dit kun je niet ongedaan maken." in client.get(path).text
    assert evaluation_of(open_id).campaign.released is False
    status, location, _ = _send(client, path)
    assert (status, location) == (303, address(open_id))
    campaign = evaluation_of(open_id).campaign
    assert (campaign.released, campaign.order_forgotten) == (True, True)
    assert client.get(path).status_code == 303
    assert "Deze feedback heeft nog geen antwoord" in client.get(address(open_id)).text


def test_a_reply_is_shown_to_everybody_and_on_the_meeting(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    close(open_id)
    client.sign_in(cast.coordinator)
    path = f"{address(open_id)}answer-to-feedback"
    status, location, _ = _send(client, path, body="We <b>starten</b> vroeger.")
    assert (status, location) == (303, address(open_id))
    client.sign_in(cast.ambassador)
    for page in (address(open_id), f"/meetings/{open_id}/"):
        assert "We &lt;b&gt;starten&lt;/b&gt; vroeger." in client.get(page).text


def test_a_stale_reply_shows_both_texts(client: Visitor, cast: Cast, open_id: int) -> None:
    close(open_id)
    client.sign_in(cast.coordinator)
    path = f"{address(open_id)}answer-to-feedback"
    stale = hidden(client.get(path).text)
    _send(client, path, body="Van een collega")
    answer = client.post(path, data={**stale, "body": "Van mij"})
    assert answer.status_code == 409
    assert "Van een collega" in answer.text
    assert "Van mij</textarea>" in answer.text
    again = client.post(path, data={**hidden(answer.text), "body": "Van ons samen"})
    assert again.status_code == 303
    assert db.session.scalars(select(FeedbackReply.body)).one() == "Van ons samen"


def test_an_empty_or_early_reply_comes_back(client: Visitor, cast: Cast, open_id: int) -> None:
    client.sign_in(cast.coordinator)
    path = f"{address(open_id)}answer-to-feedback"
    assert "Eerst sluit de procesevaluatie" in client.get(path).text
    close(open_id)
    status, _, page = _send(client, path, body=" ")
    assert (status, "Schrijf eerst iets." in page) == (400, True)


def test_only_the_coordinator_manages(client: Visitor, cast: Cast, open_id: int) -> None:
    pages = ("open", "codes", "close", "answer-to-feedback", "status")
    for member in (cast.ambassador, cast.researcher, cast.administrator, cast.stranger):
        client.sign_in(member)
        answers = {page: client.get(f"{address(open_id)}{page}").status_code for page in pages}
        assert answers == dict.fromkeys(pages, 404)


def test_the_meeting_tells_where_its_evaluation_stands(
    client: Visitor, cast: Cast, meeting_id: int
) -> None:
    client.sign_in(cast.coordinator)
    page = f"/meetings/{meeting_id}/"
    assert f"{address(meeting_id)}open" in client.get(page).text
    open_for(cast, meeting_id)
    assert "De vragenlijst staat open tot en met zondag 20 november 2022." in client.get(page).text
    close(meeting_id)
    assert "De antwoorden zijn binnen." in client.get(page).text


def test_the_list_leads_to_what_waits(client: Visitor, cast: Cast, open_id: int) -> None:
    client.sign_in(cast.ambassador)
    page = client.get("/evaluation/").text
    assert "Antwoorden<span" in page
    assert address(open_id) in page
    client.sign_in(cast.coordinator)
    assert "0 van de 18 genodigden hebben geantwoord." in client.get("/evaluation/").text


def test_the_file_opens_as_a_workbook(client: Visitor, cast: Cast, open_id: int) -> None:
    let_answer(open_id, OTHERS)
    close(open_id)
    client.sign_in(cast.coordinator)
    book = client.get("/evaluation.xlsx")
    assert (book.status_code, book.data[:2]) == (200, b"PK")
