"""``python -m bench.mails``: three thousand invitations, queued, delivered, and under kill -9.

They are the real letters about a meeting, each with its calendar part, to as many people, over one
line a worker to a mail server in a process of its own. Workers are processes, forked from one that
has loaded the application, and do what ``flask worker`` does. In the last part four of them deliver
while, all along, one after the other is killed at any moment and followed by a new one.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from datetime import time as clock_time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import flask_migrate
from flask import Flask
from sqlalchemy import create_engine, delete, func, insert, select, text

from bench.network import SECRET, TODAY
from bench.servers import ROOT, BenchError, free_port
from bench.table import Figure, Table
from portal.app import create_app, load_ahead
from portal.clock import now
from portal.config import Settings
from portal.db import db, transaction
from portal.jobs import deliver_mail
from portal.meetings.mails import INVITATION, post
from portal.meetings.models import BlockKind, Invitation, Meeting, MeetingBlock, MeetingState
from portal.network.models import Person, Province, Status, Wave, folded
from portal.network.services.organisations import OrganisationFacts, add_organisation
from portal.outbox.delivery import BATCH, deliver_due
from portal.outbox.models import MailState, OutboxMail
from portal.outbox.transports import transport_of
from portal.policy.table import Role
from portal.taxonomy.sectors import Sector
from portal.web.catalogues import compile_changed
from tests import postgres

MAILS: Final = 3_000
KILLS: Final = 200
WORKERS: Final = 4
MOST_SECONDS: Final = 3.0
LEAST_A_SECOND: Final = 200.0
HOLD: Final = timedelta(seconds=3)  # the real one is minutes: here a dead worker is missed sooner
PATIENCE: Final = 300.0
BREATH: Final = 0.002
SEED: Final = 14


class MailServer:
    """The mail server beside: where it is, and what it noted so far."""

    def __init__(self, port: int, notes: Path) -> None:
        """Take where it listens and writes."""
        self.url = f"smtp://127.0.0.1:{port}"
        self.notes = notes

    def clear(self) -> None:
        """Forget what arrived; it goes on writing at the end of the same file."""
        os.truncate(self.notes, 0)

    def arrived(self) -> list[tuple[str, str]]:
        """Return the Message-ID and the recipient of each mail, as often as it came."""
        lines = self.notes.read_text().splitlines()
        return [(one, to) for one, _, to in (line.partition(" ") for line in lines)]

    def count(self) -> int:
        """Return how many mails came so far, doubles included."""
        return self.notes.read_bytes().count(b"\n")


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    """Run the mail server until the block ends."""
    port, notes = free_port(), folder / "arrived"
    notes.touch()
    command = [sys.executable, "-m", "bench.mail_server", str(port), str(notes)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        time.sleep(1.0)
        yield MailServer(port, notes)
    finally:
        process.terminate()
        process.wait(PATIENCE)


class Measuring:
    """One database with a meeting and its three thousand guests, and the table."""

    def __init__(self, app: Flask, server: MailServer, table: Table) -> None:
        """Fill the database."""
        self.app = app
        self.server = server
        self.table = table
        with app.app_context():
            flask_migrate.upgrade()
            self.meeting_id = _fill()
            _let_go()

    def run(self) -> None:
        """Measure queueing, one worker, four workers, and four that are killed."""
        queued = self.table.row("queueing 3,000 invitations", "<= 3 s", MOST_SECONDS)
        queued.add(self._queueing)
        for workers, target in ((1, ">= 200 a second"), (WORKERS, "-")):
            row = self.table.row(f"delivery by {workers}", target, 1.0 if workers == 1 else None)
            row.add(partial(self._delivering, workers))
        row = self.table.row("200 x kill -9 over four workers", "none lost, doubles alike", 0.0)
        row.add(self._killing)

    def _queueing(self) -> Figure:
        with self.app.app_context():
            seconds = self._queue()
            _let_go()
        return Figure(value=seconds, text=f"{seconds:.2f} s")

    def _queue(self) -> float:
        """Queue an invitation to everybody anew; return how long that took."""
        with transaction():
            db.session.execute(delete(OutboxMail))
        self.server.clear()
        invited = select(Invitation).where(Invitation.meeting_id == self.meeting_id)
        with transaction():
            invitations = db.session.scalars(invited).all()
            people = db.session.scalars(select(Person)).all()
            started = time.perf_counter()
            new = post(INVITATION, invitations, due_at=now())
        seconds = time.perf_counter() - started
        if new != len(people):
            raise BenchError(f"{new} of {len(people)} invitations were queued")
        return seconds

    def _delivering(self, workers: int) -> Figure:
        with self.app.app_context():
            self._queue()
            _let_go()
        started, spent = time.perf_counter(), 0.0
        for worker in [self._fork(deliver_mail) for _ in range(workers)]:
            _, status, used = os.wait4(worker, 0)
            if status != 0:
                raise BenchError("A worker did not end well")
            spent += used.ru_utime + used.ru_stime
        rate = MAILS / (time.perf_counter() - started)
        self._look()
        text = f"{rate:.0f} a second, {spent / MAILS * 1000:.1f} ms CPU a mail"
        return Figure(value=LEAST_A_SECOND / rate, text=text)

    def _killing(self) -> Figure:
        with self.app.app_context():
            self._queue()
            _let_go()
        kills = self._kill_all_along()
        doubles, most = self._look()
        text = f"{kills} killed, 0 lost, {doubles} doubles (most of one mail {most})"
        return Figure(value=float(KILLS - kills), text=text)

    def _kill_all_along(self) -> int:
        """Kill a worker each time that another share of the mails arrived; return how many died."""
        dice = random.Random(SEED)  # noqa: S311 -- dice, no secret
        workers = [self._fork(self._until_all_left) for _ in range(WORKERS)]
        kills, until = 0, time.monotonic() + PATIENCE
        while kills < KILLS and time.monotonic() < until:
            if self.server.count() < kills * MAILS // KILLS:
                time.sleep(BREATH)
                continue
            time.sleep(dice.uniform(0, 0.02))
            place = dice.randrange(WORKERS)
            os.kill(workers[place], signal.SIGKILL)
            status = os.waitstatus_to_exitcode(os.waitpid(workers[place], 0)[1])
            kills += status == -signal.SIGKILL
            workers[place] = self._fork(self._until_all_left)
        for worker in workers:
            if os.waitpid(worker, 0)[1] != 0:
                raise BenchError("A worker that nobody killed did not end well")
        return kills

    def _until_all_left(self) -> None:
        """Deliver as a worker does, also what the dead held, until there is nothing left to do."""
        with transport_of(self.app.extensions["settings"]) as transport:
            while _waiting():
                if not deliver_due(now=now(), transport=transport, limit=BATCH, holds=HOLD):
                    time.sleep(0.1)

    def _look(self) -> tuple[int, int]:
        """Return how many mails came twice, and how often one came at most.

        Raises when one is lost, left unsent, or came under a Message-ID that is not its own.
        """
        with self.app.app_context():
            sent = select(OutboxMail.message_id, OutboxMail.recipient)
            queued = {(one, to) for one, to in db.session.execute(sent)}
            left = db.session.scalar(select(func.count()).where(OutboxMail.state != MailState.SENT))
            _let_go()
        arrived = self.server.arrived()
        if left or set(arrived) != queued:
            raise BenchError(
                f"{len(queued - set(arrived))} lost, {left} not sent, "
                f"{len(set(arrived) - queued)} under another Message-ID"
            )
        return len(arrived) - len(queued), max(Counter(arrived).values())

    def _fork(self, work: Callable[[], object]) -> int:
        """Let a child process work inside the app's context; return its number."""
        child = os.fork()
        if child:
            return child
        status = 1
        try:
            with self.app.app_context():
                work()
                db.session.remove()
                db.engine.dispose()
            status = 0
        finally:
            os._exit(status)


def _waiting() -> bool:
    """Tell whether a mail still waits, or is in the hands of a worker, living or dead."""
    on_its_way = OutboxMail.state.in_([MailState.QUEUED, MailState.CLAIMED])
    waits = db.session.scalar(select(OutboxMail.id).where(on_its_way).limit(1)) is not None
    db.session.rollback()
    return waits


def _let_go() -> None:
    """Close every connection: children that are forked must open their own."""
    db.session.remove()
    db.engine.dispose()


def _fill() -> int:
    """Make a house, a meeting, and three thousand people who are invited; return the meeting."""
    with transaction():
        facts = OrganisationFacts(
            name="Wolkendal",
            sector=Sector.RESIDENTIAL_CARE,
            province=Province.ANTWERP,
            wave=Wave(number=1, starts_on=TODAY),
        )
        house = add_organisation(facts, status=Status.ACTIVE, on=TODAY, by=None)
        meeting = Meeting(
            number=14,
            local_date=date(2022, 12, 8),
            starts_at=clock_time(14),
            ends_at=clock_time(16),
            join_url="https://meet.demo.example/14",
            state=MeetingState.INVITED,
            uid="meeting-14@demo.example",
            blocks=[
                MeetingBlock(kind=kind, position=place, words="Wat we meebrengen")
                for place, kind in enumerate(BlockKind, 1)
            ],
        )
        db.session.add(meeting)
        db.session.flush()
        people = [_person(number) for number in range(1, MAILS + 1)]
        db.session.execute(insert(Person), people)
        theirs = {
            "meeting_id": meeting.id,
            "role": Role.TEAM_LEAD,
            "organisation_id": house.id,
            "invited_on": TODAY,
        }
        db.session.execute(insert(Invitation), [{**theirs, "person_id": p["id"]} for p in people])
        return meeting.id


def _person(number: int) -> dict[str, object]:
    name = f"Hilde Vermeersch {number}"
    return {
        "id": number,
        "name": name,
        "search_name": folded(name),
        "email": f"hilde.{number}@demo.example",
        "locale": "en" if number % 10 == 0 else "nl",
    }


def main() -> int:
    """Measure on both databases; return 1 when a mail is lost, or a figure misses its mark."""
    compile_changed()
    table = Table()
    with TemporaryDirectory(prefix="bench-mails-") as name, postgres.server() as server:
        folder = Path(name)
        _create(server)
        with mail_server(folder) as mails:
            for url in (f"sqlite:///{folder}/mails.sqlite", f"{server}/mails"):
                Measuring(_app(url, folder, mails), mails, table).run()
    print(table)
    reached = all(row.reached in {"yes", "-"} for row in table.rows.values())
    return 0 if reached else 1


def _app(url: str, folder: Path, mails: MailServer) -> Flask:
    app = create_app(
        Settings(secret_key=SECRET, database_url=url, files=folder, today=TODAY, smtp_url=mails.url)
    )
    load_ahead(app)
    return app


def _create(server: str) -> None:
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE mails"))
    engine.dispose()


if __name__ == "__main__":
    sys.exit(main())
