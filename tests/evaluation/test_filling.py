"""Filling in: looking over, another language half-way, taking back, and going on later."""

import re
from collections.abc import Mapping

import pytest
from sqlalchemy import select

from portal.db import db, transaction
from portal.questionnaires.campaigns.codes import hash_withdrawal
from portal.questionnaires.campaigns.models import CampaignDraft
from portal.questionnaires.campaigns.response_models import Comment, Response
from portal.questionnaires.filling.steps import begin, seal
from portal.questionnaires.filling.withdrawal import code_of
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.loader import INSTRUMENTS, load_instrument
from portal.questionnaires.kinds import Length
from portal.support.advisers.models import Adviser, AdviserKind
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor
from tests.databases import SECRET
from tests.evaluation.evaluations import (
    address,
    close,
    code_in,
    hidden,
    open_for,
    walk,
)
from tests.questionnaires.instruments import PROCESS_EVALUATION

SECOND = load_instrument(INSTRUMENTS / "process-evaluation.2.yaml")
PART_ONE = {"P04": "1", "P13a": "3", "P13b": "3", "P13c": "3", "P13d": "3"}
REST: Mapping[str, object] = {}


def press(
    client: Visitor, path: str, page: str, step: str, **typed: object
) -> tuple[str, int, str]:
    """Fill in a page and press one of its buttons."""
    return walk(client, path, page, [{**typed, "step": step}])


def to_the_last_page(client: Visitor, path: str) -> str:
    page, _, _ = walk(client, path, client.get(path).text, [PART_ONE])
    for _ in range(2):
        page, _, _ = walk(client, path, page, [REST, REST])
    return page


@pytest.fixture
def full_path(client: Visitor, cast: Cast, meeting_id: int) -> str:
    """The address of an open full form, with somebody signed in who is asked."""
    open_for(cast, meeting_id, length=Length.FULL)
    client.sign_in(cast.contact)
    return address(meeting_id)


def test_before_the_first_question_stands_what_is_kept_and_when_results_come(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    client.sign_in(cast.ambassador)
    page = client.get(address(open_id)).text
    promise = page[page.index('class="promise"') : page.index('id="P13a"')]
    for words in (
        "<b>We bewaren geen naam, organisatie of tijd.</b>",
        "Het projectteam leest je open antwoorden: noem daarin niemand.",
        "De resultaten komen na 20 november 2022",
        "Deze antwoorden dienen nooit om iemand te beoordelen.",
        "Dit duurt ongeveer 1 minuut.",
    ):
        assert words in promise


def test_who_wants_looks_everything_over_and_changes_a_page(
    client: Visitor, full_path: str
) -> None:
    last = to_the_last_page(client, full_path)
    nudged, _, _ = press(client, full_path, last, "look-over", P15="1", P15n="druk")
    over, status, _ = press(client, full_path, nudged, "look-over", P15="1", P15n="druk")
    assert (status, "Kijk je antwoorden na" in over) == (200, True)
    assert "druk" in over
    assert "Opengelaten" in over
    first, _, _ = press(client, full_path, over, "change-1")
    assert "Terug naar het overzicht" in first
    assert 'id="P04-0" value="1" checked' in first
    over, _, _ = press(client, full_path, first, "on", **{**PART_ONE, "P04": "2"})
    assert "Kijk je antwoorden na" in over
    thanks, status, _ = press(client, full_path, over, "on")
    assert (status, "Dank je voor je antwoorden" in thanks) == (200, True)
    assert db.session.scalars(select(Comment.body)).all() == ["druk"]


@pytest.mark.parametrize("step", ["change-0", "change-9", "change-x", "change-", "sideways"])
def test_a_page_that_is_not_there_leaves_the_overview(
    client: Visitor, full_path: str, step: str
) -> None:
    last = to_the_last_page(client, full_path)
    over, _, _ = press(client, full_path, last, "look-over", P14="3", P15="0")
    again, status, _ = press(client, full_path, over, step)
    assert (status, "Kijk je antwoorden na" in again) == (200, True)
    back, _, _ = press(client, full_path, again, "back")
    assert "Deel 4 van 4" in back


def test_another_language_half_way_keeps_what_was_typed_and_is_what_is_stored(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    client.sign_in(cast.ambassador)
    path = address(open_id)
    typed = {"P13a": "4", "P16": "Meer\ntijd"}
    english, status, _ = press(client, path, client.get(path).text, "lang-en", **typed)
    assert (status, '<html lang="en">' in english) == (200, True)
    assert 'id="P13a-4" value="4" checked' in english
    assert "Meer\ntijd" in english
    assert "still open" not in english
    assert "<title>Process evaluation" in english
    walk(client, path, english, [typed, typed])
    assert db.session.scalars(select(Response.lang)).all() == ["en"]


def test_the_drawing_on_a_sheet_fills_the_code_in(client: Visitor) -> None:
    page = client.get("/evaluate?code=ABCD-2345%22%3E").text
    assert 'value="ABCD-2345&#34;&gt;"' in page


def test_a_language_that_we_do_not_speak_changes_nothing(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    client.sign_in(cast.ambassador)
    path = address(open_id)
    page, status, _ = press(client, path, client.get(path).text, "lang-xx", P13a="4")
    assert (status, '<html lang="nl">' in page) == (200, True)
    assert 'id="P13a-4" value="4" checked' in page


def test_what_is_wrong_survives_a_change_of_language_and_is_said_after(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    client.sign_in(cast.ambassador)
    path = address(open_id)
    long = "x" * 2001
    english, _, _ = press(client, path, client.get(path).text, "lang-en", P16=long)
    assert long in english
    wrong, status, _ = press(client, path, english, "on", P16=long)
    assert (status, "2001 characters" in wrong) == (400, True)


def sent_with_code(client: Visitor, cast: Cast, open_id: int) -> str:
    client.sign_in(cast.ambassador)
    page = client.get(address(open_id)).text
    thanks, _, _ = walk(client, address(open_id), page, [{"P16": "Meer tijd"}] * 2)
    return code_in(thanks)


def take_back(client: Visitor, code: str) -> tuple[str, int]:
    """Type the code, then press the button that erases."""
    asked = client.submit("/evaluate/withdraw", {"code": code})
    assert asked.status_code == 200
    assert "Niemand kan ze terughalen" in asked.text
    done = client.post("/evaluate/withdraw", data=hidden(asked.text))
    return done.text, done.status_code


def test_who_has_the_code_takes_the_answers_back_once(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    code = sent_with_code(client, cast, open_id)
    stranger = client.application.test_client()
    assert isinstance(stranger, Visitor)
    page, status = take_back(stranger, code.lower().replace("-", " "))
    assert (status, "Je antwoorden zijn gewist" in page) == (200, True)
    kept = [db.session.scalars(select(model)).all() for model in (Response, Comment)]
    assert kept == [[], []]
    again, status = take_back(stranger, code)
    assert (status, "vinden we geen antwoorden" in again) == (400, True)


@pytest.mark.parametrize("reason", ["unknown", "used", "closed"])
def test_whatever_is_wrong_with_a_code_the_answer_is_the_same(
    client: Visitor, cast: Cast, open_id: int, reason: str
) -> None:
    code = sent_with_code(client, cast, open_id)
    if reason == "unknown":
        code = "WXYZ-2345-WXYZ-2345"
    elif reason == "used":
        take_back(client, code)
    else:
        close(open_id)
    page, status = take_back(client, code)
    said = re.search(r'<div class="summary".*?</div>', page, re.DOTALL)
    assert said is not None
    assert (status, "Met deze code vinden we geen antwoorden." in said[0]) == (400, True)
    kept = len(db.session.scalars(select(Response)).all())
    assert kept == (0 if reason == "used" else 1)


def test_an_empty_code_is_asked_for_again(client: Visitor) -> None:
    sent = client.submit("/evaluate/withdraw", {"code": " "})
    assert (sent.status_code, "Typ de code" in sent.text) == (400, True)


def test_guessing_codes_has_to_wait(client: Visitor) -> None:
    token = client.token("/evaluate/withdraw")
    data = {"csrf_token": token, "code": "WXYZ-2345-WXYZ-2345", "sure": "yes"}
    answers = [client.post("/evaluate/withdraw", data=data).status_code for _ in range(23)]
    assert (answers[0], answers[-1]) == (400, 429)


def test_no_code_follows_from_what_is_kept(client: Visitor, cast: Cast, open_id: int) -> None:
    """The key that it comes from is in the page alone; of the code only a mark is kept."""
    code = sent_with_code(client, cast, open_id)
    response = db.session.scalars(select(Response)).one()
    comment = db.session.scalars(select(Comment)).one()
    key = hash_withdrawal(code, secret=SECRET)
    marks = {response.withdraw_hash, comment.withdraw_hash, response.submit_key_hash}
    assert len(marks) == 3
    assert key not in marks
    for mark in (response.submit_key_hash, response.id, comment.id):
        assert code_of((mark or b"").hex()) != code


def test_a_code_is_long_and_follows_from_its_key_alone() -> None:
    codes = {code_of(begin(1).submit_key) for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"([2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}", one) for one in codes)
    assert code_of("a") == code_of("a")


def test_pressure_leads_to_the_advisers_of_the_own_house_at_once(
    client: Visitor, cast: Cast, meeting_id: int
) -> None:
    with transaction():
        for definition in (PROCESS_EVALUATION, SECOND):
            import_instrument(definition, on=TODAY)
    open_for(cast, meeting_id, length=Length.FULL)
    client.sign_in(cast.contact)
    full_path = address(meeting_id)
    with transaction():
        for home, name in ((cast.home, "Mia Verzonnen"), (cast.away, "Jan Elders")):
            adviser = Adviser(
                organisation_id=home.organisation_id,
                kind=AdviserKind.CONFIDENTIAL,
                name=name,
                phone="011",
                kept_on=TODAY,
            )
            db.session.add(adviser)
    last = to_the_last_page(client, full_path)
    assert "Mia Verzonnen" in last
    assert "Jan Elders" not in last
    assert 'href="/evaluation/call-back" target="_blank"' in last


def test_a_form_without_names_keeps_nothing_for_later(client: Visitor, full_path: str) -> None:
    first = client.get(full_path).text
    assert "Later verdergaan" not in first
    press(client, full_path, first, "later", **PART_ONE)
    assert db.session.scalars(select(CampaignDraft)).all() == []


def test_the_form_takes_as_many_statements_with_one_answer_as_with_many(
    client: Visitor, full_path: str, count_statements: Counter
) -> None:
    first = client.get(full_path).text
    counts = []
    for page, typed in ((first, {}), (first, PART_ONE)):
        with count_statements() as found:
            walk(client, full_path, page, [typed])
        counts.append(len(found))
    assert counts[0] == counts[1] <= 4


def test_the_answers_of_sixty_four_questions_travel_small() -> None:
    given = {f"HP{n}{letter}": ["4"] for n in range(1, 33) for letter in "ab"}
    sealed = seal(begin(7).model_copy(update={"given": given}), secret=SECRET)
    assert len(sealed) < 1024
