"""Promises of coming in and going out."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from portal import clock
from portal.accounts import passwords, rules, services
from portal.accounts.models import User, UserSession
from portal.app import create_app
from portal.config import Settings
from portal.db import db, transaction
from portal.network.models import Post
from tests.accounts.conftest import (
    PASSWORD,
    Measure,
    account_of,
    enter,
    give_account,
    is_in,
)
from tests.cast import Cast, Member
from tests.conftest import TODAY, Counter, Visitor
from tests.databases import SECRET

DAY = timedelta(days=1)


def open_sessions() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(UserSession)) or 0


def session_cookie(client: Visitor) -> str:
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def test_the_right_password_leads_to_today(client: Visitor, members: Cast) -> None:
    page = enter(client, members.ambassador)
    assert (page.status_code, page.location) == (303, "/today")
    assert is_in(client)


def test_the_address_is_read_as_people_type_it(client: Visitor, members: Cast) -> None:
    typed: dict[str, object] = {
        "email": f"  {members.ambassador.email.upper()} ",
        "password": PASSWORD,
    }
    assert client.submit("/sign-in", typed).status_code == 303


def test_after_sign_in_one_goes_on_to_where_one_was_going(client: Visitor, members: Cast) -> None:
    asked = client.get("/me/?lang=en")
    assert (asked.status_code, asked.location) == (303, "/sign-in?next=/me/?lang%3Den")
    assert 'name="next" value="/me/?lang=en"' in client.get(asked.location).text
    assert enter(client, members.ambassador, next="/me/?lang=en").location == "/me/?lang=en"


@pytest.mark.parametrize("outside", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_no_sign_in_leads_off_the_site(client: Visitor, members: Cast, outside: str) -> None:
    asked = client.get("/sign-in", query_string={"next": outside}).text
    assert 'name="next" value="/today"' in asked
    assert enter(client, members.ambassador, next=outside).location == "/today"


def test_who_is_in_is_not_asked_again(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    assert client.get("/sign-in?next=/moi/").location == "/moi/"


def test_public_pages_show_who_is_in(client: Visitor, members: Cast) -> None:
    assert members.ambassador.name not in client.get("/accessibility").text
    enter(client, members.ambassador)
    assert members.ambassador.name in client.get("/accessibility").text


def test_a_person_without_posts_is_let_in(client: Visitor, members: Cast) -> None:
    enter(client, members.stranger)
    assert is_in(client)


def refused(client: Visitor, member: Member, password: str) -> tuple[int, str]:
    """Return status and page of a refusal, without what the visitor typed and the form's token."""
    page = enter(client, member, password)
    plain = re.sub(r'name="csrf_token"[^>]*>', "", page.text).replace(member.email, "ADDRESS")
    return page.status_code, plain


NOBODY = Member(person_id=0, name="", email="nobody@demo.example")


def test_every_wrong_sign_in_looks_alike_and_costs_alike(
    client: Visitor, members: Cast, measure: Measure
) -> None:
    give_account(members.coordinator, None)  # invited, has no password yet
    with transaction():
        services.close_account(account_of(members.neighbour), by=0, now=clock.now())
    tries = {
        "wrong": (members.ambassador, "not my password"),
        "unknown": (NOBODY, "not my password"),
        "invited": (members.coordinator, "not my password"),
        "closed": (members.neighbour, PASSWORD),
    }
    client.get("/sign-in")
    pages, costs = {}, {}
    for name, (member, password) in tries.items():
        with measure() as work:
            pages[name] = refused(client, member, password)
        costs[name] = work
    assert pages["wrong"][0] == 400
    assert "horen niet bij elkaar" in pages["wrong"][1]
    assert all(page == pages["wrong"] for page in pages.values())
    assert costs["wrong"].hashes == ["verify_password"]
    assert all(cost == costs["wrong"] for cost in costs.values())


def test_without_the_dummy_hash_the_cost_would_tell(
    client: Visitor, members: Cast, measure: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(password: str, kept: str | None) -> bool:
        return kept is not None and vars(passwords)["verify_password"](password, kept)

    monkeypatch.setattr(passwords, "matches", careless)
    with measure() as known:
        enter(client, members.ambassador, "not my password")
    with measure() as unknown:
        enter(client, NOBODY, "not my password")
    assert known != unknown


def test_a_refusal_keeps_the_address_and_never_the_password(client: Visitor, members: Cast) -> None:
    page = enter(client, members.ambassador, "not my password")
    assert f'value="{members.ambassador.email}"' in page.text
    assert "not my password" not in page.text
    assert "<title>Fout: Aanmelden" in page.text
    assert 'href="#password"' in page.text


def test_empty_fields_are_named(client: Visitor, app: Flask) -> None:
    assert app
    page = client.submit("/sign-in", {"email": "", "password": ""})
    assert page.status_code == 400
    assert page.text.count("Vul je e-mailadres in.") == 2  # in the summary and at the field
    assert page.text.count("Vul je wachtwoord in.") == 2


def test_the_form_tells_password_managers_what_it_asks(client: Visitor, app: Flask) -> None:
    assert app
    page = client.get("/sign-in").text
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_a_form_without_its_token_is_refused_on_our_page(client: Visitor, members: Cast) -> None:
    page = client.post("/sign-in", data={"email": members.ambassador.email, "password": PASSWORD})
    assert page.status_code == 400
    assert "Het formulier stond te lang open" in page.text or "te lang" in page.text
    assert not is_in(client)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    client: Visitor, members: Cast
) -> None:
    cookies = enter(client, members.ambassador).headers.getlist("Set-Cookie")
    assert len(cookies) == 2  # the session and the known device
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)
    assert all("Secure" not in cookie for cookie in cookies)  # http://localhost


def test_over_https_the_cookies_are_locked_to_the_host(database_url: str) -> None:
    settings = Settings(
        secret_key=SECRET, database_url=database_url, base_url="https://portal.example.org"
    )
    app = create_app(settings)
    with app.test_client() as client:
        page = client.get("/sign-in", base_url=settings.base_url)
        cookie = page.headers["Set-Cookie"]
    with app.app_context():
        db.engine.dispose()
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_the_session_is_new_at_every_sign_in(client: Visitor, members: Cast) -> None:
    client.get("/sign-in")
    before = session_cookie(client)
    enter(client, members.ambassador)
    first = session_cookie(client)
    token = client.token("/me/")  # as of a form in an open tab, sent by the next colleague
    typed = {"email": members.neighbour.email, "password": PASSWORD, "csrf_token": token}
    client.post("/sign-in", data=typed)
    assert len({before, first, session_cookie(client)}) == 3
    assert members.neighbour.name in client.get("/me/").text
    client.set_cookie("session", first)
    assert not is_in(client)


def test_the_database_cannot_open_a_session(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    kept = db.session.scalars(select(UserSession.key_hash)).one()
    with client.session_transaction() as browser:
        assert browser["_user_id"] != kept
        browser["_user_id"] = kept
    assert not is_in(client)


def test_sign_out_asks_first_and_then_ends_the_session_for_good(
    client: Visitor, members: Cast
) -> None:
    enter(client, members.ambassador)
    stolen = session_cookie(client)
    assert client.get("/sign-out").status_code == 200
    assert is_in(client)
    assert client.submit("/sign-out").location == "/"
    client.set_cookie("session", stolen)
    assert not is_in(client)
    assert open_sessions() == 0


def test_closing_the_account_ends_its_sessions(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    with transaction():
        services.close_account(account_of(members.ambassador), by=0, now=clock.now())
    assert not is_in(client)
    assert open_sessions() == 0
    assert enter(client, members.ambassador).status_code == 400


def test_a_reopened_account_opens_with_the_same_password(client: Visitor, members: Cast) -> None:
    with transaction():
        services.close_account(account_of(members.ambassador), by=0, now=clock.now())
    with transaction():
        services.reopen_account(account_of(members.ambassador), by=0, now=clock.now())
    assert enter(client, members.ambassador).status_code == 303


@pytest.mark.parametrize(
    ("column", "ago", "still_in"),
    [
        ("seen_at", timedelta(hours=2), True),
        ("seen_at", timedelta(hours=3), False),
        ("expires_at", timedelta(hours=0), False),
        ("expires_at", -timedelta(hours=1), True),
    ],
)
def test_sessions_end_when_idle_and_at_the_end_of_a_day(
    client: Visitor, members: Cast, column: str, ago: timedelta, still_in: object
) -> None:
    enter(client, members.ambassador)
    with transaction():
        db.session.execute(
            update(UserSession).values({"started_at": clock.now() - timedelta(days=2)})
        )
        then = rules.hour_of(clock.now()) - ago
        db.session.execute(update(UserSession).values({column: then}))
    assert is_in(client) is still_in


def test_a_session_lasts_twelve_hours_at_most(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    row = db.session.scalars(select(UserSession)).one()
    assert row.expires_at - row.started_at == timedelta(hours=12)
    assert row.started_at <= clock.now()


def test_the_row_keeps_whole_hours_only(client: Visitor, members: Cast) -> None:
    enter(client, members.ambassador)
    row = db.session.scalars(select(UserSession)).one()
    for instant in (row.started_at, row.seen_at, row.expires_at):
        assert instant == rules.hour_of(instant)


def test_reading_wakes_a_session_once_an_hour_and_sending_a_form_does_not(
    client: Visitor, members: Cast, count_statements: Counter
) -> None:
    enter(client, members.ambassador)
    token = client.token("/me/")
    earlier = rules.hour_of(clock.now()) - timedelta(hours=1)
    with transaction():
        db.session.execute(update(UserSession).values(seen_at=earlier))
    client.post("/me/language", data={"csrf_token": token, "locale": "en"})
    assert db.session.scalars(select(UserSession.seen_at)).one() == earlier
    with count_statements() as statements:
        client.get("/accessibility")
    assert sum(statement.startswith("UPDATE account_session") for statement in statements) == 1
    with count_statements() as statements:
        client.get("/accessibility")
    assert not any(statement.startswith("UPDATE") for statement in statements)


def test_knowing_who_comes_costs_one_statement_and_a_visitor_none(
    client: Visitor, members: Cast, count_statements: Counter
) -> None:
    with count_statements() as statements:
        client.get("/accessibility")
    assert statements == []
    enter(client, members.ambassador)
    with count_statements() as statements:
        client.get("/accessibility")
    assert len(statements) == 1
    with count_statements() as statements:
        client.get("/static/css/app.css").close()
    assert statements == []


def test_a_key_that_opens_nothing_is_asked_about_once(
    client: Visitor, members: Cast, count_statements: Counter
) -> None:
    enter(client, members.ambassador)
    with transaction():
        services.close_sessions(members.ambassador.person_id)
    client.get("/accessibility")
    with count_statements() as statements:
        client.get("/accessibility")
    assert statements == []


@pytest.mark.parametrize(
    ("period", "status"),
    [
        ({"valid_from": TODAY, "valid_to": None}, 200),
        ({"valid_from": TODAY - DAY, "valid_to": TODAY + DAY}, 200),
        ({"valid_from": TODAY - DAY, "valid_to": TODAY}, 404),
        ({"valid_from": TODAY + DAY, "valid_to": None}, 404),
    ],
)
def test_only_a_post_held_today_opens_doors(
    client: Visitor, members: Cast, period: dict[str, object], status: int
) -> None:
    with transaction():
        mine = Post.person_id == members.administrator.person_id
        db.session.execute(update(Post).where(mine).values(period))
    enter(client, members.administrator)
    assert client.get("/audit/").status_code == status
    assert is_in(client)


def test_no_header_and_no_address_signs_in(client: Visitor, members: Cast) -> None:
    token = account_of(members.ambassador).get_auth_token()
    assert client.get("/me/", headers={"Authentication-Token": token}).status_code == 303
    assert client.get("/me/", query_string={"auth_token": token}).status_code == 303


def test_the_library_serves_no_page_of_its_own(app: Flask) -> None:
    assert "security" not in app.blueprints
    assert [rule.rule for rule in app.url_map.iter_rules() if "login" in rule.rule] == []


def test_no_password_is_stored_as_it_was_typed(app: Flask, members: Cast) -> None:
    assert app
    kept = account_of(members.ambassador).password
    assert kept is not None
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept
    assert members.ambassador.email not in str(
        db.session.execute(text("SELECT * FROM account")).all()
    )


def test_the_same_words_in_another_unicode_form_are_the_same_password(
    client: Visitor, cast: Cast
) -> None:
    give_account(cast.ambassador, "caf\u00e9 op de hoek")
    assert enter(client, cast.ambassador, "cafe\u0301 op de hoek").status_code == 303


def test_spaces_around_a_password_belong_to_it(client: Visitor, cast: Cast) -> None:
    give_account(cast.ambassador, " kers tafel olie ")
    assert enter(client, cast.ambassador, "kers tafel olie").status_code == 400
    assert enter(client, cast.ambassador, " kers tafel olie ").status_code == 303


def test_a_very_long_password_is_only_wrong(client: Visitor, members: Cast) -> None:
    assert enter(client, members.ambassador, PASSWORD + "x" * 100_000).status_code == 400
    assert db.session.get(User, account_of(members.ambassador).id) is not None
