"""The table of jobs, and the worker that runs them.

Any number of workers may run. Each delivers mail, since a claim makes that safe; all other jobs
run on the one that leads. When the leader dies, the database or the operating system gives its
lock back, and the next tick of another worker takes it.
"""

import fcntl
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event, Lock
from typing import IO, Final, Protocol

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from portal.accounts import jobs as accounts
from portal.adoption import jobs as adoption
from portal.attendance import jobs as attendance
from portal.clock import now
from portal.config import settings_of
from portal.culture import jobs as culture
from portal.db import db
from portal.evaluation import jobs as evaluation
from portal.mailbox import jobs as mailbox
from portal.making import jobs as making
from portal.meetings import jobs as meetings
from portal.meetings.materials import jobs as materials
from portal.minutes import jobs as minutes
from portal.moi import jobs as moi
from portal.needs import jobs as needs
from portal.network.importing.keeping import forget_old as forget_old_imports
from portal.outbox.delivery import BATCH, deliver_due
from portal.outbox.transports import transport_of
from portal.people import jobs as people
from portal.polls import jobs as polls
from portal.questionnaires.campaigns import jobs as questionnaires
from portal.questionnaires.instruments.verifying import tell_changed
from portal.questionnaires.trials import jobs as trials
from portal.search import jobs as search
from portal.stewardship import jobs as stewardship
from portal.support import jobs as support

log = structlog.get_logger(__name__)
LEADER_KEY: Final = 0x6D616E676F  # "mango": the advisory lock of the one who leads
THREADS: Final = 4  # a long job never keeps the mail waiting


@dataclass(frozen=True, kw_only=True)
class Job:
    """Something to do again and again; ``run`` may come twice and does no harm.

    It is called inside the app's context, commits for itself, and runs on the leader only, unless
    it may run ``everywhere``. A long one looks at ``stop_event()`` now and then, and lets others go
    first when a worker starts.
    """

    name: str
    every: timedelta
    run: Callable[[], object]
    everywhere: bool = False
    first_after: timedelta = timedelta(0)


def stop_event() -> Event:
    """Return what is set when the worker that runs this job was asked to stop."""
    stop: Event = current_app.extensions.get("worker_stop") or Event()
    return stop


def deliver_mail() -> int:
    """Deliver what is due, batch by batch, until nothing is left or the worker must stop."""
    taken, stop = 0, stop_event()
    with transport_of(settings_of(current_app)) as transport:
        while not stop.is_set() and (
            batch := deliver_due(now=now(), transport=transport, limit=BATCH)
        ):
            taken += batch
    return taken


def build_kit_files() -> int:
    """Build the downloads of the kits that are not there yet."""
    return moi.build_missing_files(stop_event())


def send_invitations() -> int:
    """Write the invitations to the portal that are waited for."""
    return people.send_invitations(stop_event())


def receive_mail() -> int:
    """Read the replies and returned mails that came into the mailbox."""
    return mailbox.receive_mail(stop_event())


# One line a job, in the order of the rooms; what a job does stands in the room's own jobs.py.
JOBS: Final[Sequence[Job]] = (
    Job(name="deliver-mail", every=timedelta(seconds=5), run=deliver_mail, everywhere=True),
    Job(
        name="answer-reset-requests", every=timedelta(seconds=5), run=accounts.answer_reset_requests
    ),
    Job(name="forget-expired", every=timedelta(hours=1), run=accounts.forget_expired),
    Job(name="forget-imports", every=timedelta(hours=1), run=forget_old_imports),
    Job(name="send-invitations", every=timedelta(seconds=5), run=send_invitations),
    Job(name="keep-tasks", every=timedelta(minutes=10), run=support.keep_tasks),
    Job(name="tell-of-vacancies", every=timedelta(hours=1), run=support.tell_of_vacancies),
    Job(name="keep-kit-lives", every=timedelta(hours=1), run=stewardship.keep_lives),
    Job(
        name="build-kit-files",
        every=timedelta(minutes=10),
        run=build_kit_files,
        first_after=timedelta(minutes=1),  # whoever asks for a file sooner gets it built at once
    ),
    Job(name="remind-of-meetings", every=timedelta(minutes=10), run=meetings.remind),
    Job(name="forget-deputies", every=timedelta(hours=24), run=meetings.forget_deputies),
    Job(name="forget-materials", every=timedelta(hours=24), run=materials.forget_removed),
    Job(name="remind-of-polls", every=timedelta(minutes=10), run=polls.remind),
    Job(name="receive-mail", every=timedelta(minutes=3), run=receive_mail),
    Job(name="forget-guests", every=timedelta(hours=24), run=attendance.forget_guests),
    Job(name="tell-of-minutes", every=timedelta(minutes=30), run=minutes.tell_news),
    Job(name="keep-trial-rounds", every=timedelta(minutes=10), run=trials.keep),
    Job(name="remind-of-evaluations", every=timedelta(minutes=10), run=evaluation.remind),
    Job(name="close-evaluations", every=timedelta(minutes=10), run=evaluation.close_due),
    Job(name="tell-of-call-backs", every=timedelta(hours=1), run=evaluation.tell_of_call_backs),
    Job(name="erase-call-backs", every=timedelta(hours=24), run=evaluation.erase_call_backs),
    Job(
        name="forget-order-of-answers",
        every=timedelta(hours=24),
        run=questionnaires.forget_order_of_open,
    ),
    Job(
        name="forget-order-of-closed",
        every=timedelta(minutes=10),
        run=questionnaires.forget_order_of_closed,
    ),
    Job(name="close-measurements", every=timedelta(minutes=10), run=culture.close_due),
    Job(
        name="forget-order-of-measurements",
        every=timedelta(hours=24),
        run=culture.forget_order_of_open,
    ),
    Job(name="tell-of-measurements", every=timedelta(hours=1), run=culture.tell),
    Job(name="verify-instruments", every=timedelta(hours=24), run=tell_changed),
    Job(name="tell-of-comments", every=timedelta(hours=1), run=making.tell_of_comments),
    Job(name="tell-of-answers", every=timedelta(hours=1), run=needs.tell_of_answers),
    Job(name="ask-how-it-went", every=timedelta(hours=1), run=adoption.ask_teams),
    Job(name="refresh-search", every=timedelta(hours=24), run=search.refresh),
)


def run_worker(app: Flask, stop: Event, jobs: Sequence[Job] = JOBS) -> None:
    """Run ``jobs`` until ``stop`` is set, then let what runs come to its end."""
    app.extensions["worker_stop"] = stop
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # that a job still runs is no news
    with app.app_context():
        leadership = leadership_of(db.engine)
    scheduler = BackgroundScheduler(
        timezone="UTC", executors={"default": ThreadPoolExecutor(THREADS)}
    )
    for job in jobs:
        scheduler.add_job(
            _tick,
            "interval",
            args=(app, job, leadership, stop),
            seconds=job.every.total_seconds(),
            id=job.name,
            next_run_time=now() + job.first_after,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    scheduler.start()
    log.info("worker started", jobs=[job.name for job in jobs])
    try:
        stop.wait()
    finally:
        scheduler.shutdown(wait=True)
        leadership.resign()
        app.extensions.pop("worker_stop", None)
        log.info("worker stopped")


def _tick(app: Flask, job: Job, leadership: "Leadership", stop: Event) -> None:
    """Run one job once; what it raises is logged and tried again with the next tick."""
    try:
        if not stop.is_set() and (job.everywhere or leadership.is_mine()):
            with app.app_context():
                job.run()
    except Exception:
        log.exception("job failed", job=job.name)


class Leadership(Protocol):
    """A lock that at most one worker holds, and that a dead worker loses."""

    def is_mine(self) -> bool:
        """Tell whether this worker leads now; take the lead when nobody has it."""

    def resign(self) -> None:
        """Give the lead back."""


class AdvisoryLock:
    """Leadership on PostgreSQL: a session's advisory lock, gone with the connection."""

    def __init__(self, engine: Engine) -> None:
        """Hold no connection yet."""
        self._engine = engine
        self._held: Connection | None = None
        self._one_at_a_time = Lock()

    def is_mine(self) -> bool:
        """Tell whether the lock is held on a connection that still answers."""
        with self._one_at_a_time:
            if self._held is not None and self._answers(self._held):
                return True
            self._let_go()
            self._held = self._take()
            return self._held is not None

    def resign(self) -> None:
        """Give the lock back and close the connection."""
        with self._one_at_a_time:
            self._let_go()

    def _take(self) -> Connection | None:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # never back to the pool with the lock on it
        if connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": LEADER_KEY}):
            return connection
        connection.close()
        return None

    @staticmethod
    def _answers(connection: Connection) -> bool:
        try:
            return connection.scalar(text("SELECT true")) is True
        except SQLAlchemyError:
            return False

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            with suppress(SQLAlchemyError):  # on a dead connection the lock is gone already
                held.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LEADER_KEY})
            held.close()


class FileLock:
    """Leadership on SQLite: a lock on a file beside the database, gone with the process."""

    def __init__(self, path: Path) -> None:
        """Take where the file is; it is made with the first question."""
        self._path = path
        self._file: IO[bytes] | None = None
        self._one_at_a_time = Lock()

    def is_mine(self) -> bool:
        """Tell whether the lock is held, after trying to take it."""
        with self._one_at_a_time:
            if self._file is None:
                self._file = self._take()
            return self._file is not None

    def resign(self) -> None:
        """Close the file, and with it the lock."""
        with self._one_at_a_time:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _take(self) -> IO[bytes] | None:
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        return file


def leadership_of(engine: Engine) -> Leadership:
    """Return the lock that fits the database."""
    if engine.dialect.name == "postgresql":
        return AdvisoryLock(engine)
    return FileLock(Path(f"{engine.url.database}.leader"))
