"""Promises where the work asks for a second step: nothing opens before, nobody is locked out."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.accounts import services
from portal.accounts.second_step.models import AuthenticatorApp, Passkey, RecoveryCode
from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.outbox.models import OutboxMail
from tests.accounts.conftest import account_of, enter, give_account, is_in, links
from tests.accounts.devices import Key, add_passkey, code_of, give_app, give_codes, leave
from tests.accounts.test_second_factor import STEP, count
from tests.accounts.test_second_factor_keeping import APP, HOME, add_app
from tests.cast import Cast, Member
from tests.conftest import Visitor

OBLIGED = {"administrator", "coordinator", "researcher"}


@pytest.fixture
def strict(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Return the app as a real network runs it: with REQUIRE_MFA."""
    settings = replace(app.extensions["settings"], require_mfa=True)
    monkeypatch.setitem(app.extensions, "settings", settings)
    return app


def stands_before(client: Visitor, path: str = "/today") -> bool:
    """Tell whether the visitor is sent to set up a second step."""
    return client.get(path).headers.get("Location") == HOME


def test_who_is_obliged(strict: Flask, cast: Cast) -> None:
    kept_out = set()
    for name, member in cast.everyone.items():
        client = strict.test_client()
        assert isinstance(client, Visitor)
        if stands_before(client.sign_in(member), "/me/"):
            kept_out.add(name)
    assert kept_out == OBLIGED


def test_nobody_is_where_the_setting_is_off(client: Visitor, members: Cast) -> None:
    enter(leave(client), members.administrator)
    assert client.get("/audit/").status_code == 200


@pytest.mark.usefixtures("strict")
def test_a_coordinator_reaches_nothing_until_it_is_done(client: Visitor, cast: Cast) -> None:
    give_account(cast.coordinator)
    enter(leave(client), cast.coordinator)
    shut = ["/today", "/organisations/", "/me/", "/meetings/", "/moi/", "/organisations.csv"]
    assert [path for path in shut if not stands_before(client, path)] == []
    open_ = [HOME, APP, f"{HOME}recovery-codes", "/accessibility", "/privacy", "/sign-out"]
    assert {path: client.get(path).status_code for path in open_} == dict.fromkeys(open_, 200)
    token = client.token(HOME)
    sent = client.post("/me/language", data={"csrf_token": token, "locale": "en"})
    assert sent.location == HOME


@pytest.mark.usefixtures("strict")
def test_once_it_is_done_they_go_on_to_where_they_were_going(client: Visitor, cast: Cast) -> None:
    give_account(cast.coordinator)
    enter(leave(client), cast.coordinator, next="/meetings/?lang=nl")
    assert stands_before(client, "/meetings/?lang=nl")
    add_app(client)
    assert client.get("/meetings/").status_code == 200


@pytest.mark.usefixtures("strict")
def test_the_page_after_leads_on(client: Visitor, cast: Cast) -> None:
    give_account(cast.coordinator)
    enter(leave(client), cast.coordinator)
    client.get("/meetings/")
    page = add_passkey(client, Key())
    assert 'class="button" href="/meetings/"' in page.text


@pytest.mark.usefixtures("strict")
def test_a_post_that_comes_during_a_session_asks_at_once(client: Visitor, members: Cast) -> None:
    enter(leave(client), members.stranger)
    assert is_in(client)
    with transaction():
        services.create_admin(
            members.stranger.email, locale="nl", on=clock.today(), now=clock.now()
        )
    assert stands_before(client, "/me/")


@pytest.mark.usefixtures("strict")
def test_the_last_way_cannot_be_taken_away(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    add_app(client)
    assert f'action="{APP}/remove"' not in client.get(HOME).text
    page = client.submit(f"{APP}/remove", at=HOME)
    assert "Je taak in het netwerk vraagt een tweede stap" in client.get(page.location).text
    add_passkey(client, Key())
    assert client.submit(f"{APP}/remove", at=HOME).status_code == 303
    assert (count(AuthenticatorApp), count(Passkey), count(RecoveryCode)) == (0, 1, 10)
    key = db.session.scalars(select(Passkey.id)).one()
    path = f"{HOME}passkeys/{key}/"
    assert "Je taak in het netwerk vraagt een tweede stap" in client.get(path).text
    client.submit(f"{path}remove", at=path)
    assert count(Passkey) == 1


@pytest.mark.usefixtures("strict")
def test_the_first_administrator_gets_in(strict: Flask, client: Visitor) -> None:
    made = strict.test_cli_runner().invoke(args=["create-admin", "begin@demo.example"])
    link = made.output.split("http://localhost")[1].strip()
    password = "kers tafel olie wind"
    assert client.submit(link, {"password": password}).location == "/sign-in"
    client.submit("/sign-in", {"email": "begin@demo.example", "password": password})
    assert stands_before(client)
    add_app(client)
    assert client.get("/audit/").status_code == 200


def reset_path(member: Member) -> str:
    """Return where an administrator resets somebody's second step."""
    return f"/people/{member.person_id}/reset-second-factor"


@pytest.mark.usefixtures("strict")
def test_a_colleague_who_lost_everything_is_helped(
    strict: Flask, client: Visitor, cast: Cast
) -> None:
    give_account(cast.coordinator)
    give_app(cast.coordinator)
    give_codes(cast.coordinator)
    theirs = strict.test_client()
    assert isinstance(theirs, Visitor)
    theirs.sign_in(cast.coordinator)
    give_account(cast.administrator)
    give_app(cast.administrator)
    client.sign_in(cast.administrator)
    person = f"/people/{cast.coordinator.person_id}/"
    assert reset_path(cast.coordinator) in client.get(person).text
    assert client.submit(reset_path(cast.coordinator), at=person).location == person
    assert count(AuthenticatorApp) == 1
    assert not is_in(theirs)
    mail = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert mail is not None
    assert mail.recipient == cast.coordinator.email
    assert "teruggezet" in mail.text
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.event, event.by_person_id) == (
        "second_step_reset",
        cast.administrator.person_id,
    )
    assert enter(leave(theirs), cast.coordinator).location == "/today"
    assert stands_before(theirs)
    assert reset_path(cast.coordinator) not in client.get(person).text


def test_only_an_administrator_resets_and_never_their_own(client: Visitor, members: Cast) -> None:
    give_app(members.ambassador)
    give_app(members.administrator)
    for member in (members.coordinator, members.neighbour, members.stranger, members.ambassador):
        client.sign_in(member)
        assert client.submit(reset_path(members.ambassador), at=HOME).status_code == 404
    client.sign_in(members.administrator)
    client.submit(reset_path(members.administrator), at=HOME)
    assert client.submit("/people/9999/reset-second-factor", at=HOME).status_code == 404
    assert count(AuthenticatorApp) == 2
    client.sign_in(members.administrator, fresh=False)
    asked = client.submit(reset_path(members.ambassador), at=HOME)
    assert asked.location == f"/confirm?next={reset_path(members.ambassador)}"
    assert count(AuthenticatorApp) == 2


def test_the_operator_resets_by_command(app: Flask, client: Visitor, members: Cast) -> None:
    give_app(members.administrator)
    run = app.test_cli_runner().invoke
    done = run(args=["reset-second-factor", members.administrator.email.upper()])
    assert (done.exit_code, count(AuthenticatorApp)) == (0, 0)
    again = run(args=["reset-second-factor", members.administrator.email])
    assert (again.exit_code, again.output) == (1, "Error: There is no second step to reset.\n")
    nobody = run(args=["reset-second-factor", "nobody@demo.example"])
    assert (nobody.exit_code, nobody.output) == (
        1,
        "Error: There is no account with this address.\n",
    )
    assert enter(leave(client), members.administrator).location == "/today"


def test_a_forgotten_password_does_not_reset_the_second_step(
    client: Visitor, members: Cast
) -> None:
    secret = give_app(members.ambassador)
    with transaction():
        services.ask_reset(members.ambassador.email, now=clock.now())
    with transaction():
        services.answer_reset_requests(now=clock.now())
    client.submit(links()[-1], {"password": "een ander lang wachtwoord"})
    assert (
        enter(leave(client), members.ambassador, "een ander lang wachtwoord").location is not None
    )
    assert not is_in(client)
    assert client.submit(STEP, {"code": code_of(secret)}).status_code == 303
    assert account_of(members.ambassador).active
