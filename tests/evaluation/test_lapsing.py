"""A page of a form that lay open too long: it comes back whole, and no other page does."""

from sqlalchemy import func, select

from portal.db import db
from portal.questionnaires.campaigns.response_models import Response
from tests.cast import Cast
from tests.conftest import Visitor
from tests.evaluation.evaluations import address, hidden
from tests.evaluation.test_answering import make_codes

TYPED = {"P13a": "4", "P16": "Meer\ntijd", "step": "on"}
OLD = {"csrf_token": "of-an-earlier-session"}


def _sent() -> int:
    return db.session.scalar(select(func.count()).select_from(Response)) or 0


def _holds_what_was_typed(page: str) -> bool:
    return 'id="P13a-4" value="4" checked' in page and "Meer\ntijd</textarea>" in page


def test_it_comes_back_with_what_was_typed_and_goes_on_from_there(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    client.sign_in(cast.ambassador)
    path = address(open_id)
    carried = hidden(client.get(path).text)
    back = client.post(path, data={**carried, **TYPED, **OLD})
    assert (back.status_code, _holds_what_was_typed(back.text)) == (400, True)
    assert "Druk nog eens op de knop." in back.text
    assert _sent() == 0
    nudged = client.post(path, data={**hidden(back.text), **TYPED})
    assert nudged.status_code == 200
    client.post(path, data={**hidden(nudged.text), **TYPED})
    assert _sent() == 1


def test_who_is_signed_out_keeps_the_page_until_they_are_signed_in_again(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    client.sign_in(cast.ambassador)
    path = address(open_id)
    carried = hidden(client.get(path).text)
    with client.session_transaction() as session:
        session.clear()
    back = client.post(path, data={**carried, **TYPED})
    assert (back.status_code, _holds_what_was_typed(back.text)) == (400, True)
    assert 'href="/sign-in" target="_blank"' in back.text
    too_soon = client.post(path, data={**hidden(back.text), **TYPED})
    assert (too_soon.status_code, _holds_what_was_typed(too_soon.text)) == (400, True)
    client.sign_in(cast.ambassador)
    again = client.post(path, data={**hidden(too_soon.text), **TYPED})
    assert (again.status_code, 'href="/sign-in" target' in again.text) == (400, True)
    assert "Druk nog eens op de knop." in again.text
    assert client.post(path, data={**hidden(again.text), **TYPED}).status_code == 200


def test_who_came_by_a_code_needs_no_account_for_it(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    code, _ = make_codes(client, cast, open_id)
    with client.session_transaction() as session:
        session.clear()
    carried = hidden(client.submit("/evaluate", {"code": code}).text)
    back = client.post("/evaluate", data={**carried, **TYPED, **OLD})
    assert (back.status_code, _holds_what_was_typed(back.text)) == (400, True)
    assert "Druk nog eens op de knop." in back.text
    assert client.post("/evaluate", data={**hidden(back.text), **TYPED}).status_code == 200


def test_a_seal_opens_its_own_form_only(client: Visitor, cast: Cast, open_id: int) -> None:
    client.sign_in(cast.ambassador)
    carried = hidden(client.get(address(open_id)).text)
    elsewhere = ("/evaluate", "/evaluate/withdraw", "/evaluation/call-back", address(open_id + 1))
    for path in elsewhere:
        page = client.post(path, data={**carried, **TYPED, **OLD})
        assert (page.status_code, "stond te lang open" in page.text) == (400, True)
        assert "P13a" not in page.text
    forged = client.post(address(open_id), data={**carried, **OLD, "progress": "forged"})
    assert (forged.status_code, "P13a" in forged.text) == (400, False)
