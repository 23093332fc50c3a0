"""The attacker's test: with all that lies on the server, nobody finds out who said what.

The same attacks are shown to find everybody while the protection is off: before the close, when
the order is not forgotten yet, with gunicorn's own log, and with ids that count up.
"""

import runpy
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import MetaData, select, text

from portal.db import db, transaction
from portal.questionnaires.campaigns.forgetting import forget_order
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.campaigns.response_models import Response
from tests.cast import Cast
from tests.conftest import Databases, Visitor
from tests.evaluation.evaluations import close
from tests.journeys.served import HOME
from tests.questionnaires.attack import attacker
from tests.questionnaires.attack.attacker import Pairs, hits
from tests.questionnaires.attack.scene import (
    MANY,
    Scene,
    Served,
    cookies_of,
    let_all_answer,
    log_name,
    serve,
    set_scene,
)
from tests.questionnaires.campaigns import close as release
from tests.questionnaires.campaigns import make_campaign, make_people, send

# Forty pairs at random hit once on average; ten or more come up once in nine million tries.
CHANCE = 9


@dataclass(frozen=True, kw_only=True)
class Loot:
    """What the attacker took, and what they would like to know."""

    scene: Scene
    served: Served
    truth: Pairs
    before: bytes
    untouched: Mapping[str, Sequence[Mapping[str, object]]]

    @property
    def names(self) -> dict[str, int]:
        return {log_name(one.person_id): one.person_id for one in self.scene.people}

    def order(self, log: Path) -> list[int]:
        return attacker.arrivals(log.read_text(), self.names, self.scene.path)


BESIDE = ("audit_event", "outbox_mail")  # who reads them learns nothing from an answer


@pytest.fixture
def loot(
    app: Flask, databases: Databases, client: Visitor, cast: Cast, tmp_path: Path
) -> Iterator[Loot]:
    """Forty answers, sent over HTTP to a gunicorn that logs, before anything is closed."""
    assert databases
    scene = set_scene(cast)
    cookies = cookies_of(client, scene.people)
    before = _settle()
    untouched = _tables_beside()
    with serve(str(app.config["SQLALCHEMY_DATABASE_URI"]), tmp_path) as served:
        truth = let_all_answer(scene, served, cookies)
        yield Loot(scene=scene, served=served, truth=truth, before=before, untouched=untouched)


def _settle() -> bytes:
    """Bring all to the disk; return the file as it is, where there is one."""
    db.session.rollback()
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("CHECKPOINT"))
            return b""
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(str(db.engine.url.database)).read_bytes()


def _tables(*names: str) -> dict[str, Sequence[Mapping[str, object]]]:
    """Return the rows of these tables, or of all, as anybody with the database reads them."""
    metadata = MetaData()
    metadata.reflect(db.engine, only=names or None)
    with db.engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in metadata.sorted_tables
        }


def _tables_beside() -> Mapping[str, Sequence[Mapping[str, object]]]:
    return _tables(*BESIDE)


def _close(scene: Scene) -> None:
    close(scene.meeting_id)
    db.session.rollback()
    assert forget_order()
    _settle()


def _steal_file(loot: Loot, folder: Path) -> attacker.StolenFile:
    path = Path(str(db.engine.url.database))
    return attacker.steal_file(path, before=loot.before, folder=folder)


def _steal_relation(name: str) -> bytes:
    """Read the file of a table from the server's own folder."""
    _settle()
    with db.engine.connect() as connection:
        folder = connection.scalar(text("SHOW data_directory"))
        path = connection.scalar(text("SELECT pg_relation_filepath(:name)"), {"name": name})
    return (Path(str(folder)) / str(path)).read_bytes()


def _attacks_on_file(loot: Loot, folder: Path) -> dict[str, Pairs]:
    stolen = _steal_file(loot, folder)
    return {
        "order in tables": attacker.by_order_in_tables(stolen),
        "journal": attacker.by_journal(stolen),
        "order on pages": attacker.by_arrival_on_pages(stolen, list(loot.truth)),
    }


def _attacks_on_relations(loot: Loot) -> dict[str, Pairs]:
    files = _steal_relation("campaign_invitation"), _steal_relation("response")
    done = loot.truth.keys()
    return {
        "transaction": attacker.by_transaction(*files, done),
        "place in files": attacker.by_place_in_files(*files, done),
        "number of transaction": attacker.by_number_of_transaction(*files, done),
    }


def _attack_files(loot: Loot, folder: Path) -> dict[str, Pairs]:
    if db.engine.dialect.name == "sqlite":
        return _attacks_on_file(loot, folder)
    return _attacks_on_relations(loot)


SURE = ("journal", "transaction")  # these say nothing where they know nothing


def test_nobody_is_found_with_all_that_lies_on_the_server(loot: Loot, tmp_path: Path) -> None:
    """The law: 40 of 40 while the order is there, and after the close no more than by chance."""
    found = {name: hits(guess, loot.truth) for name, guess in _attack_files(loot, tmp_path).items()}
    assert {found[name] for name in SURE if name in found} == {MANY}, found
    _check_what_was_written(loot)
    _close(loot.scene)
    for name, guess in _attack_files(loot, tmp_path).items():
        if name in SURE:
            assert guess == {}, name
        assert hits(guess, loot.truth) <= CHANCE, name
    assert attacker.by_shared_values(_tables()) == set()


def _check_what_was_written(loot: Loot) -> None:
    """Answering leaves no line that names anybody, no audit, no letter, no finer time."""
    assert _tables_beside() == loot.untouched
    seen = [row["seen_at"] for row in _tables("account_session")["account_session"]]
    assert {(one.minute, one.second) for one in seen} == {(0, 0)}  # type: ignore[attr-defined]
    arrival = list(loot.truth)
    assert loot.order(loot.served.unguarded) == arrival, "gunicorn's own log does tell"
    assert loot.order(loot.served.guarded) == []
    assert "/evaluation/" not in loot.served.guarded.read_text()
    portal = loot.served.portal.read_text()
    told = [*(one.name for one in loot.scene.people), *loot.names]
    assert [one for one in told if one in portal] == []
    assert portal.count('"evaluation.answer"') >= MANY


def test_tables_with_rows_in_the_order_they_came_give_everybody_away(
    app: Flask, tmp_path: Path
) -> None:
    """The control of the attacks on places: a receipt row written with its response."""
    assert app
    truth: Pairs = {
        person: secrets.token_bytes(16)
        for person in secrets.SystemRandom().sample(range(1000), MANY)
    }
    if db.engine.dialect.name == "sqlite":
        guess = attacker.by_order_in_tables(_naive_file(truth, tmp_path))
    else:
        _make_naive_tables(truth)
        files = _steal_relation("naive_receipt"), _steal_relation("naive_response")
        guess = attacker.by_place_in_files(*files, truth)
    assert hits(guess, truth) == MANY


def _naive_file(truth: Pairs, folder: Path) -> attacker.StolenFile:
    path = folder / "naive.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE campaign_invitation (person_id INTEGER, done BOOL)")
        connection.execute("CREATE TABLE response (id BLOB)")
        for person, response in truth.items():
            connection.execute("INSERT INTO campaign_invitation VALUES (?, 1)", [person])
            connection.execute("INSERT INTO response VALUES (?)", [response])
            connection.commit()
    return attacker.steal_file(path, before=b"", folder=folder)


def _make_naive_tables(truth: Pairs) -> None:
    with transaction():
        db.session.execute(text("CREATE TABLE naive_receipt (campaign_id INT, person_id INT)"))
        db.session.execute(text("CREATE TABLE naive_response (id BYTEA)"))
    for person, response in truth.items():
        with transaction():
            db.session.execute(text("INSERT INTO naive_receipt VALUES (1, :p)"), {"p": person})
            db.session.execute(text("INSERT INTO naive_response VALUES (:r)"), {"r": response})


def test_the_portals_log_stands_where_gunicorn_looks() -> None:
    told = runpy.run_path(str(HOME / "gunicorn.conf.py"))
    assert told["logger_class"] == "portal.web.access_log.AccessLog"


def test_ids_that_count_up_would_give_everybody_away_and_ours_do_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever knows who came when pairs them with answers whose ids tell when they were made."""
    assert app
    people = make_people(MANY)
    assert _by_order_of_ids(make_campaign(people), people) <= CHANCE
    made = iter(range(10_000))
    monkeypatch.setattr(
        "portal.questionnaires.filling.services.secrets.token_bytes",
        lambda size: next(made).to_bytes(size),
    )
    assert _by_order_of_ids(make_campaign(people), people) == MANY


def _by_order_of_ids(campaign_id: int, people: list[int]) -> int:
    mine = select(Response.id).where(Response.campaign_id == campaign_id)
    truth: Pairs = {}
    for n, person in enumerate(people):
        send(campaign_id, person, n)
        (truth[person],) = set(db.session.scalars(mine)) - set(truth.values())
    ids = db.session.scalars(mine.order_by(Response.id)).all()
    return hits(attacker.side_by_side(people, ids), truth)


def test_a_key_kept_on_both_sides_would_be_seen(app: Flask) -> None:
    """The control of ``by_shared_values``: the same key beside a person and beside an answer."""
    assert app
    key = b"k" * 32
    tables: Mapping[str, Sequence[Mapping[str, object]]] = {
        "invitation": [{"person_id": 1, "key": key}],
        "response": [{"key": key}],
    }
    assert attacker.by_shared_values(tables) == {key}


def test_the_only_one_who_reads_english_is_found_while_open_and_not_afterwards(
    app: Flask,
) -> None:
    assert app
    people = make_people(MANY)
    campaign_id = make_campaign(people)
    for n, person in enumerate(people):
        send(campaign_id, person, n, lang="en" if n == 7 else "nl")
    known = {person: ("en" if n == 7 else "nl",) for n, person in enumerate(people)}
    assert set(attacker.by_rare_marks(known, _marks())) == {people[7]}
    db.session.rollback()
    _release(campaign_id)
    assert attacker.by_rare_marks(known, _marks()) == {}


def _release(campaign_id: int) -> None:
    release(campaign_id)
    assert db.session.get_one(Campaign, campaign_id).closed_on is not None


def _marks() -> dict[bytes, tuple[str | None, ...]]:
    rows = db.session.execute(select(Response.id, Response.lang))
    return {row.id: (row.lang,) for row in rows}
