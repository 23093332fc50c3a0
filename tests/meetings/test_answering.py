"""Answering by the link in the mail and on one's own page."""

from datetime import timedelta

from sqlalchemy import select

from portal.db import db, transaction
from portal.meetings.models import (
    Answer,
    Invitation,
)
from tests.cast import Cast, Member
from tests.conftest import Visitor
from tests.meetings.planned import (
    ON,
    meeting_by,
    token_for,
)


def _answer_of(member: Member) -> Answer | None:
    query = select(Invitation.answer).where(Invitation.person_id == member.person_id)
    return db.session.scalar(query)


def test_looking_at_the_link_changes_nothing_and_pressing_answers_once(
    client: Visitor, cast: Cast, invited: int
) -> None:
    assert invited
    path = f"/rsvp/{token_for(cast.contact)}"
    assert client.head(path).status_code == 200
    page = client.get(path)
    assert _answer_of(cast.contact) is None
    assert page.headers["Cache-Control"] == "no-store"
    assert f"{cast.contact.name.split()[0]}, ben je erbij?" in page.text
    assert client.submit(path, {"answer": "yes"}).status_code == 303
    assert client.submit(path, {"answer": "yes"}).status_code == 303
    assert _answer_of(cast.contact) is Answer.YES
    assert "Je antwoord: ja." in client.get(path).text
    assert client.submit(path, {"answer": "no"}).status_code == 303
    assert _answer_of(cast.contact) is Answer.NO


def test_an_answer_that_the_page_does_not_offer_is_refused(
    client: Visitor, cast: Cast, invited: int
) -> None:
    assert invited
    path = f"/rsvp/{token_for(cast.contact)}"
    for wrong in ({"answer": "perhaps"}, {}):
        assert client.submit(path, dict(wrong)).status_code == 400
    assert client.post(path, data={"answer": "yes"}).status_code == 400
    assert _answer_of(cast.contact) is None


def test_an_unknown_link_is_not_there(client: Visitor, cast: Cast, invited: int) -> None:
    assert invited
    token = token_for(cast.contact)
    for wrong in (token[:-1], token.swapcase(), "x" * 43):
        assert client.get(f"/rsvp/{wrong}").status_code == 404


def test_after_the_start_the_link_says_so_and_keeps_the_answer(
    client: Visitor, cast: Cast, invited: int
) -> None:
    path = f"/rsvp/{token_for(cast.contact)}"
    data = {"csrf_token": client.token(path), "answer": "yes"}
    with transaction():
        meeting_by(invited).local_date = ON - timedelta(days=1)
    assert client.post(path, data=data).status_code == 400
    page = client.get(path).text
    assert "is begonnen of voorbij" in page
    assert 'name="answer"' not in page
    assert _answer_of(cast.contact) is None


def test_who_is_invited_answers_on_the_page_too_and_others_cannot(
    client: Visitor, cast: Cast, invited: int
) -> None:
    path = f"/meetings/{invited}/"
    client.sign_in(cast.contact)
    assert client.submit(f"{path}answer", {"answer": "maybe"}, at=path).status_code == 303
    assert _answer_of(cast.contact) is Answer.MAYBE
    token = client.token(path)
    client.sign_in(cast.researcher)
    data = {"answer": "yes", "csrf_token": token}
    assert client.post(f"{path}answer", data=data).status_code == 404
    assert 'name="answer"' not in client.get(path).text
