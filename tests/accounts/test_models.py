"""Each rule that the database holds itself, tried with plain SQL on both databases."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal.db import db, transaction
from tests.cast import Cast

HASH = "a" * 64
NOON = "2026-11-23 12:00:00+00:00"
LATER = "2026-11-23 18:00:00+00:00"

ACCOUNT = """INSERT INTO account (person_id, active, password, fs_uniquifier)
    VALUES ({person}, true, {password}, '{mark}')"""
SESSION = """INSERT INTO account_session (account_id, key_hash, started_at, seen_at, expires_at)
    VALUES (1, '{key}', '{start}', '{start}', '{end}')"""
LINK = """INSERT INTO account_link (account_id, purpose, token_hash, made_at, expires_at)
    VALUES (1, '{purpose}', '{token}', '{start}', '{end}')"""
TRIES = """INSERT INTO tries (key, count, wait_until, forget_at)
    VALUES ('{key}', {count}, '{start}', '{start}')"""
REQUEST = "INSERT INTO reset_request (address, asked_at) VALUES ('a@example.org', '{start}')"
GOOD = {
    "person": 1,
    "password": "NULL",
    "mark": "m1",
    "key": HASH,
    "token": HASH,
    "purpose": "reset",
    "count": 0,
    "start": NOON,
    "end": LATER,
}


def write(statement: str, **odd: object) -> None:
    """Run one statement of the templates above, with something odd in it."""
    with transaction():
        db.session.execute(text(statement.format(**{**GOOD, **odd})))


@pytest.fixture
def one_of_each(app: Flask, cast: Cast) -> None:
    """One good row in every table of the room."""
    assert app
    assert cast
    for statement in (ACCOUNT, SESSION, LINK, TRIES, REQUEST):
        write(statement)


# SQLite names the columns of a broken uniqueness, PostgreSQL its rule.
@pytest.mark.usefixtures("one_of_each")
@pytest.mark.parametrize(
    ("statement", "odd", "rule"),
    [
        (ACCOUNT, {"mark": "m2"}, "one_account_per_person|account.person_id"),
        (ACCOUNT, {"person": 2}, "one_account_per_mark|account.fs_uniquifier"),
        (ACCOUNT, {"person": 10**6, "mark": "m2"}, "fk_account_person_id|FOREIGN KEY"),
        (ACCOUNT, {"person": 2, "mark": "m2", "password": "'geheim'"}, "password_hashed"),
        (SESSION, {}, "one_session_per_key|account_session.key_hash"),
        (SESSION, {"key": "b" * 64, "end": NOON}, "session_ends_after_start"),
        (SESSION, {"key": "raw key"}, "session_key_hashed"),
        (LINK, {"purpose": "invitation"}, "one_link_per_token|account_link.token_hash"),
        (LINK, {"token": "b" * 64}, "one_link_per_purpose|account_link.account_id"),
        (LINK, {"purpose": "invitation", "token": "raw token"}, "link_token_hashed"),
        (LINK, {"purpose": "gift", "token": "b" * 64}, "linkpurpose"),
        (TRIES, {}, "pk_tries|tries.key"),
        (TRIES, {"key": "10.0.0.1"}, "tries_key_hashed"),
        (TRIES, {"key": "b" * 64, "count": -1}, "tries_counted_up"),
        (REQUEST, {}, "one_open_request_per_address|reset_request.address"),
    ],
)
def test_the_database_refuses(statement: str, odd: dict[str, object], rule: str) -> None:
    with pytest.raises(IntegrityError, match=rule):
        write(statement, **odd)


@pytest.mark.usefixtures("one_of_each")
def test_what_hangs_on_an_account_goes_with_it() -> None:
    with transaction():
        db.session.execute(text("DELETE FROM account"))
    for table in ("account_session", "account_link"):
        assert db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
