"""Promises of proving once more who one is."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.accounts.models import UserSession
from portal.accounts.second_step.rules import minute_of
from portal.db import db
from tests.accounts.conftest import PASSWORD, enter, give_account
from tests.accounts.devices import Key, add_passkey, asked, code_of, give_app, wrong_code_for
from tests.cast import Cast
from tests.conftest import Visitor

APP = "/me/security/app"
CONFIRM, BY_CODE, BY_PASSKEY = "/confirm", "/confirm/code", "/confirm/passkey"


def is_fresh(client: Visitor) -> bool:
    """Tell whether a page that asks for a fresh proof opens."""
    return client.get(APP).status_code == 200


def proved_ago(client: Visitor, ago: timedelta) -> None:
    """Let the last proof of this browser be some time ago."""
    with client.session_transaction() as session:
        session["proved"] = minute_of(clock.now() - ago)


def test_signing_in_is_a_proof(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    assert is_fresh(client)


@pytest.mark.parametrize(
    ("minutes", "opens", "sends"),
    [(0, True, True), (15, True, True), (16, False, True), (45, False, True), (46, False, False)],
)
def test_a_proof_lasts_long_enough_to_send_what_was_opened(
    client: Visitor, members: Cast, minutes: int, opens: object, sends: object
) -> None:
    client.sign_in(members.ambassador)
    proved_ago(client, timedelta(minutes=minutes))
    assert is_fresh(client) is opens
    sent = client.submit(f"{APP}/start", at="/me/security/")
    assert (sent.location == APP) is sends


@pytest.mark.parametrize("told", [None, "now", 1.5, [], 2**70])
def test_a_strange_time_proves_nothing(client: Visitor, members: Cast, told: object) -> None:
    client.sign_in(members.ambassador)
    with client.session_transaction() as session:
        session["proved"] = told
    assert not is_fresh(client)


def test_the_password_proves_it_and_one_goes_on(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador, fresh=False)
    asked_at = client.get(f"{APP}?lang=nl").location
    assert asked_at == "/confirm?next=/me/security/app?lang%3Dnl"
    assert 'name="next" value="/me/security/app?lang=nl"' in client.get(asked_at).text
    typed: dict[str, object] = {"password": PASSWORD, "next": APP}
    assert client.submit(CONFIRM, typed).location == APP
    assert is_fresh(client)


def test_a_wrong_password_proves_nothing(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador, fresh=False)
    page = client.submit(CONFIRM, {"password": "not my password", "next": APP})
    assert page.status_code == 400
    assert "Dit is niet je wachtwoord." in page.text
    assert 'value="/me/security/app"' in page.text
    assert "not my password" not in page.text
    assert client.submit(CONFIRM, {"password": ""}).status_code == 400
    assert not is_fresh(client)


def test_guessing_here_waits_like_guessing_at_the_door(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador, fresh=False)
    token = client.token(CONFIRM)
    typed = {"csrf_token": token, "password": "not my password"}
    answers = [client.post(CONFIRM, data=typed).status_code for _ in range(7)]
    assert answers == [400] * 5 + [429] * 2
    assert client.post(CONFIRM, data={**typed, "password": PASSWORD}).status_code == 429


def test_a_code_proves_it_once(client: Visitor, members: Cast) -> None:
    secret = give_app(members.ambassador)
    client.sign_in(members.ambassador, fresh=False)
    wrong = client.submit(BY_CODE, {"code": wrong_code_for(secret), "next": APP}, at=CONFIRM)
    assert wrong.status_code == 400
    assert client.submit(BY_CODE, {"code": ""}, at=CONFIRM).status_code == 400
    assert not is_fresh(client)
    code: dict[str, object] = {"code": code_of(secret), "next": APP}
    assert client.submit(BY_CODE, code, at=CONFIRM).location == APP
    assert is_fresh(client)
    assert client.submit(BY_CODE, code, at=CONFIRM).status_code == 400


def test_a_passkey_proves_it(client: Visitor, members: Cast) -> None:
    mine, other = Key(verifies=False), Key()
    client.sign_in(members.neighbour)
    add_passkey(client, other)
    client.sign_in(members.ambassador)
    add_passkey(client, mine)
    client.sign_in(members.ambassador, fresh=False)
    for key, status in ((other, 400), (mine, 303)):
        answer = key.prove(asked(client, f"{BY_PASSKEY}/options", at=CONFIRM))
        typed: dict[str, object] = {"answer": answer, "next": APP}
        assert client.submit(BY_PASSKEY, typed, at=CONFIRM).status_code == status
    assert is_fresh(client)


def test_who_has_neither_is_told_what_to_do(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.stranger, fresh=False)
    page = client.get(CONFIRM).text
    assert "Meld je af en opnieuw aan" in page
    assert 'name="password"' not in page
    assert 'name="code"' not in page


def test_the_page_offers_what_one_has(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador)
    assert 'name="code"' not in client.get(CONFIRM).text
    give_app(members.ambassador)
    add_passkey(client, Key())
    page = client.get(CONFIRM).text
    assert all(f'name="{one}"' in page for one in ("password", "code", "answer"))


def test_after_sending_a_form_too_late_one_comes_back_to_its_page(
    client: Visitor, members: Cast
) -> None:
    give_account(members.coordinator)
    client.sign_in(members.administrator, fresh=False)
    path = f"/people/{members.coordinator.person_id}/"
    token = client.token(path)
    sent = client.post(f"{path}reset-second-factor", data={"csrf_token": token})
    assert sent.location == f"/confirm?next={path}reset-second-factor"
    came = {"Referer": f"http://localhost{path}"}
    assert f'name="next" value="{path}"' in client.get(sent.location, headers=came).text
    evil = {"Referer": f"http://evil.example{path}"}
    assert 'name="next" value="/today"' in client.get(sent.location, headers=evil).text


@pytest.mark.parametrize("outside", ["//evil.example", "https://evil.example", "/no-such-page"])
def test_no_proof_leads_off_the_site(client: Visitor, members: Cast, outside: str) -> None:
    client.sign_in(members.ambassador, fresh=False)
    typed: dict[str, object] = {"password": PASSWORD, "next": outside}
    assert client.submit(CONFIRM, typed).location == "/today"


def test_a_visitor_proves_nothing(app: Flask, client: Visitor) -> None:
    assert app
    assert client.get(CONFIRM).location == "/sign-in?next=/confirm"


def test_the_database_does_not_know_when(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador, fresh=False)
    before = _rows()
    client.submit(CONFIRM, {"password": PASSWORD})
    assert _rows() == before


def _rows() -> list[tuple[object, ...]]:
    db.session.rollback()
    return [tuple(row) for row in db.session.execute(select(*UserSession.__table__.columns))]
