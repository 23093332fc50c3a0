"""Promises of the pages on which somebody keeps their own second step."""

import re

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal.accounts.models import User, UserSession
from portal.accounts.second_step import hooks
from portal.accounts.second_step.models import AuthenticatorApp, Begun, Passkey, RecoveryCode
from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.outbox.models import OutboxMail
from portal.web.hooks import Act
from tests.accounts.conftest import enter, is_in
from tests.accounts.devices import (
    Key,
    add_passkey,
    code_of,
    give_app,
    give_codes,
    leave,
    wrong_code_for,
)
from tests.accounts.test_second_factor import STEP, count
from tests.cast import Cast
from tests.conftest import Counter, Visitor, session_key

HOME, APP, CODES = "/me/security/", "/me/security/app", "/me/security/recovery-codes"
SPELLED = re.compile(r'<code class="secret whole-link">([A-Z2-7 ]+)</code>')
SHOWN = re.compile(r'<span class="code">([0-9a-z-]+)</span>')


def begin_app(client: Visitor) -> str:
    """Begin to add an app; return the secret that the page shows."""
    assert client.submit(f"{APP}/start", at=APP).location == APP
    found = SPELLED.search(client.get(APP).text)
    assert found is not None
    return found[1].replace(" ", "")


def add_app(client: Visitor) -> str:
    """Add an app as people do; return the secret that it holds."""
    secret = begin_app(client)
    assert client.submit(APP, {"code": code_of(secret)}).status_code in {200, 303}
    return secret


def other_device(app: Flask, cast: Cast) -> Visitor:
    """Return another browser in which the ambassador is signed in."""
    other = app.test_client()
    assert isinstance(other, Visitor)
    return other.sign_in(cast.ambassador)


def test_an_app_is_added_with_a_code_and_brings_recovery_codes(
    client: Visitor, members: Cast
) -> None:
    client.sign_in(members.ambassador)
    secret = begin_app(client)
    page = client.submit(APP, {"code": code_of(secret)})
    assert page.status_code == 200
    codes = SHOWN.findall(page.text)
    assert len(codes) == count(RecoveryCode) == 10
    assert count(AuthenticatorApp) == 1
    assert codes[0] not in client.get(CODES).text
    enter(leave(client), members.ambassador)
    assert client.submit(STEP, {"code": code_of(secret, later=1)}).status_code == 303


def test_the_page_draws_the_secret_and_spells_it(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador)
    begin_app(client)
    page = client.get(APP).text
    assert '<svg viewBox="0 0 ' in page
    assert "style=" not in page.split("<svg", 2)[-1].split("</svg>")[0]


def test_opening_the_page_begins_nothing(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador)
    assert "app" in client.get(APP).text
    assert count(Begun) == 0


def test_a_wrong_code_keeps_the_same_secret_on_the_page(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador)
    secret = begin_app(client)
    page = client.submit(APP, {"code": wrong_code_for(secret)})
    assert page.status_code == 400
    found = SPELLED.search(page.text)
    assert found is not None
    assert found[1].replace(" ", "") == secret
    assert count(AuthenticatorApp) == 0
    assert client.submit(APP, {"code": ""}).status_code == 400


def test_the_code_that_added_the_app_does_not_sign_in(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador)
    secret = add_app(client)
    enter(leave(client), members.ambassador)
    assert client.submit(STEP, {"code": code_of(secret)}).status_code == 400


def test_an_app_that_somebody_else_began_is_not_mine(client: Visitor, members: Cast) -> None:
    client.sign_in(members.neighbour)
    secret = begin_app(client)
    client.hold(session_key(members.ambassador))
    page = client.submit(APP, {"code": code_of(secret)})
    assert page.status_code == 400
    assert count(AuthenticatorApp) == 0


def test_adding_ends_the_sessions_elsewhere_and_tells_the_owner(
    app: Flask, client: Visitor, members: Cast
) -> None:
    other = other_device(app, members)
    client.sign_in(members.ambassador)
    add_app(client)
    assert is_in(client)
    assert not is_in(other)
    mails = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert {mail.recipient for mail in mails} == {members.ambassador.email}
    assert "Er is een app die codes maakt toegevoegd aan je account." in mails[0].text


def test_a_new_app_takes_the_place_of_the_old_one(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador)
    old, new = add_app(client), add_app(client)
    assert (count(AuthenticatorApp), count(RecoveryCode)) == (1, 10)
    enter(leave(client), members.ambassador)
    assert client.submit(STEP, {"code": code_of(old, later=1)}).status_code == 400
    assert client.submit(STEP, {"code": code_of(new, later=1)}).status_code == 303


def test_removing_the_last_way_takes_the_recovery_codes_along(
    app: Flask, client: Visitor, members: Cast
) -> None:
    client.sign_in(members.ambassador)
    add_app(client)
    other = other_device(app, members)
    assert client.submit(f"{APP}/remove", at=HOME).location == HOME
    assert (count(AuthenticatorApp), count(RecoveryCode)) == (0, 0)
    assert not is_in(other)
    assert enter(leave(client), members.ambassador).location == "/today"


def test_removing_what_is_not_there_changes_nothing(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador)
    assert client.submit(f"{APP}/remove", at=APP).location == HOME
    assert db.session.scalars(select(AuditEvent.event)).all() == []


def test_new_recovery_codes_replace_the_old(client: Visitor, members: Cast) -> None:
    give_app(members.ambassador)
    old = give_codes(members.ambassador)
    client.sign_in(members.ambassador)
    assert "10 herstelcodes" in client.get(CODES).text
    new = SHOWN.findall(client.submit(CODES).text)
    assert len(new) == count(RecoveryCode) == 10
    assert set(new).isdisjoint(old)


def test_codes_can_be_taken_along_without_script(client: Visitor, members: Cast) -> None:
    give_app(members.ambassador)
    client.sign_in(members.ambassador)
    page = client.submit(CODES).text
    first = SHOWN.findall(page)[0]
    assert f'href="data:text/plain;charset=utf-8,{first}%0D%0A' in page


def test_without_a_way_there_are_no_codes_to_make(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador)
    assert "Herstelcodes horen bij een tweede stap." in client.get(CODES).text
    assert client.submit(CODES, at=APP).location == HOME
    assert count(RecoveryCode) == 0


def test_each_change_asks_who_it_is_when_that_was_long_ago(client: Visitor, members: Cast) -> None:
    give_app(members.ambassador)
    client.sign_in(members.ambassador, fresh=False)
    assert client.get(APP).location == "/confirm?next=/me/security/app"
    for path in (f"{APP}/start", APP, f"{APP}/remove", CODES, f"{HOME}passkeys/options"):
        assert client.submit(path, at=HOME).location == f"/confirm?next={path}"
    assert client.submit(f"{HOME}passkeys/1/remove", at=HOME).status_code == 303
    assert (count(AuthenticatorApp), count(RecoveryCode), count(Passkey)) == (1, 0, 0)


def test_the_page_says_what_there_is_and_costs_little(
    client: Visitor, members: Cast, count_statements: Counter
) -> None:
    client.sign_in(members.ambassador)
    client.get(HOME)
    with count_statements() as empty:
        client.get(HOME)
    add_app(client)
    add_passkey(client, Key(), "Computer van de dienst")
    add_passkey(client, Key(), "Mijn gsm")
    with count_statements() as full:
        page = client.get(HOME).text
    assert len(empty) == len(full) == 3
    assert "Computer van de dienst" in page
    assert "10 herstelcodes" in page


@pytest.mark.parametrize("path", [HOME, APP, CODES])
def test_a_visitor_is_asked_to_sign_in(client: Visitor, members: Cast, path: str) -> None:
    assert members
    assert client.get(path).location == f"/sign-in?next={path}"


def test_own_data_names_the_ways_and_nothing_secret(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador)
    add_app(client)
    add_passkey(client, Key(), "Mijn gsm")
    db.session.rollback()
    assert hooks.person_data(person_id=members.ambassador.person_id) == {
        "second_step": {
            "app_since": "2022-11-15",
            "passkeys": [{"name": "Mijn gsm", "since": "2022-11-15"}],
            "recovery_codes_left": 10,
        }
    }
    assert hooks.person_data(person_id=members.coordinator.person_id) == {}


def test_forgetting_a_person_forgets_their_ways(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador)
    add_app(client)
    add_passkey(client, Key())
    begin_app(client)
    with transaction():
        hooks.forget_person(person_id=members.ambassador.person_id)
        hooks.forget_person(person_id=members.coordinator.person_id)
    assert [count(one) for one in (AuthenticatorApp, RecoveryCode, Passkey, Begun)] == [0] * 4


def test_the_portal_asks_for_both(app: Flask) -> None:
    acts = app.extensions["acts"]
    assert hooks.person_data in acts[Act.PERSON_DATA]
    assert hooks.forget_person in acts[Act.ERASE]


def test_an_account_that_goes_takes_its_ways_along(client: Visitor, members: Cast) -> None:
    give_app(members.ambassador)
    give_codes(members.ambassador)
    assert client is not None
    with transaction():
        mine = User.person_id == members.ambassador.person_id
        db.session.execute(delete(User).where(mine))
    assert (count(AuthenticatorApp), count(RecoveryCode), count(UserSession)) == (0, 0, 0)
