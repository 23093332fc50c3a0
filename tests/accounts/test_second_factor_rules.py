"""Promises of the rules and the rows of the second step."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.accounts.second_step import apps, rules
from portal.db import db, transaction
from portal.rules import RuleBroken
from tests.accounts.conftest import account_of
from tests.cast import Cast

NOW = datetime(2026, 3, 29, 0, 59, 40, tzinfo=UTC)  # twenty seconds before summer time
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of RFC 6238, appendix B
HASH = "'" + "a" * 64 + "'"
SOON = "'2100-01-01 00:00:00'"
BYTES = {"sqlite": "x'{}'", "postgresql": "'\\x{}'::bytea"}


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    at = datetime.fromtimestamp(second, UTC)
    assert apps.code_at(SECRET, at) == code
    assert apps.counter_of(code, SECRET, now=at) == second // 30


@pytest.mark.parametrize("off", [-31, -30, 0, 29, 30])
def test_a_phone_may_be_half_a_minute_off(off: int) -> None:
    shown = apps.code_at(SECRET, NOW + timedelta(seconds=off))
    taken = apps.counter_of(shown, SECRET, now=NOW)
    wanted = int((NOW + timedelta(seconds=off)).timestamp()) // 30
    assert taken == (wanted if abs(off) <= 30 else taken)


def test_a_minute_off_is_too_much() -> None:
    for off in (-90, 90):
        shown = apps.code_at(SECRET, NOW + timedelta(seconds=off))
        assert apps.counter_of(shown, SECRET, now=NOW) is None


def test_secrets_differ_and_are_160_bits() -> None:
    made = {apps.new_secret() for _ in range(50)}
    assert len(made) == 50
    assert {len(one) for one in made} == {32}
    assert apps.spelled(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"


@pytest.mark.parametrize(
    "typed", ["7f3k-q2xm-90pd-h4wz", "7F3K Q2XM 9OPD H4WZ", " 7f3kq2xm9opdh4wz"]
)
def test_a_recovery_code_is_read_however_it_was_copied(typed: str) -> None:
    assert rules.read_recovery_code(typed) == "7f3kq2xm90pdh4wz"
    assert rules.spell_recovery_code("7f3kq2xm90pdh4wz") == "7f3k-q2xm-90pd-h4wz"


def test_a_recovery_code_is_kept_apart_for_each_account() -> None:
    assert rules.recovery_fingerprint(1, "x") != rules.recovery_fingerprint(2, "x")


def test_the_last_way_stays_where_it_is_obliged() -> None:
    rules.check_may_remove(left=0, is_obliged=False)
    rules.check_may_remove(left=1, is_obliged=True)
    with pytest.raises(RuleBroken):
        rules.check_may_remove(left=0, is_obliged=True)


def test_a_proof_is_fresh_for_a_while_and_never_from_the_future() -> None:
    def fresh(ago: timedelta, *, is_sending: bool) -> bool:
        proved = rules.minute_of(NOW - ago)
        return rules.is_fresh(proved, now=NOW, is_sending=is_sending)

    minute = timedelta(minutes=1)
    assert [fresh(n * minute, is_sending=False) for n in (-1, 0, 15, 16)] == [
        False,
        True,
        True,
        False,
    ]
    assert [fresh(n * minute, is_sending=True) for n in (-1, 16, 45, 46)] == [
        False,
        True,
        True,
        False,
    ]


def _passkey(account: int, name: str, credential: str, handle: str, *, count: int = 0) -> str:
    raw = BYTES[db.engine.dialect.name]
    values = f"{account}, {raw.format(credential)}, {raw.format('00')}, {raw.format(handle)}"
    return (
        "INSERT INTO passkey (account_id, credential_id, public_key, user_handle, sign_count, "
        f"transports, name, made_on) VALUES ({values}, {count}, '', '{name}', '2022-11-15')"
    )


def _begun(purpose: str, account: object, key: str) -> str:
    return (
        "INSERT INTO begun (purpose, account_id, key_hash, secret, expires_at) "
        f"VALUES ('{purpose}', {account}, {key}, NULL, {SOON})"
    )


@pytest.fixture
def wrongs(members: Cast) -> dict[str, list[str]]:
    """Statements that a rule of the database refuses, by the name of the rule."""
    one, two = (account_of(who).id for who in (members.ambassador, members.neighbour))
    mine, other = "aa" * 32, "bb" * 32
    app = f"INSERT INTO authenticator_app VALUES ({one}, {{}}, '2022-11-15')"
    return {
        "app_secret_sealed": [app.format("'GEZDGNBV'")],
        "recovery_code_hashed": [f"INSERT INTO recovery_code VALUES ({one}, 'abc', '2022-11-15')"],
        "used_code_hashed": [f"INSERT INTO used_code VALUES ('abc', {SOON})"],
        "credential_id_in_bounds": [_passkey(one, "x", "", mine)],
        "user_handle_is_256_bits": [_passkey(one, "x", "01", "aa")],
        "passkey_has_a_short_name": [_passkey(one, "", "01", mine)],
        "passkey_counts_up": [_passkey(one, "x", "01", mine, count=-1)],
        "passkeys_of_an_account_share_its_handle": [
            _passkey(one, "x", "01", mine),
            _passkey(one, "y", "02", other),
        ],
        "begun_key_hashed": [_begun("sign_in", one, "'abc'")],
        "only_a_passkey_alone_is_nobodys": [_begun("sign_in", "NULL", HASH)],
        "begun_app_has_a_sealed_secret": [_begun("app", one, HASH)],
        "purpose": [_begun("other", two, HASH)],
    }


RULES = (
    "app_secret_sealed",
    "recovery_code_hashed",
    "used_code_hashed",
    "credential_id_in_bounds",
    "user_handle_is_256_bits",
    "passkey_has_a_short_name",
    "passkey_counts_up",
    "passkeys_of_an_account_share_its_handle",
    "begun_key_hashed",
    "only_a_passkey_alone_is_nobodys",
    "begun_app_has_a_sealed_secret",
    "purpose",
)


@pytest.mark.parametrize("rule", RULES)
def test_the_database_refuses_it_too(app: Flask, wrongs: dict[str, list[str]], rule: str) -> None:
    assert app
    assert set(wrongs) == set(RULES)
    with pytest.raises(DBAPIError, match=rule), transaction():
        run(wrongs[rule])


def run(statements: list[str]) -> None:
    """Run SQL as somebody with a database client would."""
    for statement in statements:
        db.session.connection().exec_driver_sql(statement)


def test_two_accounts_never_share_a_handle_nor_a_passkey(app: Flask, members: Cast) -> None:
    assert app
    one, two = (account_of(who).id for who in (members.ambassador, members.neighbour))
    mine, other = "aa" * 32, "bb" * 32
    with transaction():
        run([_passkey(one, "x", "01", mine), _passkey(one, "y", "02", mine)])
    with pytest.raises(DBAPIError, match="share_its_handle"), transaction():
        run([_passkey(two, "x", "03", mine)])
    with pytest.raises(DBAPIError), transaction():
        run([_passkey(two, "x", "01", other)])
    assert db.session.scalar(text("SELECT count(*) FROM passkey")) == 2
