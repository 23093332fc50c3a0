"""The worker: every one delivers, one leads, and the lead passes on when the leader dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text

from portal.clock import now
from portal.jobs import JOBS, Job, deliver_mail, leadership_of, run_worker, stop_event
from portal.outbox.models import MailState
from tests.databases import PostgresClones
from tests.outbox.mails import queue, the_mail

PATIENCE = 20.0
SOON = timedelta(milliseconds=20)


def until(seen: Callable[[], object]) -> None:
    """Wait for something to be true, but not forever."""
    end = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < end, "It did not happen in time"
        time.sleep(0.01)


@contextmanager
def worker(app: Flask, *jobs: Job) -> Iterator[Event]:
    """Run a worker in a thread as long as the block lasts."""
    stop = Event()
    thread = Thread(target=run_worker, args=(app, stop, jobs))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.fixture
def engines(database_url: str) -> Iterator[tuple[Engine, Engine]]:
    """Two engines on one database, as two workers have."""
    first, second = create_engine(database_url), create_engine(database_url)
    yield first, second
    first.dispose()
    second.dispose()


def test_every_job_has_a_name_of_its_own() -> None:
    names = [job.name for job in JOBS]
    assert len(set(names)) == len(names)
    assert [job.name for job in JOBS if job.everywhere] == ["deliver-mail"]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_may_run_twice(job: Job) -> None:
    job.run()
    assert not job.run()


def test_a_worker_runs_its_jobs_again_and_again_and_stops_when_asked(app: Flask) -> None:
    runs: list[bool] = []
    job = Job(name="count", every=SOON, run=lambda: runs.append(stop_event().is_set()))
    with worker(app, job):
        until(lambda: len(runs) > 2)
    done = len(runs)
    assert runs[0] is False
    time.sleep(0.1)
    assert len(runs) == done


def test_a_job_that_raises_runs_again_and_spares_the_others(app: Flask) -> None:
    bad, good = [], []

    def fail() -> None:
        bad.append(1)
        raise RuntimeError("anything")

    with worker(
        app,
        Job(name="bad", every=SOON, run=fail),
        Job(name="good", every=SOON, run=lambda: good.append(1)),
    ):
        until(lambda: len(bad) > 2 and len(good) > 2)


def test_a_long_job_lets_the_others_go_first(app: Flask) -> None:
    waited: list[int] = []
    at_once: list[int] = []
    jobs = (
        Job(name="long", every=SOON, run=lambda: waited.append(1), first_after=timedelta(hours=1)),
        Job(name="short", every=SOON, run=lambda: at_once.append(1)),
    )
    with worker(app, *jobs):
        until(lambda: len(at_once) > 1)
    assert waited == []


def test_one_worker_leads_and_both_deliver(app: Flask) -> None:
    led: list[str] = []
    both: list[str] = []
    with ExitStack() as workers:
        for name in ("one", "two"):
            for_leader = Job(name="led", every=SOON, run=partial(led.append, name))
            for_all = Job(name="all", every=SOON, run=partial(both.append, name), everywhere=True)
            workers.enter_context(worker(app, for_leader, for_all))
        until(lambda: set(both) == {"one", "two"} and len(led) > 5)
        leaders = set(led)
    assert len(leaders) == 1


def test_at_most_one_leads_and_who_resigns_is_followed(engines: tuple[Engine, Engine]) -> None:
    first, second = (leadership_of(engine) for engine in engines)
    assert (first.is_mine(), second.is_mine(), first.is_mine()) == (True, False, True)
    first.resign()
    assert (second.is_mine(), first.is_mine()) == (True, False)
    second.resign()


def test_a_leader_whose_connection_is_cut_does_not_believe_it_leads(
    postgres_clones: PostgresClones,
) -> None:
    engine = create_engine(postgres_clones.fresh("separate"))
    first, second = leadership_of(engine), leadership_of(engine)
    assert first.is_mine()
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks "
                "WHERE locktype = 'advisory' AND database = "
                "(SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        )
    until(second.is_mine)
    assert not first.is_mine()
    second.resign()
    engine.dispose()


LEADER = """
import sys, time
from sqlalchemy import create_engine
from portal.clock import now
from portal.jobs import leadership_of
lead = leadership_of(create_engine(sys.argv[1]))
while True:
    if lead.is_mine():
        print("leads", flush=True)
    time.sleep(0.02)
"""


def test_the_lead_passes_on_when_the_leader_is_killed(
    database_url: str, engines: tuple[Engine, Engine]
) -> None:
    command = [sys.executable, "-c", LEADER, database_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stdout.readline() == "leads\n"
        heir = leadership_of(engines[0])
        assert not heir.is_mine()
        os.kill(process.pid, signal.SIGKILL)
        until(heir.is_mine)
        heir.resign()


def test_delivery_keeps_mail_where_there_is_no_server(app: Flask) -> None:
    assert app
    queue("one", due_at=now())
    queue("two", due_at=now())
    assert deliver_mail() == 2
    assert (the_mail("one").state, the_mail("two").state) == (MailState.KEPT, MailState.KEPT)


def test_delivery_stops_between_two_mails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    queue(due_at=now())
    stop = Event()
    stop.set()
    monkeypatch.setitem(app.extensions, "worker_stop", stop)
    assert deliver_mail() == 0
    assert the_mail().state is MailState.QUEUED


def test_the_file_of_the_lead_lies_beside_the_database(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'portal.sqlite'}")
    lead = leadership_of(engine)
    assert lead.is_mine()
    assert [path.name for path in tmp_path.iterdir()] == ["portal.sqlite.leader"]
    lead.resign()
