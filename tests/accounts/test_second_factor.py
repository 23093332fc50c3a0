"""Promises of the second step: what it takes, what it refuses, what it gives away."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal import clock
from portal.accounts import jobs, services
from portal.accounts.models import UserSession
from portal.accounts.second_step import services as second_step
from portal.accounts.second_step.models import Begun, Passkey, Purpose, RecoveryCode, UsedCode
from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.outbox.models import OutboxMail
from portal.rules import RuleBroken
from tests.accounts.conftest import PASSWORD, Measure, account_of, enter, is_in
from tests.accounts.devices import code_of, give_app, give_codes, leave, wrong_code_for
from tests.cast import Cast
from tests.conftest import Visitor

STEP, RECOVERY = "/sign-in/second-step", "/sign-in/recovery-code"
SECOND = "Tweede stap"


def count(model: type) -> int:
    """Return how many rows there are now."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def subjects() -> list[str]:
    """Return the subjects of the mails that were queued, oldest first."""
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMail.subject).order_by(OutboxMail.id)))


def test_without_a_second_step_the_password_is_enough(client: Visitor, members: Cast) -> None:
    assert enter(leave(client), members.ambassador).location == "/today"
    assert is_in(client)


def test_with_one_the_password_opens_nothing_but_the_question(
    client: Visitor, members: Cast
) -> None:
    give_app(members.ambassador)
    page = enter(leave(client), members.ambassador, next="/moi/")
    assert (page.status_code, page.location) == (303, f"{STEP}?next=/moi/")
    assert SECOND in client.get(page.location).text
    assert not is_in(client)
    assert client.get("/today").location == "/sign-in?next=/today"
    assert count(UserSession) == 0


def test_the_right_code_leads_in_and_on(client: Visitor, members: Cast) -> None:
    secret = give_app(members.ambassador)
    asked = enter(leave(client), members.ambassador, next="/moi/").location
    page = client.submit(STEP, {"code": code_of(secret), "next": "/moi/"}, at=asked)
    assert (page.status_code, page.location) == (303, "/moi/")
    assert is_in(client)
    assert count(Begun) == 0


def test_the_page_keeps_where_one_was_going_and_never_leads_off_the_site(
    client: Visitor, members: Cast
) -> None:
    secret = give_app(members.ambassador)
    asked = enter(leave(client), members.ambassador, next="/moi/?lang=en").location
    assert 'name="next" value="/moi/?lang=en"' in client.get(asked).text
    typed: dict[str, object] = {"code": code_of(secret), "next": "//evil.example"}
    assert client.submit(STEP, typed).location == "/today"


def test_codes_of_the_half_minutes_around_work_and_no_others(
    client: Visitor, members: Cast
) -> None:
    secret = give_app(members.ambassador)
    answers = {}
    for later in (-3, -1, 1, 3):
        enter(leave(client), members.ambassador)
        answers[later] = client.submit(STEP, {"code": code_of(secret, later=later)}).status_code
    assert answers == {-3: 400, -1: 303, 1: 303, 3: 400}


@pytest.mark.parametrize("typed", ["123 456", "", "abcdef", "1234567", "１２３４５６", "x" * 500])
def test_a_wrong_code_is_refused_with_a_reason(client: Visitor, members: Cast, typed: str) -> None:
    secret = give_app(members.ambassador)
    enter(leave(client), members.ambassador)
    right = {code_of(secret, later=later) for later in (-1, 0, 1)}
    wrong = "654 321" if typed.replace(" ", "") in right else typed  # once in many thousand runs
    page = client.submit(STEP, {"code": wrong})
    assert page.status_code == 400
    assert "<title>Fout: " in page.text
    assert 'href="#code"' in page.text
    assert 'aria-invalid="true"' in page.text
    assert not is_in(client)


def test_a_code_with_spaces_is_read_as_people_type_it(client: Visitor, members: Cast) -> None:
    secret = give_app(members.ambassador)
    enter(leave(client), members.ambassador)
    code = code_of(secret)
    assert client.submit(STEP, {"code": f" {code[:3]} {code[3:]} "}).status_code == 303


def test_a_code_works_once(app: Flask, client: Visitor, members: Cast) -> None:
    secret = give_app(members.ambassador)
    code = code_of(secret)
    enter(leave(client), members.ambassador)
    assert client.submit(STEP, {"code": code}).status_code == 303
    other = app.test_client()
    assert isinstance(other, Visitor)
    enter(other, members.ambassador)
    page = other.submit(STEP, {"code": code})
    assert page.status_code == 400
    assert "klopt niet of is al gebruikt" in page.text
    assert not is_in(other)


def test_without_the_memory_a_code_would_work_twice(
    client: Visitor, members: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, account = give_app(members.ambassador), account_of(members.ambassador).id
    code = code_of(secret)
    with transaction():
        second_step.take_code(account, code, now=clock.now())
    with transaction(), pytest.raises(RuleBroken):
        second_step.take_code(account, code, now=clock.now())
    monkeypatch.setattr(second_step, "_take_once", lambda *_args, **_more: None)
    with transaction():
        second_step.take_code(account, code, now=clock.now())
    assert client is not None


def test_what_is_kept_of_a_code_tells_neither_whose_nor_when(
    client: Visitor, members: Cast
) -> None:
    secret = give_app(members.ambassador)
    enter(leave(client), members.ambassador)
    client.submit(STEP, {"code": code_of(secret)})
    kept = db.session.scalars(select(UsedCode)).one()
    assert set(UsedCode.__table__.columns.keys()) == {"code_hash", "forget_at"}
    assert secret not in kept.code_hash
    with transaction():
        db.session.execute(update(UsedCode).values(forget_at=clock.now()))
    assert jobs.forget_expired() == 1
    assert count(UsedCode) == 0


def test_the_secret_is_sealed(client: Visitor, members: Cast) -> None:
    secret = give_app(members.ambassador)
    dump = str(db.session.connection().exec_driver_sql("SELECT * FROM authenticator_app").all())
    assert client is not None
    assert secret not in dump
    assert "gAAAA" in dump


def test_half_in_ends_by_itself(client: Visitor, members: Cast) -> None:
    secret = give_app(members.ambassador)
    enter(leave(client), members.ambassador)
    token = client.token(STEP)
    with transaction():
        db.session.execute(update(Begun).values(expires_at=clock.now()))
    page = client.post(STEP, data={"csrf_token": token, "code": code_of(secret)})
    assert (page.status_code, page.location) == (303, "/sign-in?next=/today")
    assert "Begin opnieuw" in client.get(page.location).text
    assert not is_in(client)
    assert jobs.forget_expired() == 1


def test_half_in_ends_with_the_account(client: Visitor, members: Cast) -> None:
    give_app(members.ambassador)
    enter(leave(client), members.ambassador)
    with transaction():
        services.close_account(account_of(members.ambassador), by=0, now=clock.now())
    assert client.get(STEP).location == "/sign-in?next=/today"


def test_half_in_ends_the_session_that_was_open_here(client: Visitor, members: Cast) -> None:
    give_app(members.ambassador)
    enter(leave(client), members.neighbour)
    token = client.token("/me/")
    typed = {"email": members.ambassador.email, "password": PASSWORD, "csrf_token": token}
    client.post("/sign-in", data=typed)
    assert not is_in(client)
    assert count(UserSession) == 0


def test_who_is_not_half_in_is_sent_to_the_start(client: Visitor, members: Cast) -> None:
    assert members
    for path in (STEP, RECOVERY):
        assert client.get(path).location == "/sign-in?next=/today"
    for path in (STEP, RECOVERY, f"{STEP}/passkey"):
        assert client.submit(path, at="/sign-in").location == "/sign-in?next=/today"
    assert client.submit(f"{STEP}/passkey/options", at="/sign-in").status_code == 400


def test_one_key_of_half_in_opens_one_session(app: Flask, client: Visitor, members: Cast) -> None:
    secret = give_app(members.ambassador)
    enter(leave(client), members.ambassador)
    cookie = client.get_cookie("session")
    assert cookie is not None
    twin = app.test_client()
    assert isinstance(twin, Visitor)
    twin.set_cookie("session", cookie.value)
    assert client.submit(STEP, {"code": code_of(secret)}).status_code == 303
    assert twin.get(STEP).location == "/sign-in?next=/today"


def test_a_recovery_code_works_once_and_the_owner_is_told(client: Visitor, members: Cast) -> None:
    give_app(members.ambassador)
    code = give_codes(members.ambassador)[0]
    asked = enter(leave(client), members.ambassador).location
    assert RECOVERY in client.get(asked).text
    assert client.submit(RECOVERY, {"code": code.upper().replace("-", " ")}).location == "/today"
    assert is_in(client)
    assert count(RecoveryCode) == 9
    assert subjects()[-1] == "Er is een herstelcode gebruikt"
    enter(leave(client), members.ambassador)
    page = client.submit(RECOVERY, {"code": code})
    assert page.status_code == 400
    assert f'value="{code}"' in page.text


def test_a_recovery_code_of_somebody_else_is_wrong(client: Visitor, members: Cast) -> None:
    give_app(members.ambassador)
    give_app(members.neighbour)
    code = give_codes(members.neighbour)[0]
    enter(leave(client), members.ambassador)
    assert client.submit(RECOVERY, {"code": code}).status_code == 400
    assert count(RecoveryCode) == 10


def test_the_database_holds_no_recovery_code(client: Visitor, members: Cast) -> None:
    give_app(members.ambassador)
    codes = give_codes(members.ambassador)
    dump = str(db.session.connection().exec_driver_sql("SELECT * FROM recovery_code").all())
    assert client is not None
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}", c) for c in codes)
    assert not any(code in dump or code.replace("-", "") in dump for code in codes)


def test_after_some_wrong_codes_one_waits_and_the_owner_is_told_once(
    client: Visitor, members: Cast
) -> None:
    secret = give_app(members.ambassador)
    enter(leave(client), members.ambassador)
    wrong = wrong_code_for(secret)
    token = client.token(STEP)
    answers = [
        client.post(STEP, data={"csrf_token": token, "code": wrong}).status_code for _ in range(8)
    ]
    assert answers == [400] * 5 + [429] * 3
    late = client.post(STEP, data={"csrf_token": token, "code": code_of(secret)})
    assert late.status_code == 429
    assert subjects() == ["Kent iemand je wachtwoord?"]
    assert not is_in(client)


def test_who_signed_in_here_before_is_not_locked_out_by_a_stranger(
    app: Flask, client: Visitor, members: Cast
) -> None:
    secret = give_app(members.ambassador)
    enter(leave(client), members.ambassador)
    assert client.submit(STEP, {"code": code_of(secret)}).status_code == 303
    thief = app.test_client()
    assert isinstance(thief, Visitor)
    enter(thief, members.ambassador)
    token = thief.token(STEP)
    for _ in range(7):
        thief.post(STEP, data={"csrf_token": token, "code": wrong_code_for(secret)})
    client.submit("/sign-out")
    enter(leave(client), members.ambassador)
    assert client.submit(STEP, {"code": code_of(secret, later=1)}).status_code == 303


def test_a_wrong_password_costs_and_looks_the_same_with_and_without_a_second_step(
    client: Visitor, members: Cast, measure: Measure
) -> None:
    give_app(members.ambassador)
    give_codes(members.ambassador)
    client.get("/sign-in")
    with measure() as with_one:
        first = enter(leave(client), members.ambassador, "not my password")
    with measure() as without:
        second = enter(leave(client), members.neighbour, "not my password")
    assert (first.status_code, second.status_code) == (400, 400)
    assert with_one == without
    assert SECOND not in first.text


def test_with_another_secret_key_the_app_is_wrong_and_recovery_codes_still_work(
    client: Visitor, members: Cast
) -> None:
    give_app(members.ambassador)
    codes = give_codes(members.ambassador)
    with transaction():
        db.session.connection().exec_driver_sql(
            "UPDATE authenticator_app SET secret = 'gAAAAsealed-with-another-key'"
        )
    enter(leave(client), members.ambassador)
    assert client.submit(STEP, {"code": "123456"}).status_code == 400
    assert client.submit(RECOVERY, {"code": codes[3]}).status_code == 303


def test_a_new_password_by_link_does_not_skip_the_second_step(
    client: Visitor, members: Cast
) -> None:
    give_app(members.ambassador)
    enter(leave(client), members.ambassador)
    assert not is_in(client)
    assert count(Passkey) == 0
    assert db.session.scalars(select(Begun.purpose)).all() == [Purpose.SIGN_IN]


def test_the_trail_names_the_act_and_never_a_code(client: Visitor, members: Cast) -> None:
    give_app(members.ambassador)
    code = give_codes(members.ambassador)[0]
    enter(leave(client), members.ambassador)
    client.submit(RECOVERY, {"code": code})
    trail = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [one.event for one in trail][-2:] == ["recovery_codes_made", "recovery_code_used"]
    assert all(one.detail == {} for one in trail)


def test_what_is_begun_lasts_minutes(app: Flask, members: Cast) -> None:
    assert app
    with transaction():
        account = account_of(members.ambassador).id
        second_step.begin(Purpose.SIGN_IN, account_id=account, now=clock.now())
    row = db.session.scalars(select(Begun)).one()
    assert row.expires_at - clock.now() <= timedelta(minutes=10)
