"""Promises of choosing another password with the one of now."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.accounts import services
from portal.accounts.models import Link
from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.network.models import Person
from portal.outbox.models import OutboxMail
from tests.accounts.conftest import PASSWORD, account_of, enter, give_account, is_in
from tests.accounts.provider import Provider, add_provider
from tests.accounts.test_oidc_sign_in import come_by, link, way_in
from tests.cast import Cast
from tests.conftest import Visitor

PATH = "/me/password"
NEW = "molen sneeuw trein peer"


def form(current: str = PASSWORD, new: str = NEW) -> dict[str, object]:
    return {"current": current, "password": new}


def test_the_new_password_works_and_the_old_one_does_not(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    assert client.submit(PATH, form()).location == "/me/"
    assert is_in(client)
    client.submit("/sign-out")
    assert enter(client, members.ambassador).status_code == 400
    assert enter(client, members.ambassador, NEW).status_code == 303


def test_other_devices_and_open_links_end(app: Flask, client: Visitor, members: Cast) -> None:
    phone, theirs = app.test_client(), app.test_client()
    assert isinstance(phone, Visitor)
    assert isinstance(theirs, Visitor)
    enter(phone, members.ambassador)
    enter(theirs, members.neighbour)
    with transaction():
        services.ask_reset(members.ambassador.email, now=clock.now())
    with transaction():
        services.answer_reset_requests(now=clock.now())
    enter(client, members.ambassador)
    client.submit(PATH, form())
    assert [is_in(client), is_in(phone), is_in(theirs)] == [True, False, True]
    assert db.session.scalars(select(Link)).all() == []


def test_the_owner_is_told_and_the_trail_knows(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    client.submit(PATH, form())
    db.session.rollback()
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.recipient, mail.subject) == (
        members.ambassador.email,
        "Je wachtwoord is gewijzigd",
    )
    assert NEW not in mail.text
    assert db.session.scalars(select(AuditEvent.event)).all() == ["password_set"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (form(current="not my password"), "Dit is niet je huidige wachtwoord."),
        (form(current=""), "Vul je huidige wachtwoord in."),
        (form(current=PASSWORD.upper()), "Dit is niet je huidige wachtwoord."),
        (form(new=""), "Kies een wachtwoord."),
        (form(new="kort"), "Gebruik minstens 12 tekens."),
        (form(new="Mangomoment2026!"), "raadt dit wachtwoord makkelijk"),
        (form(new="michaeljordan23"), "op de lijsten"),
        (form(new="x y" * 50), "Gebruik hoogstens 128 tekens."),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_changes(
    client: Visitor, members: Cast, typed: dict[str, object], words: str
) -> None:
    before = account_of(members.ambassador).password
    enter(client, members.ambassador)
    page = client.submit(PATH, typed)
    assert page.status_code == 400
    assert words in page.text
    assert "<title>Fout: " in page.text
    assert PASSWORD not in page.text
    assert account_of(members.ambassador).password == before


def test_guessing_from_an_open_session_has_to_wait(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    tries = [client.submit(PATH, form(current="wrong")).status_code for _ in range(11)]
    assert tries == [400] * 10 + [429]
    assert client.submit(PATH, form()).status_code == 429
    assert is_in(client)


def test_a_visitor_is_asked_to_sign_in(client: Visitor, app: Flask) -> None:
    assert app
    assert client.get(PATH).location == f"/sign-in?next={PATH}"


def test_who_has_no_password_asks_for_a_link(
    client: Visitor, cast: Cast, provider: Provider
) -> None:
    provider_id = add_provider(provider)
    link(cast.ambassador, provider_id)
    come_by(client, provider, way_in(provider_id))
    page = client.get("/me/").text
    assert 'action="/me/new-password"' in page
    assert f'href="{PATH}"' not in page
    assert client.submit("/me/new-password", at="/me/").status_code == 303
    with transaction():
        assert services.answer_reset_requests(now=clock.now()) == 1


def test_a_person_has_the_words_in_their_language(client: Visitor, members: Cast) -> None:
    with transaction():
        db.session.get_one(Person, members.ambassador.person_id).locale = "en"
    enter(client, members.ambassador)
    client.submit(PATH, form())
    db.session.rollback()
    assert db.session.scalars(select(OutboxMail.subject)).all() == ["Your password was changed"]


def test_the_account_of_another_is_not_touched(client: Visitor, members: Cast) -> None:
    before = account_of(members.neighbour).password
    give_account(members.coordinator)
    enter(client, members.ambassador)
    client.submit(PATH, form())
    assert account_of(members.neighbour).password == before
