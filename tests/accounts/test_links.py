"""Promises of the links that set a password: invitations and forgotten passwords."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, inspect, select, text

from portal import clock
from portal.accounts import jobs, queries, rules, services
from portal.accounts.models import Link, LinkPurpose, ResetRequest
from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.network.models import Person
from portal.outbox.models import OutboxMail
from portal.outbox.sealing import unseal
from portal.rules import RuleBroken
from tests.accounts.conftest import (
    PASSWORD,
    Measure,
    account_of,
    enter,
    give_account,
    is_in,
    links,
)
from tests.cast import Cast, Member
from tests.conftest import Visitor

NOW = datetime(2026, 11, 23, 10, 20, tzinfo=UTC)
NEW = "lamp dijk wolk zeven"
NOBODY = "nobody@demo.example"


def invite(member: Member, *, by: int = 1, now: datetime | None = None) -> None:
    with transaction():
        person = db.session.get_one(Person, member.person_id)
        services.invite_person(person, by=by, now=now or clock.now())


def ask(client: Visitor, address: str) -> tuple[int, str | None]:
    page = client.submit("/forgotten-password", {"email": address})
    return page.status_code, page.location


def mails() -> list[OutboxMail]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def events() -> list[tuple[str, int | None]]:
    rows = db.session.execute(
        select(AuditEvent.event, AuditEvent.by_person_id).order_by(AuditEvent.id)
    )
    return [(event, by) for event, by in rows]


def test_an_invitation_opens_an_account_with_a_password_of_ones_own(
    client: Visitor, cast: Cast
) -> None:
    invite(cast.ambassador, by=cast.coordinator.person_id)
    (link,) = links()
    page = client.get(link)
    assert page.status_code == 200
    assert "Welkom in het netwerk" in page.text
    assert cast.ambassador.email in page.text
    assert 'autocomplete="new-password"' in page.text
    assert client.submit(link, {"password": NEW}).location == "/sign-in"
    assert not is_in(client)
    assert enter(client, cast.ambassador, NEW).status_code == 303
    assert events() == [
        ("account_invited", cast.coordinator.person_id),
        ("password_set", cast.ambassador.person_id),
    ]
    assert len(mails()) == 1  # a first password is no news to its owner


@pytest.mark.parametrize(
    ("locale", "subject", "words"),
    [
        ("nl", "Je uitnodiging voor het Mangomomentnetwerk", "Kies hier een wachtwoord:"),
        ("en", "Your invitation to the Mangomoment network", "Choose a password here:"),
    ],
)
def test_the_mail_is_written_in_the_language_of_its_reader(
    cast: Cast, locale: str, subject: str, words: str
) -> None:
    with transaction():
        db.session.get_one(Person, cast.ambassador.person_id).locale = locale
    invite(cast.ambassador)
    (mail,) = mails()
    assert (mail.subject, mail.locale, mail.recipient) == (subject, locale, cast.ambassador.email)
    assert words in unseal(mail.text)


def test_looking_at_a_link_does_not_use_it(client: Visitor, cast: Cast) -> None:
    invite(cast.ambassador)
    (link,) = links()
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert client.submit(link, {"password": NEW}).status_code == 303


def over(client: Visitor, link: str) -> str:
    """Return the page of a link that must not work."""
    page = client.get(link)
    assert page.status_code == 404
    return page.text


def test_a_link_works_once_and_then_offers_a_new_one(client: Visitor, cast: Cast) -> None:
    invite(cast.ambassador)
    (link,) = links()
    token = client.token(link)
    form = {"csrf_token": token, "password": NEW}
    assert client.post(link, data=form).status_code == 303
    again = client.post(link, data=form | {"password": "een heel ander wachtwoord"})
    assert again.status_code == 404
    assert "Deze link werkt niet meer" in again.text
    assert 'href="/forgotten-password"' in over(client, link)
    assert enter(client, cast.ambassador, NEW).status_code == 303


@pytest.mark.parametrize(
    ("purpose", "lasts"),
    [(LinkPurpose.INVITATION, timedelta(days=14)), (LinkPurpose.RESET, timedelta(hours=2))],
)
def test_a_link_expires(
    client: Visitor, cast: Cast, purpose: LinkPurpose, lasts: timedelta
) -> None:
    give_account(cast.ambassador, None)
    with time_machine.travel(NOW, tick=False) as time:
        if purpose is LinkPurpose.INVITATION:
            invite(cast.ambassador)
        else:
            ask(client, cast.ambassador.email)
            jobs.answer_reset_requests()
        (link,) = links()
        time.shift(lasts - timedelta(seconds=1))
        assert client.get(link).status_code == 200
        time.shift(timedelta(seconds=1))
        assert client.get(link).status_code == 404


def test_every_link_that_does_not_work_looks_alike(client: Visitor, cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False) as time:
        invite(cast.ambassador)
        (used,) = links()
        client.submit(used, {"password": NEW})
        client.get("/sign-in")  # takes the message along
        invite(cast.contact)
        expired = links()[1]
        time.shift(timedelta(days=15))
        pages = {
            over(client, path).replace(path, "") for path in (used, expired, "/set-password/x")
        }
    assert len(pages) == 1


def test_a_new_invitation_ends_the_one_before(client: Visitor, cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False) as time:
        invite(cast.ambassador)
        time.shift(timedelta(minutes=11))
        invite(cast.ambassador)
        first, second = links()
        assert client.get(first).status_code == 404
        assert client.get(second).status_code == 200


def test_pressing_twice_sends_one_invitation(cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False) as time:
        invite(cast.ambassador)
        time.shift(timedelta(minutes=9))
        invite(cast.ambassador)
    assert len(mails()) == 1
    assert [event for event, _ in events()] == ["account_invited"]


def test_who_is_in_already_is_not_invited(members: Cast) -> None:
    with pytest.raises(RuleBroken, match="can sign in already"):
        invite(members.ambassador)
    assert mails() == []


def everything_stored() -> str:
    """Return every value of every table, as a thief of the database would read it."""
    db.session.rollback()
    tables = inspect(db.engine).get_table_names()
    return "\n".join(
        str(tuple(row))
        for table in tables
        for row in db.session.execute(text(f"SELECT * FROM {table}"))
    )


def test_a_reader_of_the_database_cannot_use_a_link(client: Visitor, members: Cast) -> None:
    invite(members.contact)
    ask(client, members.ambassador.email)
    jobs.answer_reset_requests()
    stored = everything_stored()
    for link in links():
        token = link.removeprefix("/set-password/")
        assert len(token) >= 43  # 256 bits
        assert token not in stored
        assert rules.fingerprint(token) in stored
        assert client.get(f"/set-password/{rules.fingerprint(token)}").status_code == 404


def test_an_unsealed_mail_would_have_given_the_link_away(members: Cast) -> None:
    invite(members.contact)
    with transaction():
        (mail,) = db.session.scalars(select(OutboxMail)).all()
        mail.text = unseal(mail.text)
    db.session.rollback()
    assert "/set-password/" in everything_stored()


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("kort", "Gebruik minstens 12 tekens."),
        ("wachtwoord2023", "lijsten die aanvallers eerst proberen"),
        ("mangomoment voor iedereen", "Laat namen en Mangomoment weg"),
        ("x" * 129, "Gebruik hoogstens 128 tekens."),
        ("", "Kies een wachtwoord."),
    ],
)
def test_a_refused_password_keeps_the_link(
    client: Visitor, cast: Cast, password: str, why: str
) -> None:
    invite(cast.ambassador)
    (link,) = links()
    page = client.submit(link, {"password": password})
    assert page.status_code == 400
    assert page.text.count(why) == 2  # in the summary and at the field
    assert "<title>Fout: " in page.text
    assert client.submit(link, {"password": NEW}).status_code == 303


def test_a_new_password_ends_every_session_and_tells_the_owner(
    app: Flask, client: Visitor, members: Cast
) -> None:
    other = app.test_client()
    assert isinstance(other, Visitor)
    enter(client, members.ambassador)
    enter(other, members.ambassador)
    ask(client, members.ambassador.email)
    jobs.answer_reset_requests()
    (link,) = links()
    assert "Kies een nieuw wachtwoord" in client.get(link).text
    client.submit(link, {"password": NEW})
    assert not is_in(client)
    assert not is_in(other)
    assert enter(client, members.ambassador, PASSWORD).status_code == 400
    assert enter(client, members.ambassador, NEW).status_code == 303
    notice = mails()[-1]
    assert (notice.subject, notice.secret) == ("Je wachtwoord is gewijzigd", False)
    assert "/set-password/" not in notice.text


def test_a_new_password_ends_the_other_links(client: Visitor, cast: Cast) -> None:
    invite(cast.ambassador)
    ask(client, cast.ambassador.email)
    jobs.answer_reset_requests()
    invitation, reset = links()
    client.submit(reset, {"password": NEW})
    assert client.get(invitation).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Link)) == 0


def test_of_two_who_use_a_link_at_once_one_is_told_no(app: Flask, cast: Cast) -> None:
    assert app
    invite(cast.ambassador)
    token = links()[0].removeprefix("/set-password/")
    with transaction():
        link = queries.get_link(token, now=clock.now())
        db.session.execute(text("DELETE FROM account_link"))  # the other one was quicker
        with pytest.raises(RuleBroken, match="has just been used"):
            services.set_password(link, "$argon2id$x", now=clock.now())
    assert account_of(cast.ambassador).password is None


def test_asking_looks_and_costs_alike_for_known_and_unknown(
    client: Visitor, members: Cast, measure: Measure
) -> None:
    ask(client, "first@demo.example")
    answers, costs = [], []
    for address in (members.ambassador.email, NOBODY, members.contact.email):
        with measure() as work:
            answers.append(ask(client, address))
        costs.append(work)
    assert answers == [(303, "/forgotten-password/asked")] * 3
    assert costs[0].hashes == []
    assert costs[0] == costs[1] == costs[2]
    assert mails() == []  # the worker writes them, out of the visitor's sight


def test_only_open_accounts_are_mailed_and_each_once(client: Visitor, members: Cast) -> None:
    with transaction():
        services.close_account(account_of(members.neighbour), by=0, now=clock.now())
    asked = (members.ambassador.email, NOBODY, members.contact.email, members.neighbour.email)
    for address in (*asked, members.ambassador.email.upper()):
        ask(client, address)
    assert jobs.answer_reset_requests() == 1
    assert jobs.answer_reset_requests() == 0
    assert [mail.recipient for mail in mails()] == [members.ambassador.email]
    assert db.session.scalar(select(func.count()).select_from(ResetRequest)) == 0


def test_an_old_request_is_not_answered(client: Visitor, members: Cast) -> None:
    with time_machine.travel(NOW, tick=False) as time:
        ask(client, members.ambassador.email)
        time.shift(timedelta(hours=1))
        assert jobs.answer_reset_requests() == 0
    assert mails() == []


def test_what_is_past_is_forgotten_and_the_rest_kept(client: Visitor, members: Cast) -> None:
    with time_machine.travel(NOW, tick=False) as time:
        enter(client, members.ambassador)
        invite(members.contact)
        ask(client, NOBODY)
        jobs.forget_expired()
        assert is_in(client)
        assert client.get(links()[0]).status_code == 200
        assert db.session.scalar(select(func.count()).select_from(ResetRequest)) == 1
        time.shift(timedelta(days=15))
        assert jobs.forget_expired() >= 3
        assert jobs.forget_expired() == 0


def test_a_page_after_asking_says_what_happens_next(client: Visitor, app: Flask) -> None:
    assert app
    page = client.get("/forgotten-password/asked")
    assert "De link daarin werkt twee uur." in page.text


def test_a_form_without_its_token_changes_nothing(client: Visitor, cast: Cast) -> None:
    invite(cast.ambassador)
    (link,) = links()
    assert client.post(link, data={"password": NEW}).status_code == 400
    assert account_of(cast.ambassador).password is None
