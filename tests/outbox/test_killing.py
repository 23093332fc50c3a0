"""Workers are killed while they hold mails: none is lost, and a second copy is the same mail."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.clock import now
from portal.db import db, transaction
from portal.outbox import services
from portal.outbox.delivery import BATCH, deliver_due
from portal.outbox.models import MailState, OutboxMail
from portal.outbox.rules import CLAIM_HOLDS
from portal.outbox.writing import let_write
from tests.databases import SECRET
from tests.outbox.mails import (
    LETTER,
    NOW,
    WRITER,
    Pigeon,
    order,
    queue_orders,
    write_letter,
)
from tests.outbox.sink import Sink

ROOT = Path(__file__).parents[2]
MAILS = 200
KILLS = 50
SEED = 14
PATIENCE = 30.0


@pytest.fixture
def app(database_url: str, make_app: Callable[[str], Flask]) -> Iterator[Flask]:
    """An app on a database of its own, that other processes open as well."""
    app = make_app(database_url)
    with app.app_context():
        db.engine.dispose()
        yield app
        db.session.remove()
        db.engine.dispose()


def queue_many(count: int) -> set[str]:
    """Queue mails to as many people; return their Message-IDs."""
    with transaction():
        for number in range(count):
            services.queue_mail(
                LETTER,
                dedupe_key=f"mail/{number}",
                recipient=f"person.{number}@demo.example",
                locale="nl",
                due_at=NOW,
            )
    return set(db.session.scalars(select(OutboxMail.message_id)))


def order_many(app: Flask, count: int) -> set[str]:
    """Queue as many orders to others; return the Message-IDs of all mails."""
    let_write(app, WRITER, write_letter)
    queue_orders(*(order(f"order/{n}", to=f"reader.{n}@demo.example", n=n) for n in range(count)))
    return set(db.session.scalars(select(OutboxMail.message_id)))


def states() -> dict[MailState, int]:
    """Count the mails by state, as the database has them now."""
    db.session.rollback()
    query = select(OutboxMail.state, func.count()).group_by(OutboxMail.state)
    return dict(db.session.execute(query).all())


def copies(arrived: list[EmailMessage]) -> dict[str, set[tuple[str, str]]]:
    """Group what arrived: for each Message-ID the different mails that carry it."""
    found: dict[str, set[tuple[str, str]]] = {}
    for message in arrived:
        body = message.get_body(("plain",))
        assert body is not None
        mail = (str(message["X-Envelope-To"]), body.get_content())
        found.setdefault(str(message["Message-ID"]), set()).add(mail)
    return found


def until(seen: Callable[[], object]) -> None:
    """Wait for something to be true, but not forever."""
    end = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < end, "It did not happen in time"
        time.sleep(0.02)


def test_fifty_killed_workers_lose_no_mail(app: Flask, database_url: str, sink: Sink) -> None:
    assert app
    queued = queue_many(MAILS // 2) | order_many(app, MAILS // 2)
    command = [sys.executable, "-m", "tests.outbox.killing"]
    told = subprocess.run(  # noqa: S603
        [*command, database_url, sink.url, str(KILLS), str(SEED)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    killed = Counter(json.loads(told.stdout))
    assert killed.total() == KILLS
    assert min(killed["before"], killed["after"]) > KILLS // 4
    assert states() == {MailState.SENT: MAILS}
    arrived = copies(sink.arrived)
    assert set(arrived) == queued
    assert {len(different) for different in arrived.values()} == {1}
    again = len(sink.arrived) - MAILS
    assert killed["after"] <= again <= KILLS * BATCH


@contextmanager
def flask_worker(database_url: str, sink: Sink) -> Iterator["subprocess.Popen[bytes]"]:
    """Run ``flask worker`` as an operator would."""
    settings = {
        "SECRET_KEY": SECRET,
        "DATABASE_URL": database_url,
        "SMTP_URL": sink.url,
        "BASE_URL": "http://localhost",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | settings) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.kill()


def test_a_killed_flask_worker_is_followed_by_the_next(
    app: Flask, database_url: str, sink: Sink
) -> None:
    assert app
    queued = queue_many(2 * BATCH)
    sink.slow_by = PATIENCE
    with flask_worker(database_url, sink) as worker:
        until(lambda: sink.arrived)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(PATIENCE) == -signal.SIGKILL
    assert states() == {MailState.CLAIMED: BATCH, MailState.QUEUED: BATCH}
    sink.slow_by = 0
    _let_claims_grow_old()
    with flask_worker(database_url, sink) as worker:
        until(lambda: states() == {MailState.SENT: 2 * BATCH})
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0
    arrived = copies(sink.arrived)
    assert set(arrived) == queued
    assert {len(different) for different in arrived.values()} == {1}
    assert len(sink.arrived) == 2 * BATCH + 1


def _let_claims_grow_old() -> None:
    with transaction():
        db.session.execute(
            update(OutboxMail)
            .where(OutboxMail.state == MailState.CLAIMED)
            .values(claimed_at=now() - CLAIM_HOLDS - timedelta(seconds=1))
        )


def deliver_all(app: Flask, pigeon: Pigeon) -> None:
    """Deliver in small batches, as a worker does."""
    with app.app_context():
        while deliver_due(now=NOW, transport=pigeon, limit=2):
            pass


def write_more(app: Flask, writer: int) -> None:
    """Queue the same twenty mails as every other writer, each in a context of its own."""
    for number in range(20):
        with app.app_context(), transaction():
            services.queue_mail(
                LETTER,
                dedupe_key=f"more/{number}",
                recipient=f"writer.{writer}@demo.example",
                locale="nl",
                due_at=NOW + timedelta(days=1),
            )


def test_many_workers_and_writers_never_meet_a_locked_database(app: Flask) -> None:
    """Eight threads deliver and queue at once: each mail leaves once, nobody is turned away."""
    queue_many(40)
    pigeons = [Pigeon() for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(deliver_all, app, pigeon) for pigeon in pigeons]
        work += [pool.submit(write_more, app, number) for number in range(4)]
    assert [task.exception() for task in work] == [None] * 8
    assert states() == {MailState.SENT: 40, MailState.QUEUED: 20}
    carried = [str(message["Message-ID"]) for pigeon in pigeons for message in pigeon.carried]
    assert len(carried) == len(set(carried)) == 40
