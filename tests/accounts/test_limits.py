"""Promises of the limits: guessing gets slow, and the one who is guessed at is not locked out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text

from portal.accounts import limits, rules, services
from portal.accounts.models import Tries
from portal.accounts.rules import Limit
from portal.db import db, transaction
from tests.accounts.conftest import PASSWORD, enter
from tests.cast import Cast, Member
from tests.conftest import Visitor

NOW = datetime(2026, 11, 23, 10, 20, tzinfo=UTC)
FREE = rules.SIGN_IN_ACCOUNT.free
GUESS = "guess guess guess"
NOBODY = Member(person_id=0, name="", email="nobody@demo.example")


def guess(client: Visitor, member: Member, times: int) -> list[int]:
    return [enter(client, member, GUESS).status_code for _ in range(times)]


def elsewhere(app: Flask, address: str = "198.51.100.7") -> Visitor:
    """Return another browser, at another network address."""
    client = app.test_client()
    assert isinstance(client, Visitor)
    client.environ_base["REMOTE_ADDR"] = address
    return client


def test_after_a_few_guesses_one_waits_and_the_wait_grows(client: Visitor, members: Cast) -> None:
    with time_machine.travel(NOW, tick=False) as time:
        assert guess(client, members.ambassador, FREE + 1) == [400] * FREE + [429]
        time.shift(timedelta(seconds=61))
        assert guess(client, members.ambassador, 2) == [400, 429]
        time.shift(timedelta(seconds=61))
        assert guess(client, members.ambassador, 1) == [429]
        time.shift(timedelta(seconds=61))
        assert guess(client, members.ambassador, 2) == [400, 429]


def test_the_page_says_how_long_to_wait(client: Visitor, members: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        guess(client, members.ambassador, FREE)
        page = enter(client, members.ambassador, GUESS)
    assert page.status_code == 429
    assert page.headers["Retry-After"] == "60"
    assert "Probeer opnieuw over 1 minuut." in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_while_waiting_the_right_password_is_no_better(client: Visitor, members: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        guess(client, members.ambassador, FREE)
        assert enter(client, members.ambassador).status_code == 429


def test_knocking_on_does_not_make_the_wait_longer(client: Visitor, members: Cast) -> None:
    with time_machine.travel(NOW, tick=False) as time:
        guess(client, members.ambassador, FREE + 10)
        time.shift(timedelta(seconds=61))
        assert enter(client, members.ambassador).status_code == 303


def test_an_unknown_address_waits_like_a_known_one(client: Visitor, members: Cast) -> None:
    assert members
    with time_machine.travel(NOW, tick=False):
        assert guess(client, NOBODY, FREE + 1) == [400] * FREE + [429]


def test_a_stranger_cannot_lock_out_the_owner_on_a_known_device(
    app: Flask, client: Visitor, members: Cast
) -> None:
    with time_machine.travel(NOW, tick=False):
        enter(client, members.ambassador)
        client.submit("/sign-out")
        stranger = elsewhere(app)
        assert guess(stranger, members.ambassador, FREE + 1)[-1] == 429
        assert enter(stranger, members.ambassador).status_code == 429
        assert enter(client, members.ambassador).status_code == 303


def test_without_the_device_cookie_the_owner_would_wait(
    app: Flask, client: Visitor, members: Cast
) -> None:
    with time_machine.travel(NOW, tick=False):
        enter(client, members.ambassador)
        client.submit("/sign-out")
        client.delete_cookie("device")
        guess(elsewhere(app), members.ambassador, FREE)
        assert enter(client, members.ambassador).status_code == 429


def test_a_known_device_knows_each_colleague_of_the_ward(
    app: Flask, client: Visitor, members: Cast
) -> None:
    with time_machine.travel(NOW, tick=False):
        for colleague in (members.ambassador, members.neighbour):
            enter(client, colleague)
            client.submit("/sign-out")
        guess(elsewhere(app), members.ambassador, FREE)
        assert enter(client, members.ambassador).status_code == 303


def test_a_known_device_is_no_free_pass(client: Visitor, members: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        enter(client, members.ambassador)
        client.submit("/sign-out")
        assert guess(client, members.ambassador, FREE + 1)[-1] == 429
        assert enter(client, members.neighbour).status_code == 303


def test_a_forged_device_cookie_is_worth_nothing(
    app: Flask, client: Visitor, members: Cast
) -> None:
    with time_machine.travel(NOW, tick=False):
        enter(client, members.ambassador)
        cookie = client.get_cookie("device")
        assert cookie is not None
        assert members.ambassador.email not in cookie.value
        stranger = elsewhere(app)
        stranger.set_cookie("device", cookie.value[:-3] + "abc")
        guess(elsewhere(app), members.ambassador, FREE)
        assert enter(stranger, members.ambassador, GUESS).status_code == 429


def test_who_guesses_at_many_accounts_waits_by_address(
    app: Flask, client: Visitor, members: Cast
) -> None:
    with time_machine.travel(NOW, tick=False), app.app_context():
        for number in range(rules.SIGN_IN_ADDRESS.free):
            somebody = Member(person_id=0, name="", email=f"nobody.{number}@demo.example")
            assert enter(client, somebody, GUESS).status_code == 400
        assert enter(client, members.ambassador).status_code == 429
        assert enter(elsewhere(app), members.ambassador).status_code == 303


def test_colleagues_behind_one_address_do_not_use_up_its_tries(
    client: Visitor, members: Cast
) -> None:
    with time_machine.travel(NOW, tick=False):
        for _ in range(3):
            enter(client, members.ambassador)
            client.submit("/sign-out")
    db.session.rollback()
    assert db.session.scalar(select(func.max(Tries.count))) == 0


def test_the_right_password_forgives_the_wrong_ones(client: Visitor, members: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        guess(client, members.ambassador, FREE - 1)
        assert enter(client, members.ambassador).status_code == 303
        client.submit("/sign-out")
        assert guess(client, members.ambassador, FREE) == [400] * FREE


def test_a_day_later_all_is_forgotten(client: Visitor, members: Cast) -> None:
    with time_machine.travel(NOW, tick=False) as time:
        guess(client, members.ambassador, FREE)
        time.shift(timedelta(hours=24))
        assert guess(client, members.ambassador, FREE) == [400] * FREE
        time.shift(timedelta(hours=24))
        with transaction():
            assert services.forget_expired(now=NOW + timedelta(hours=48)) >= 2
        assert db.session.scalar(select(func.count()).select_from(Tries)) == 0


def test_the_count_stays_when_the_request_fails(app: Flask, members: Cast) -> None:
    assert app
    assert members
    wait = {"k" * 64: Limit(free=2, first_wait=timedelta(1), longest_wait=timedelta(1))}
    for _ in range(2):
        with transaction():
            assert limits.count_try(wait, now=NOW) is None
        with pytest.raises(ZeroDivisionError), transaction():
            _ = 1 / 0
    with transaction():
        assert limits.count_try(wait, now=NOW) == NOW + timedelta(1)


def test_tries_at_the_same_moment_are_all_counted(app: Flask, members: Cast) -> None:
    assert members
    wide = Limit(free=1000, first_wait=timedelta(1), longest_wait=timedelta(1))
    keys = ["a" * 64, "b" * 64]

    def knock(number: int) -> None:
        with app.app_context():
            for turn in range(5):
                both = keys if (number + turn) % 2 else keys[::-1]
                with transaction():
                    limits.count_try(dict.fromkeys(both, wide), now=NOW)

    db.session.rollback()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(knock, range(8)))
    assert set(db.session.scalars(select(Tries.count))) == {40}


def test_nobody_can_be_read_from_the_counts(client: Visitor, members: Cast) -> None:
    guess(client, members.ambassador, 2)
    kept = str(db.session.execute(text("SELECT * FROM tries")).all())
    assert "127.0.0.1" not in kept
    assert members.ambassador.email not in kept
    assert len(db.session.execute(text("SELECT * FROM tries")).all()) == 2


def test_asking_for_links_is_limited_alike_for_known_and_unknown(
    client: Visitor, members: Cast
) -> None:
    free = rules.RESET_ACCOUNT.free
    with time_machine.travel(NOW, tick=False):
        for member in (members.ambassador, NOBODY):
            asked = [
                client.submit("/forgotten-password", {"email": member.email}).status_code
                for _ in range(free + 1)
            ]
            assert asked == [303] * free + [429]


def test_a_sign_in_that_waits_costs_no_hash(client: Visitor, members: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        guess(client, members.ambassador, FREE)
        page = enter(client, members.ambassador, PASSWORD)
    assert page.status_code == 429
