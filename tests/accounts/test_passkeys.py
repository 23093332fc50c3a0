"""Promises of passkeys: as second step, alone, and kept by their owner."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from portal import clock
from portal.accounts import services
from portal.accounts.second_step import asking, passkeys
from portal.accounts.second_step.models import Begun, Passkey, RecoveryCode
from portal.accounts.second_step.passkeys import Site
from portal.db import db, transaction
from portal.rules import RuleBroken
from tests.accounts.conftest import Measure, account_of, enter, is_in
from tests.accounts.devices import Key, add_passkey, asked, bytes_of, give_app, leave
from tests.accounts.test_second_factor import STEP, count
from tests.accounts.test_second_factor_keeping import HOME
from tests.cast import Cast
from tests.conftest import Visitor, session_key

ALONE, SECOND = "/sign-in/passkey", f"{STEP}/passkey"
REFUSED = "Deze toegangssleutel werkte hier niet."


def key_of(client: Visitor, members: Cast, **how: object) -> Key:
    """Return the key whose passkey the ambassador just added; the browser forgets them."""
    key = Key(**how)  # type: ignore[arg-type]
    client.sign_in(members.ambassador)
    assert add_passkey(client, key).status_code in {200, 303}
    leave(client)
    return key


def alone(client: Visitor, key: Key, **more: object) -> tuple[int, str | None]:
    """Sign in with nothing but a passkey."""
    answer = key.prove(asked(client, f"{ALONE}/options", at="/sign-in"))
    page = client.submit(ALONE, {"answer": answer, **more}, at="/sign-in")
    return page.status_code, page.location


def second(client: Visitor, key: Key) -> tuple[int, str | None]:
    """Take the second step with a passkey."""
    answer = key.prove(asked(client, f"{SECOND}/options", at=STEP))
    page = client.submit(SECOND, {"answer": answer, "next": "/moi/"}, at=STEP)
    return page.status_code, page.location


def test_a_passkey_is_added_and_brings_recovery_codes(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador)
    page = add_passkey(client, Key(), "  Computer van de dienst ")
    assert page.status_code == 200
    assert count(RecoveryCode) == 10
    kept = db.session.scalars(select(Passkey)).one()
    assert (kept.name, kept.transports, kept.sign_count) == ("Computer van de dienst", "usb", 0)
    assert add_passkey(client, Key()).location == HOME
    assert len(set(db.session.scalars(select(Passkey.user_handle)))) == 1


def test_a_passkey_without_a_name_gets_one(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador)
    add_passkey(client, Key(), " ")
    add_passkey(client, Key(), "x" * 200)
    names = db.session.scalars(select(Passkey.name).order_by(Passkey.id)).all()
    assert names == ["Toegangssleutel", "x" * 60]


def test_a_passkey_signs_in_alone_and_goes_on(client: Visitor, members: Cast) -> None:
    key = key_of(client, members)
    assert alone(client, key, next="/moi/") == (303, "/moi/")
    assert is_in(client)
    assert members.ambassador.name in client.get("/me/").text
    assert count(Begun) == 0


def test_a_passkey_alone_leads_nowhere_else(client: Visitor, members: Cast) -> None:
    key = key_of(client, members)
    assert alone(client, key, next="https://evil.example") == (303, "/today")


def test_a_passkey_takes_the_second_step(client: Visitor, members: Cast) -> None:
    key = key_of(client, members, verifies=False)
    enter(client, members.ambassador)
    assert second(client, key) == (303, "/moi/")
    assert is_in(client)


def test_alone_the_device_must_have_made_sure(client: Visitor, members: Cast) -> None:
    key = key_of(client, members, verifies=False)
    options = asked(client, f"{ALONE}/options", at="/sign-in")
    assert options["userVerification"] == "required"
    assert options["allowCredentials"] == []
    page = client.submit(ALONE, {"answer": key.prove(options)}, at="/sign-in")
    assert page.status_code == 400
    assert REFUSED in page.text
    assert "<title>Fout: Aanmelden" in page.text
    assert not is_in(client)


def test_the_second_step_asks_for_the_accounts_own_passkeys(client: Visitor, members: Cast) -> None:
    key = key_of(client, members)
    enter(client, members.ambassador)
    options = asked(client, f"{SECOND}/options", at=STEP)
    assert isinstance(options["allowCredentials"], list)
    assert [bytes_of(one["id"]) for one in options["allowCredentials"]] == [key.credential_id]


def test_a_passkey_of_somebody_else_is_not_the_second_step(client: Visitor, members: Cast) -> None:
    key = key_of(client, members)
    give_app(members.neighbour)
    enter(client, members.neighbour)
    assert second(client, key) == (400, None)
    assert not is_in(client)


TRICKS: dict[str, Callable[[Key], object]] = {
    "another site": lambda key: setattr(key, "origin", "https://evil.example"),
    "another host": lambda key: setattr(key, "host", "evil.example"),
    "another account": lambda key: setattr(key, "handle", b"x" * 32),
    "another key": lambda key: setattr(key, "_private", Key()._private),  # noqa: SLF001
    "unknown": lambda key: setattr(key, "credential_id", b"y" * 32),
    "a copy": lambda key: setattr(key, "count", -1),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_what_is_not_right_is_refused_in_the_same_words(
    client: Visitor, members: Cast, trick: str
) -> None:
    key = key_of(client, members)
    assert alone(client, key) == (303, "/today")
    leave(client)
    TRICKS[trick](key)
    answer = key.prove(asked(client, f"{ALONE}/options", at="/sign-in"))
    page = client.submit(ALONE, {"answer": answer}, at="/sign-in")
    assert page.status_code == 400
    assert REFUSED in page.text
    assert not is_in(client)


def test_an_answer_works_once(client: Visitor, members: Cast) -> None:
    key = key_of(client, members)
    answer = key.prove(asked(client, f"{ALONE}/options", at="/sign-in"))
    token = client.token("/sign-in")
    sent = {"csrf_token": token, "answer": answer}
    cookie = client.get_cookie("session")
    assert cookie is not None
    assert client.post(ALONE, data=sent).status_code == 303
    client.set_cookie("session", cookie.value)
    assert client.post(ALONE, data=sent).status_code == 400


def test_a_question_is_used_up_by_a_wrong_answer(client: Visitor, members: Cast) -> None:
    key = key_of(client, members)
    options = asked(client, f"{ALONE}/options", at="/sign-in")
    cookie = client.get_cookie("session")
    assert cookie is not None
    assert client.submit(ALONE, {"answer": "{}"}, at="/sign-in").status_code == 400
    client.set_cookie("session", cookie.value)
    answer: dict[str, object] = {"answer": key.prove(options)}
    assert client.submit(ALONE, answer, at="/sign-in").status_code == 400


def test_a_question_ends_by_itself(client: Visitor, members: Cast) -> None:
    key = key_of(client, members)
    answer = key.prove(asked(client, f"{ALONE}/options", at="/sign-in"))
    with transaction():
        db.session.execute(update(Begun).values(expires_at=clock.now()))
    assert client.submit(ALONE, {"answer": answer}, at="/sign-in").status_code == 400


def test_an_answer_of_another_browser_is_worth_nothing(
    app: Flask, client: Visitor, members: Cast
) -> None:
    key = key_of(client, members)
    answer = key.prove(asked(client, f"{ALONE}/options", at="/sign-in"))
    thief = app.test_client()
    assert isinstance(thief, Visitor)
    assert thief.submit(ALONE, {"answer": answer}, at="/sign-in").status_code == 400
    assert not is_in(thief)


def test_a_closed_account_does_not_come_in(client: Visitor, members: Cast) -> None:
    key = key_of(client, members)
    with transaction():
        services.close_account(account_of(members.ambassador), by=0, now=clock.now())
    assert alone(client, key) == (400, None)


def test_asking_again_and_again_has_to_wait(client: Visitor, members: Cast) -> None:
    assert members
    token = client.token("/sign-in")
    answers = [
        client.post(f"{ALONE}/options", data={"csrf_token": token}).status_code for _ in range(42)
    ]
    assert answers.count(429) == 2


def test_an_unknown_passkey_costs_what_a_wrong_one_costs(
    client: Visitor, members: Cast, measure: Measure
) -> None:
    key = key_of(client, members)
    known = Key(origin="https://evil.example", credential_id=key.credential_id)
    costs = []
    for one in (known, Key()):
        answer = one.prove(asked(client, f"{ALONE}/options", at="/sign-in"))
        token = client.token("/sign-in")
        with measure() as work:
            client.post(ALONE, data={"csrf_token": token, "answer": answer})
        costs.append(work)
    assert costs[0] == costs[1]


def test_one_device_holds_one_passkey_of_an_account(client: Visitor, members: Cast) -> None:
    key = key_of(client, members)
    client.sign_in(members.ambassador)
    options = asked(client, f"{HOME}passkeys/options", at=HOME)
    assert isinstance(options["excludeCredentials"], list)
    assert [bytes_of(one["id"]) for one in options["excludeCredentials"]] == [key.credential_id]
    client.sign_in(members.neighbour)
    page = add_passkey(client, key, "Gevonden")
    assert page.status_code == 400
    assert REFUSED in page.text
    assert 'value="Gevonden"' in page.text
    assert count(Passkey) == 1


def test_eleven_are_too_many(client: Visitor, members: Cast) -> None:
    client.sign_in(members.ambassador)
    answers = [add_passkey(client, Key(), f"Sleutel {n}").status_code for n in range(10)]
    assert answers == [200] + [303] * 9
    assert "Je hebt 10 toegangssleutels." in client.get(HOME).text
    assert add_passkey(client, Key()).status_code == 400
    assert count(Passkey) == 10


def test_the_owner_renames_and_removes(client: Visitor, members: Cast) -> None:
    key = key_of(client, members)
    client.sign_in(members.ambassador)
    path = f"{HOME}passkeys/{db.session.scalars(select(Passkey.id)).one()}/"
    assert 'value="Mijn gsm"' in client.get(path).text
    assert client.submit(path, {"name": "De oude gsm"}).location == HOME
    assert "De oude gsm" in client.get(HOME).text
    for wrong in ("", "x" * 61):
        page = client.submit(path, {"name": wrong})
        assert page.status_code == 400
        assert f'value="{wrong}"' in page.text
    assert client.submit(f"{path}remove", at=path).location == HOME
    assert (count(Passkey), count(RecoveryCode)) == (0, 0)
    assert alone(leave(client), key) == (400, None)


def main_of(page: str) -> str:
    """Return what a page says, without what stands around it."""
    return page.split("<main")[1].split("</main>", maxsplit=1)[0]


def test_nobody_else_sees_a_passkey(client: Visitor, members: Cast) -> None:
    key_of(client, members)
    path = f"{HOME}passkeys/{db.session.scalars(select(Passkey.id)).one()}/"
    for member in (members.neighbour, members.administrator, members.stranger):
        client.sign_in(member)
        nowhere = f"{HOME}passkeys/9999/"
        missing, foreign = client.get(nowhere), client.get(path)
        assert missing.status_code == foreign.status_code == 404
        assert main_of(foreign.text) == main_of(missing.text)
        for act in (path, f"{path}remove"):
            assert client.submit(act, {"name": "Van mij"}, at=HOME).status_code == 404
    assert db.session.scalars(select(Passkey.name)).all() == ["Mijn gsm"]


def test_a_passkey_that_was_begun_for_another_account_is_not_added(
    client: Visitor, members: Cast
) -> None:
    client.sign_in(members.neighbour)
    options = asked(client, f"{HOME}passkeys/options", at=HOME)
    client.hold(session_key(members.ambassador))
    typed: dict[str, object] = {"name": "Van wie?", "answer": Key().make(options)}
    assert client.submit(f"{HOME}passkeys/", typed, at=HOME).status_code == 400
    assert count(Passkey) == 0


SITE = Site(host="localhost", origin="http://localhost")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
FIELDS = ("id", "rawId", "type", "response", "clientDataJSON", "attestationObject")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told=st.text() | st.builds(json.dumps, st.dictionaries(st.sampled_from(FIELDS), JSON)))
def test_no_answer_makes_an_error_of_ours(told: str) -> None:
    for read in (
        lambda: passkeys.read_made(SITE, told, challenge=b"x"),
        lambda: passkeys.credential_in(told),
    ):
        try:
            read()
        except RuleBroken:
            continue


def test_the_host_of_passkeys_is_that_of_the_portal(app: Flask) -> None:
    with app.test_request_context():
        assert asking._site() == SITE  # noqa: SLF001 -- what no page shows in full
