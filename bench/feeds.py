"""``python -m bench.feeds``: what a calendar of two hundred meetings costs whoever serves it.

The request goes through the whole application, as a calendar program sends it: with a token and
without a session. CPU is the process's own; PostgreSQL's backend is not in it.
"""

import sys
import time
from datetime import time as clock_time
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import flask_migrate
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, text
from werkzeug.test import TestResponse

from bench.network import SECRET, TODAY
from bench.servers import BenchError
from bench.table import Figure, Table
from portal.accounts.services import add_account
from portal.app import create_app, load_ahead
from portal.calendars.services import make_feed
from portal.config import Settings
from portal.db import db, transaction
from portal.meetings.models import Answer, Invitation, Meeting, MeetingKind, MeetingState
from portal.network.models import Person, Post, Province, Status, Wave
from portal.network.services.organisations import OrganisationFacts, add_organisation
from portal.policy.table import Role
from portal.taxonomy.sectors import Sector
from portal.web.catalogues import compile_changed
from tests import postgres

EVENTS: Final = 200
MOST_MS: Final = 30.0
MOST_STATEMENTS: Final = 2
ROUNDS: Final = 15
NS_PER_MS: Final = 1_000_000
ANSWERS: Final = (None, Answer.YES, Answer.MAYBE, Answer.NO)


class Measuring:
    """One database with somebody who is invited to two hundred meetings, and the table."""

    def __init__(self, app: Flask, table: Table) -> None:
        """Fill the database."""
        self.app = app
        self.table = table
        with app.app_context():
            flask_migrate.upgrade()
            self.address = f"/calendar/{_fill()}.ics"
        self.client: FlaskClient = app.test_client()

    def run(self) -> None:
        """Measure a whole feed, one that did not change, and count the statements."""
        tag = self._get().headers["ETag"]
        whole = self.table.row("a feed of 200 meetings, CPU", "<= 30 ms", MOST_MS)
        whole.add(partial(self._cpu, {}))
        same = self.table.row("the same, not changed, CPU", "<= 30 ms", MOST_MS)
        same.add(partial(self._cpu, {"If-None-Match": tag}))
        counted = self.table.row("SQL statements", f"<= {MOST_STATEMENTS}", MOST_STATEMENTS)
        counted.add(self._statements)

    def _cpu(self, headers: dict[str, str]) -> Figure:
        spent = []
        for _ in range(ROUNDS):
            started = time.process_time_ns()
            self._get(headers)
            spent.append((time.process_time_ns() - started) / NS_PER_MS)
        middle = median(spent)
        return Figure(value=middle, text=f"{middle:.1f} ms ({min(spent):.1f}-{max(spent):.1f})")

    def _statements(self) -> Figure:
        told: list[str] = []
        with self.app.app_context():
            engine = db.engine

        def note(*said: object) -> None:
            told.append(str(said[2]))

        event.listen(engine, "before_cursor_execute", note)
        try:
            self._get()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return Figure(value=float(len(told)), text=str(len(told)))

    def _get(self, headers: dict[str, str] | None = None) -> TestResponse:
        answer = self.client.get(self.address, headers=headers)
        if answer.status_code not in {200, 304}:
            raise BenchError(f"The feed answered {answer.status}")
        return answer


def _fill() -> str:
    """Make a house and somebody who is invited to everything there; return their token."""
    with transaction():
        facts = OrganisationFacts(
            name="Wolkendal",
            sector=Sector.RESIDENTIAL_CARE,
            province=Province.ANTWERP,
            wave=Wave(number=1, starts_on=TODAY),
        )
        house = add_organisation(facts, status=Status.ACTIVE, on=TODAY, by=None)
        person = Person(name="Hilde Vermeersch", email="hilde@demo.example")
        db.session.add(person)
        db.session.flush()
        post = Post(
            person_id=person.id,
            organisation_id=house.id,
            role=Role.PRIMARY_CONTACT,
            valid_from=TODAY,
        )
        db.session.add(post)
        add_account(person.id)
        db.session.add_all(_invitation(number, person, house.id) for number in range(EVENTS))
        return make_feed(person.id, on=TODAY)


def _invitation(number: int, person: Person, organisation_id: int) -> Invitation:
    answer = ANSWERS[number % len(ANSWERS)]
    meeting = Meeting(
        kind=MeetingKind.WORKSHOP,
        number=number + 1,
        title=f"Workshop {number + 1}: tijd maken voor een gesprek, ook als het druk is",
        local_date=TODAY + timedelta(days=7 * number),
        starts_at=clock_time(14),
        ends_at=clock_time(16),
        join_url=f"https://meet.demo.example/{number}",
        place="Zaal De Linde, Tiensevest 60, 3000 Leuven" if number % 2 else "",
        state=MeetingState.INVITED,
        uid=f"workshop-{number}@demo.example",
    )
    return Invitation(
        meeting=meeting,
        person=person,
        role=Role.PRIMARY_CONTACT,
        organisation_id=organisation_id,
        invited_on=TODAY,
        answer=answer,
        answered_on=TODAY if answer else None,
    )


def main() -> int:
    """Measure on both databases; return 1 when a figure misses its mark."""
    compile_changed()
    table = Table()
    with TemporaryDirectory(prefix="bench-feeds-") as name, postgres.server() as server:
        folder = Path(name)
        engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE feeds"))
        engine.dispose()
        for url in (f"sqlite:///{folder}/feeds.sqlite", f"{server}/feeds"):
            app = create_app(
                Settings(secret_key=SECRET, database_url=url, files=folder, today=TODAY)
            )
            load_ahead(app)
            Measuring(app, table).run()
            with app.app_context():
                db.engine.dispose()
    print(table)
    return 0 if all(row.reached == "yes" for row in table.rows.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
