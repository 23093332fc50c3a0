"""Promises of moving to another mail address: shown to be one's own, and nobody else's."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.accounts import services as accounts
from portal.accounts.jobs import forget_expired
from portal.accounts.models import Link, User
from portal.accounts.own.models import AddressChange
from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.network.models import Person
from portal.outbox.models import OutboxMail
from portal.outbox.sealing import unseal
from tests.accounts.conftest import PASSWORD, Measure, enter, is_in
from tests.cast import Cast, Member
from tests.conftest import Visitor

PATH = "/me/address"
NEW = "hilde@nieuw.example"


def ask(client: Visitor, address: str = NEW, current: str = PASSWORD) -> tuple[int, str]:
    answer = client.submit(PATH, {"email": address, "current": current})
    return answer.status_code, answer.location or answer.text


def mails() -> dict[str, tuple[str, str]]:
    """Return subject and text of each mail by its recipient."""
    db.session.rollback()
    found = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    return {m.recipient: (m.subject, unseal(m.text) if m.secret else m.text) for m in found}


def path_in(text: str) -> str:
    found: list[str] = re.findall(r"http://localhost(/new-address/\S+)", text)
    return found[0]


def address_of(member: Member) -> str | None:
    db.session.rollback()
    return db.session.get_one(Person, member.person_id).email


def test_the_link_moves_somebody_to_the_new_address(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    assert ask(client, f"  {NEW.upper()} ") == (303, "/me/address/asked")
    assert client.get("/me/address/asked").status_code == 200
    assert address_of(members.ambassador) == members.ambassador.email
    assert f"{NEW} wacht op je antwoord" in client.get("/me/").text
    path = path_in(mails()[NEW][1])
    assert NEW in client.get(path).text
    assert address_of(members.ambassador) == members.ambassador.email
    assert client.submit(path).location == "/me/"
    assert address_of(members.ambassador) == NEW
    assert is_in(client)
    client.submit("/sign-out")
    assert enter(client, members.ambassador).status_code == 400
    moved = Member(person_id=members.ambassador.person_id, name="", email=NEW)
    assert enter(client, moved).status_code == 303


def test_the_old_address_hears_of_it_at_once(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    ask(client)
    subject, text = mails()[members.ambassador.email]
    assert subject == "Iemand vroeg om je adres te wijzigen"
    assert "/new-address/" not in text
    assert NEW not in text


def test_the_trail_knows_and_names_no_address(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    ask(client)
    client.submit(path_in(mails()[NEW][1]))
    db.session.rollback()
    found = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.event for event in found] == ["address_asked", "address_changed"]
    assert [event.detail for event in found] == [{}, {}]


def test_the_link_works_once_and_without_being_signed_in(
    app: Flask, client: Visitor, members: Cast
) -> None:
    enter(client, members.ambassador)
    ask(client)
    path = path_in(mails()[NEW][1])
    phone = app.test_client()
    assert isinstance(phone, Visitor)
    token = client.token(path)
    assert phone.submit(path).status_code == 303
    assert client.post(path, data={"csrf_token": token}).status_code == 404
    assert client.get(path).status_code == 404
    assert not is_in(phone)


def test_looking_does_not_use_the_link(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    ask(client)
    path = path_in(mails()[NEW][1])
    assert [client.get(path).status_code for _ in range(3)] == [200] * 3
    assert client.post(path).status_code == 400
    assert client.submit(path).status_code == 303


def test_the_link_ends_after_a_day(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    ask(client)
    path = path_in(mails()[NEW][1])
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        assert client.get(path).status_code == 404
        assert forget_expired() > 0
    db.session.rollback()
    assert db.session.scalars(select(AddressChange)).all() == []
    assert address_of(members.ambassador) == members.ambassador.email


def test_a_second_wish_takes_the_place_of_the_first(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    ask(client, "first@nieuw.example")
    ask(client)
    first = path_in(mails()["first@nieuw.example"][1])
    assert client.get(first).status_code == 404
    assert client.get(path_in(mails()[NEW][1])).status_code == 200


def test_an_address_of_somebody_looks_and_costs_the_same(
    client: Visitor, members: Cast, measure: Measure
) -> None:
    enter(client, members.ambassador)
    client.get(PATH)
    pages, costs = [], []
    for address in (NEW, members.neighbour.email, members.coordinator.email):
        with measure() as work:
            pages.append(ask(client, address))
        costs.append(work)
    assert pages == [(303, "/me/address/asked")] * 3
    assert costs[0] == costs[1] == costs[2]
    assert costs[0].hashes == ["verify_password"]


def test_the_owner_of_a_taken_address_is_told_and_keeps_it(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    ask(client, members.neighbour.email)
    subject, text = mails()[members.neighbour.email]
    assert subject == "Je adres werd ingevuld voor een ander account"
    assert "/new-address/" not in text
    assert members.ambassador.name not in text
    assert address_of(members.neighbour) == members.neighbour.email


def test_an_address_that_became_somebodys_meanwhile_stays_theirs(
    client: Visitor, members: Cast
) -> None:
    enter(client, members.ambassador)
    ask(client)
    path = path_in(mails()[NEW][1])
    with transaction():
        db.session.get_one(Person, members.lead.person_id).email = NEW
    assert client.submit(path).status_code == 404
    assert address_of(members.ambassador) == members.ambassador.email


def test_links_to_the_old_address_stop_working(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    ask(client)
    path = path_in(mails()[NEW][1])
    with transaction():
        accounts.ask_reset(members.ambassador.email, now=clock.now())
    with transaction():
        accounts.answer_reset_requests(now=clock.now())
    client.submit(path)
    db.session.rollback()
    assert db.session.scalars(select(Link)).all() == []


@pytest.mark.parametrize(
    ("address", "current", "words"),
    [
        ("", PASSWORD, "Vul je nieuwe e-mailadres in."),
        ("hilde", PASSWORD, "Schrijf het adres zoals naam@example.org."),
        ("a@b.example\nBcc: c@d.example", PASSWORD, "Schrijf het adres zoals"),
        ("x" * 250 + "@a.example", PASSWORD, "Dit adres is te lang."),
        (NEW, "", "Vul je huidige wachtwoord in."),
        (NEW, "not my password", "Dit is niet je huidige wachtwoord."),
        ("ambassador.home@demo.example", PASSWORD, "Dit adres hebben we al."),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_kept(
    client: Visitor, members: Cast, address: str, current: str, words: str
) -> None:
    enter(client, members.ambassador)
    status, page = ask(client, address, current)
    assert status == 400
    assert words in page
    assert "<title>Fout: " in page
    assert mails() == {}
    if address == NEW:
        assert f'value="{NEW}"' in page


def test_no_more_than_a_few_mails_are_asked_for(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    asked = [ask(client, f"h{number}@nieuw.example")[0] for number in range(4)]
    assert asked == [303, 303, 303, 429]


@pytest.mark.parametrize("path", [PATH, "/me/address/asked"])
def test_a_visitor_is_asked_to_sign_in(client: Visitor, app: Flask, path: str) -> None:
    assert app
    assert client.get(path).location == f"/sign-in?next={path}"


def test_a_link_that_never_was_leads_nowhere(client: Visitor, app: Flask) -> None:
    assert app
    assert client.get("/new-address/no-such-link").status_code == 404


def test_a_closed_account_moves_nowhere(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    ask(client)
    path = path_in(mails()[NEW][1])
    with transaction():
        account = db.session.scalars(
            select(User).where(User.person_id == members.ambassador.person_id)
        ).one()
        accounts.close_account(account, by=0, now=clock.now())
    assert client.get(path).status_code == 404
