"""Promises when two do the same at the same moment: one comes in."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal import clock
from portal.accounts.second_step import queries, services
from portal.accounts.second_step.models import Purpose, RecoveryCode, UsedCode
from portal.db import transaction
from tests.accounts.conftest import account_of
from tests.accounts.devices import code_of, give_app, give_codes
from tests.accounts.test_second_factor import count
from tests.at_once import at_once
from tests.cast import Cast

AT_ONCE = 6


def won(app: Flask, act: Callable[[], object]) -> int:
    """Do the same from several threads at one moment; return how many were let through."""
    return at_once(app, AT_ONCE, lambda _number: act()).count("done")


@pytest.fixture
def account(members: Cast) -> int:
    """The account of the ambassador."""
    return account_of(members.ambassador).id


def test_a_code_lets_one_in(app: Flask, members: Cast, account: int) -> None:
    code = code_of(give_app(members.ambassador))
    assert won(app, lambda: services.take_code(account, code, now=clock.now())) == 1
    assert count(UsedCode) == 1


def test_a_recovery_code_lets_one_in(app: Flask, members: Cast, account: int) -> None:
    give_app(members.ambassador)
    code = give_codes(members.ambassador)[0]

    def take() -> None:
        services.take_recovery_code(queries.get_account(account), code, now=clock.now())

    assert won(app, take) == 1
    assert count(RecoveryCode) == 9


def test_what_was_begun_is_finished_by_one(app: Flask, account: int) -> None:
    with transaction():
        key = services.begin(Purpose.SIGN_IN, account_id=account, now=clock.now())

    def finish() -> None:
        services.finish(key, Purpose.SIGN_IN, account_id=account, now=clock.now())

    assert won(app, finish) == 1
