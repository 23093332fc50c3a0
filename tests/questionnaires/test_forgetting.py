"""How the order of answers is forgotten: by new tables and files, whole, and told when it failed.

The attack on all that lies on a server is in ``attack``.
"""

import secrets
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from portal.db import db, transaction
from portal.questionnaires.campaigns.codes import hash_withdrawal
from portal.questionnaires.campaigns.forgetting import TABLES, forget_order
from portal.questionnaires.campaigns.jobs import (
    forget_order_of_closed,
    forget_order_of_open,
    health,
)
from portal.questionnaires.campaigns.models import Campaign, CampaignInvitation
from portal.questionnaires.campaigns.queries import order_is_to_be_forgotten
from portal.questionnaires.campaigns.response_models import Response
from portal.questionnaires.filling.services import withdraw
from portal.questionnaires.results.services import release
from tests.questionnaires.attack.attacker import Pairs, by_what_is_left_over, steal_file
from tests.questionnaires.attack.attacker import hits as _hits
from tests.questionnaires.campaigns import CLOSES, OPENS, SECRET, make_people, send

only_sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
MANY = 40
SPARE = 12  # some do not answer


@pytest.fixture
def people(app: Flask) -> list[int]:
    assert app
    return make_people(MANY + SPARE)


def _answer_all(campaign_id: int, people: list[int]) -> Pairs:
    """Let many answer, one after another in random order; return who wrote which response."""
    truth: Pairs = {}
    order = secrets.SystemRandom().sample(people, MANY)
    for n, person in enumerate(order):
        send(campaign_id, person, n)
        ids = set(db.session.scalars(select(Response.id)))
        (truth[person],) = ids - set(truth.values())
    db.session.rollback()
    return truth


def _close(campaign_id: int) -> None:
    with transaction():
        release(campaign_id, on=CLOSES + timedelta(days=1))
    assert order_is_to_be_forgotten()
    db.session.rollback()
    assert forget_order()


def _by_place(receipts: str, responses: str) -> Pairs:
    """Pair the n-th receipt with the n-th response in the order in which the tables are read."""
    people = db.session.execute(text(receipts)).scalars().all()
    answers = db.session.execute(text(responses)).scalars().all()
    return dict(zip(people, (bytes(answer) for answer in answers), strict=True))


def test_naive_tables_give_every_answer_away_by_place(app: Flask) -> None:
    """The control: a receipt row written with its response, both in the order they came."""
    assert app
    binary = "BLOB" if db.engine.dialect.name == "sqlite" else "BYTEA"
    with transaction():
        db.session.execute(text("CREATE TABLE naive_receipt (person_id INTEGER)"))
        db.session.execute(text(f"CREATE TABLE naive_response (id {binary})"))
    truth: Pairs = {}
    for person in secrets.SystemRandom().sample(range(1000), MANY):
        truth[person] = secrets.token_bytes(16)
        with transaction():
            db.session.execute(text("INSERT INTO naive_receipt VALUES (:p)"), {"p": person})
            row = {"r": truth[person]}
            db.session.execute(text("INSERT INTO naive_response VALUES (:r)"), row)
    found = _by_place("SELECT person_id FROM naive_receipt", "SELECT id FROM naive_response")
    assert _hits(found, truth) == MANY


def test_our_tables_give_no_answer_away_by_place(campaign_id: int, people: list[int]) -> None:
    truth = _answer_all(campaign_id, people)
    _close(campaign_id)
    found = _by_place(
        "SELECT person_id FROM campaign_invitation WHERE done", "SELECT id FROM response"
    )
    assert _hits(found, truth) <= 6  # 40 random pairs hit once on average; 7 is one in 80 000


@only_sqlite
@pytest.mark.parametrize("table", TABLES)
def test_sqlite_keeps_no_row_numbers(app: Flask, table: str) -> None:
    assert app
    with pytest.raises(OperationalError, match="no such column: rowid"):
        db.session.execute(text(f"SELECT rowid FROM {table}"))


@only_postgresql
def test_postgresql_gives_all_rows_one_transaction_number(
    campaign_id: int, people: list[int]
) -> None:
    _answer_all(campaign_id, people)
    _close(campaign_id)
    numbers = " UNION ".join(f"SELECT xmin::text FROM {table}" for table in TABLES)
    assert len(db.session.execute(text(numbers)).all()) == 1


def _empty_journal() -> None:
    db.session.rollback()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@only_sqlite
def test_the_file_keeps_answers_in_the_order_of_their_random_ids(
    campaign_id: int, people: list[int]
) -> None:
    """Cells of a page lie in the order they were written, until the page is written anew."""
    truth = _answer_all(campaign_id, people)
    _empty_journal()
    arrival = list(truth.values())
    assert _file_order(arrival) == arrival, "the attack itself does not work"
    _close(campaign_id)
    assert _file_order(arrival) == sorted(arrival)
    assert Path(f"{db.engine.url.database}-wal").stat().st_size <= 5 * (4096 + 24) + 32


def _file_order(ids: list[bytes]) -> list[bytes]:
    """Return the responses as the page of their table was filled: from its end to its start."""
    root = db.session.scalar(text("SELECT rootpage FROM sqlite_master WHERE name = 'response'"))
    size = db.session.scalar(text("PRAGMA page_size"))
    db.session.rollback()
    content = Path(str(db.engine.url.database)).read_bytes()
    page = content[(root - 1) * size : root * size]
    return sorted(ids, key=page.index, reverse=True)


def test_nothing_is_lost_on_the_way(campaign_id: int, people: list[int]) -> None:
    truth = _answer_all(campaign_id, people)
    before = _sums()
    _close(campaign_id)
    assert _sums() == before
    assert set(db.session.scalars(select(Response.id))) == set(truth.values())
    done = select(CampaignInvitation.person_id).where(CampaignInvitation.done)
    assert set(db.session.scalars(done)) == set(truth)
    assert db.session.get_one(Campaign, campaign_id).order_forgotten
    assert not order_is_to_be_forgotten()


def _sums() -> list[tuple[int, int]]:
    statements = (
        "SELECT count(*), sum(value) FROM answer",
        "SELECT count(*), sum(length(body)) FROM comment",
    )
    return [tuple(db.session.execute(text(statement)).one()) for statement in statements]


def test_guards_stand_again_afterwards(campaign_id: int, people: list[int]) -> None:
    _answer_all(campaign_id, people)
    _close(campaign_id)
    with pytest.raises(Exception, match="answer_never_changes"), transaction():
        db.session.execute(text("UPDATE answer SET value = 1, missing = NULL"))


@only_sqlite
def test_what_was_taken_back_leaves_no_trace_in_the_file(
    campaign_id: int, people: list[int], tmp_path: Path
) -> None:
    _empty_journal()
    path = Path(str(db.engine.url.database))
    before = path.read_bytes()
    key = hash_withdrawal("ABCD-EFGH-JKMN", secret=SECRET)
    send(campaign_id, people[0], withdraw_code_hash=key)
    (gone,) = db.session.scalars(select(Response.id))
    send(campaign_id, people[1])
    with transaction():
        assert withdraw("abcd efgh jkmn", secret=SECRET, on=OPENS)
    db.session.rollback()
    while_open = steal_file(path, before=before, folder=tmp_path)
    assert by_what_is_left_over(while_open) == {gone}, "the attack itself does not work"
    _close(campaign_id)
    after = steal_file(path, before=before, folder=tmp_path)
    assert gone not in after.database + after.journal + after.index_of_journal


@only_sqlite
def test_a_reader_elsewhere_postpones_it_and_is_told(campaign_id: int, people: list[int]) -> None:
    """What cannot be done now is not claimed; the worker tries again."""
    send(campaign_id, people[0])
    with transaction():
        release(campaign_id, on=CLOSES)
    reader = sqlite3.connect(str(db.engine.url.database))
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM response").fetchone()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 100")
    with capture_logs() as told:
        assert forget_order_of_closed() is False
    assert [one["log_level"] for one in told] == ["warning"]
    (said,) = health()
    assert said.startswith("1 closed questionnaires: the order of answers")
    reader.close()
    db.session.rollback()
    assert order_is_to_be_forgotten()
    assert forget_order_of_closed() is True
    assert forget_order_of_closed() is False  # there is nothing left to do
    assert health() == []


@only_postgresql
def test_on_postgresql_a_reader_elsewhere_postpones_it_too(
    campaign_id: int, people: list[int]
) -> None:
    """Nobody waits long behind it: it gives up sooner than a deadlock is looked for."""
    send(campaign_id, people[0])
    with transaction():
        release(campaign_id, on=CLOSES)
    db.session.rollback()
    with db.engine.connect() as reader:
        reader.execute(text("SELECT count(*) FROM response"))
        assert forget_order_of_closed() is False
    assert order_is_to_be_forgotten()
    db.session.rollback()
    assert forget_order_of_closed() is True


def test_every_night_while_a_form_is_open_its_order_is_forgotten(
    campaign_id: int, people: list[int]
) -> None:
    send(campaign_id, people[0])
    db.session.rollback()
    assert forget_order_of_open()
    assert db.session.get_one(Campaign, campaign_id).order_forgotten is False
    _close(campaign_id)
    assert forget_order_of_open() is False
