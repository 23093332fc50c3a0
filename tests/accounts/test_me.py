"""Promises of one's own page, and of those who may invite and close."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.accounts import services
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.network.models import Person
from portal.outbox.models import OutboxMail
from portal.outbox.sealing import unseal
from tests.accounts.conftest import account_of, enter, give_account, is_in
from tests.cast import Cast, Member
from tests.conftest import Counter, Visitor


def locale_of(member: Member) -> str:
    db.session.rollback()
    return db.session.get_one(Person, member.person_id).locale


def mail_count() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(OutboxMail)).all())


def test_a_visitor_is_asked_to_sign_in_first(client: Visitor, app: Flask) -> None:
    assert app
    assert client.get("/me/").location == "/sign-in?next=/me/"


def test_my_page_shows_me_my_posts_and_nobody_else(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    page = client.get("/me/").text
    assert members.ambassador.name in page
    assert members.ambassador.email in page
    assert f'href="/organisations/{members.home.slug}/"' in page
    assert "sinds 1 november 2019" in page
    assert members.neighbour.email not in page
    assert members.away.name not in page


def test_my_page_costs_the_same_for_one_post_and_for_many(
    client: Visitor, members: Cast, count_statements: Counter
) -> None:
    enter(client, members.ambassador)
    with count_statements() as statements:
        client.get("/me/")
    assert len(statements) <= 7  # one for each room that has a panel here


def test_without_a_post_the_page_says_so(client: Visitor, members: Cast) -> None:
    enter(client, members.stranger)
    assert "Je hebt nu geen rol in het netwerk." in client.get("/me/").text


def test_the_chosen_language_is_of_pages_and_mails(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    assert '<html lang="nl">' in client.get("/me/").text
    assert client.submit("/me/language", {"locale": "en"}, at="/me/").location == "/me/"
    assert '<html lang="en">' in client.get("/me/").text
    assert locale_of(members.ambassador) == "en"
    assert locale_of(members.neighbour) == "nl"


@pytest.mark.parametrize("odd", ["de", "", "nl\n", "en'--"])
def test_a_language_that_is_not_offered_changes_nothing(
    client: Visitor, members: Cast, odd: str
) -> None:
    enter(client, members.ambassador)
    client.submit("/me/language", {"locale": odd}, at="/me/")
    assert locale_of(members.ambassador) == "nl"


def test_sign_out_everywhere_ends_my_sessions_and_no_others(
    app: Flask, client: Visitor, members: Cast
) -> None:
    phone, neighbour = app.test_client(), app.test_client()
    assert isinstance(phone, Visitor)
    assert isinstance(neighbour, Visitor)
    enter(phone, members.ambassador)
    enter(neighbour, members.neighbour)
    enter(client, members.ambassador)
    page = client.get("/me/").text
    assert page.count("Dit toestel, sinds ") == 1
    assert page.count("Een ander toestel, sinds ") == 1
    assert client.submit("/me/sign-out-everywhere", at="/me/").location == "/"
    assert [is_in(client), is_in(phone), is_in(neighbour)] == [False, False, True]


def test_no_page_shows_when_somebody_else_signed_in(client: Visitor, members: Cast) -> None:
    enter(client, members.administrator)
    db.session.rollback()
    events = db.session.scalars(select(AuditEvent.event)).all()
    assert [event for event in events if "sign" in event or "session" in event] == []


def test_a_link_for_a_new_password_comes_by_mail(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    page = client.submit("/me/new-password", at="/me/")
    assert page.location == "/forgotten-password/asked"
    with transaction():
        assert services.answer_reset_requests(now=clock.now()) == 1


@pytest.mark.parametrize("path", ["language", "new-password", "sign-out-everywhere"])
def test_every_step_needs_its_token_and_its_person(
    client: Visitor, members: Cast, path: str
) -> None:
    visitor_token = client.token("/sign-in")
    asked = client.post(f"/me/{path}", data={"csrf_token": visitor_token})
    assert (asked.status_code, asked.location) == (303, "/sign-in")
    enter(client, members.ambassador)
    assert client.post(f"/me/{path}").status_code == 400
    assert is_in(client)


def press(client: Visitor, member: Member, step: str, **data: str) -> int:
    """Press a button of the page of a person."""
    form = {"csrf_token": client.token("/me/"), **data}
    return client.post(f"/people/{member.person_id}/{step}", data=form).status_code


def test_an_ambassador_invites_at_home_and_finds_nobody_elsewhere(
    client: Visitor, members: Cast
) -> None:
    enter(client, members.ambassador)
    away = members.away.people[next(iter(members.away.people))]
    missing = Member(person_id=10**6, name="", email="")
    assert press(client, members.lead, "invite") == 303
    assert press(client, away, "invite") == 404
    assert press(client, missing, "invite") == 404
    db.session.rollback()
    mail = db.session.scalars(select(OutboxMail)).one()
    assert mail.recipient == members.lead.email
    assert "/set-password/" in unseal(mail.text)


def test_a_double_press_invites_once(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    assert [press(client, members.lead, "invite") for _ in range(2)] == [303, 303]
    assert mail_count() == 1


def test_a_reason_is_given_when_somebody_cannot_be_invited(client: Visitor, members: Cast) -> None:
    enter(client, members.administrator)
    assert press(client, members.ambassador, "invite") == 303
    assert "Deze persoon kan zich al aanmelden." in client.get("/me/").text
    assert mail_count() == 0


def test_a_member_invites_nobody(client: Visitor, cast: Cast) -> None:
    give_account(cast.member)
    enter(client, cast.member)
    assert press(client, cast.lead, "invite") == 404
    assert mail_count() == 0


def test_the_administrator_closes_and_opens_an_account(
    app: Flask, client: Visitor, members: Cast
) -> None:
    theirs = app.test_client()
    assert isinstance(theirs, Visitor)
    enter(theirs, members.ambassador)
    enter(client, members.administrator)
    assert press(client, members.ambassador, "close-account") == 303
    assert not is_in(theirs)
    assert not account_of(members.ambassador).active
    assert press(client, members.ambassador, "close-account", reopen="yes") == 303
    assert enter(theirs, members.ambassador).status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(AuditEvent.event).order_by(AuditEvent.id)).all() == [
        "account_closed",
        "account_reopened",
    ]


def test_nobody_shuts_the_last_door_behind_them(client: Visitor, members: Cast) -> None:
    enter(client, members.administrator)
    assert press(client, members.administrator, "close-account") == 303
    assert "Je kunt je eigen account niet sluiten." in client.get("/me/").text
    assert is_in(client)


def test_who_has_no_account_cannot_be_closed(client: Visitor, members: Cast) -> None:
    enter(client, members.administrator)
    assert press(client, members.lead, "close-account") == 404


def test_only_the_administrator_closes(client: Visitor, members: Cast) -> None:
    give_account(members.coordinator)
    enter(client, members.coordinator)
    assert press(client, members.ambassador, "close-account") == 404
    assert account_of(members.ambassador).active


def standing(app: Flask, reader: Member, about: Member) -> str:
    """Return what the page of a person says about their account, as this reader sees it."""
    client = app.test_client()
    assert isinstance(client, Visitor)
    page = client.sign_in(reader).get(f"/people/{about.person_id}/")
    assert page.status_code == 200
    return page.text.partition("<h2>Account</h2>")[2].partition("</section>")[0]


def test_the_page_of_a_person_offers_the_step_that_fits(app: Flask, cast: Cast) -> None:
    assert "Nodig uit per mail" in standing(app, cast.coordinator, cast.ambassador)
    with transaction():
        person = db.session.get_one(Person, cast.ambassador.person_id)
        services.invite_person(person, by=1, now=clock.now())
    assert "Stuur de uitnodiging opnieuw" in standing(app, cast.coordinator, cast.ambassador)
    with transaction():
        account = db.session.scalars(select(User).where(User.person_id == person.id)).one()
        account.password = "$argon2id$stands-in-for-a-hash"
    seen = standing(app, cast.coordinator, cast.ambassador)
    assert "Kan zich aanmelden." in seen
    assert "<button" not in seen
    assert "Sluit het account" in standing(app, cast.administrator, cast.ambassador)
    with transaction():
        services.close_account(account, by=0, now=clock.now())
    assert "Open het account opnieuw" in standing(app, cast.administrator, cast.ambassador)


def test_who_may_not_invite_sees_nothing_of_accounts(app: Flask, cast: Cast) -> None:
    assert standing(app, cast.member, cast.member) == ""
    assert standing(app, cast.lead, cast.member) == ""
    assert standing(app, cast.researcher, cast.researcher) == ""
