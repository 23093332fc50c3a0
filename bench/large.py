"""The portal at the size of ten countries: filling it, bringing it in from a file, its pages.

Pages are asked inside the application, on thirty and on three thousand organisations in turns, so
that a busy machine bothers both. The import is timed by the clock: somebody waits for it.
"""

import json
import time
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

import flask_migrate
from flask import Flask, session
from sqlalchemy import select

from bench.network import DATA, PASSWORD, SECRET, TODAY, Network
from bench.servers import BenchError
from bench.statements import statements_of
from bench.subjects import COORDINATOR
from bench.table import Figure, Table
from bench.visitor import OK
from portal.accounts import door
from portal.accounts.models import User
from portal.app import create_app
from portal.config import Settings
from portal.db import db, transaction
from portal.demo.accounts import fill_accounts
from portal.demo.roster import fill_roster
from portal.demo.scale import fill_scale
from portal.network.importing.checking import carry_out, check_file
from portal.network.importing.shape import Sheet, options_of
from portal.network.importing.workbook import Cell, make_workbook
from portal.network.models import Person, Status
from portal.policy.table import Role
from portal.search.services import rebuild
from portal.taxonomy.sectors import CareContext

TIMES: Final = 100
ORGANISATIONS: Final = 3000
START: Final = date(2022, 1, 10)
MOST_TO_FILL: Final = 180.0  # seconds
MOST_TO_IMPORT: Final = 30.0  # seconds
FLAT: Final = 1.5  # times the CPU at thirty: the machine's own noise, no growth
ROUNDS: Final = 9
PAGES: Final = (
    ("list of organisations", "/organisations/"),
    ("one organisation", "/organisations/ziekenhuis-wolkendal/"),
)
Row = dict[str, Cell]


def measure_large(
    table: Table, thirty: Network, three_hundred: Network, url: str, files: Path
) -> None:
    """Fill the database at ``url`` with three thousand organisations, and look at its pages.

    Statements are counted beside thirty. CPU is put beside three hundred, whose list fills a page
    of a hundred lines as well: thirty lines cost less than a hundred on any network.
    """
    app = _empty(url, files)
    filling = table.row("filling 3,000 organisations", "<= 180 s", MOST_TO_FILL)
    filling.add(lambda: _seconds(_filled(app)))
    for what, path in PAGES:
        counts = table.row(f"SQL, {what}, 30 and 3,000", "<= 8, the same", 8)
        counts.add(partial(_statements, thirty, app, path))
        growth = table.row(f"CPU, {what}, 3,000 beside 300", f"<= {FLAT:g} x", FLAT)
        growth.add(partial(_growth, three_hundred, app, path))


def measure_import(table: Table, url: str, files: Path) -> None:
    """Bring three thousand organisations in from a file, into the empty database at ``url``."""
    importing = table.row("import of 3,000 organisations, 9,000 teams", "<= 30 s", MOST_TO_IMPORT)
    importing.add(lambda: _imported(_empty(url, files)))


def _empty(url: str, files: Path) -> Flask:
    settings = Settings(
        secret_key=SECRET, database_url=url, files=files, today=TODAY, require_mfa=False
    )
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
    return app


def _seconds(seconds: float) -> Figure:
    return Figure(value=seconds, text=f"{seconds:.1f} s")


def _filled(app: Flask) -> float:
    started = time.monotonic()
    with app.app_context():
        with transaction():
            fill_roster(json.loads(DATA.read_text()))
            fill_accounts(PASSWORD)
            fill_scale(TIMES)
        rebuild()
    return time.monotonic() - started


def _imported(app: Flask) -> Figure:
    """Return how long somebody waits for the file, with the CPU that this process used of it."""
    with app.app_context():
        content = make_workbook({sheet: _rows(sheet) for sheet in Sheet})
        started, used = time.monotonic(), time.process_time()
        plan = check_file(content, today=TODAY)
        if plan.problems:
            raise BenchError(str(next(iter(plan.problems)).refused))
        with transaction():
            carry_out(plan.upload, seen=plan.fingerprint, today=TODAY, by=None)
        seconds, cpu = time.monotonic() - started, time.process_time() - used
        db.session.remove()
        db.engine.dispose()
    return Figure(value=seconds, text=f"{seconds:.1f} s ({cpu:.1f} s of CPU)")


def _rows(sheet: Sheet) -> Iterator[Row]:
    make = {Sheet.ORGANISATIONS: _organisation, Sheet.TEAMS: _teams, Sheet.PEOPLE: _people}[sheet]
    for number in range(ORGANISATIONS):
        yield from make(number)


def _name(number: int) -> str:
    return f"Zorggroep De Getelde Boom {number}"


def _organisation(number: int) -> Iterator[Row]:
    yield {
        "name": _name(number),
        "slug": None,
        "sector": list(options_of("sector").values())[number % 5],
        "province": list(options_of("province").values())[number % 6],
        "wave": 1,
        "status": options_of("status")[Status.ACTIVE],
        "since": START,
        "reason": None,
    }


def _teams(number: int) -> Iterator[Row]:
    for place in (1, 2, 3):
        context = CareContext.ONCOLOGY if place == 1 else CareContext.NON_ONCOLOGY
        yield {
            "organisation": _name(number),
            "place": place,
            "name": f"Team {place}",
            "own_word": "dienst",
            "care_context": options_of("care_context")[context],
            "care_context_reason": None,
            "start": START,
            "end": None,
        }


def _people(number: int) -> Iterator[Row]:
    held = [(Role.AMBASSADOR, None), (Role.PRIMARY_CONTACT, None)]
    for role, team in [*held, *((Role.TEAM_LEAD, f"Team {place}") for place in (1, 2, 3))]:
        key = f"{role}.{number}.{(team or '').removeprefix('Team ')}".rstrip(".")
        yield {
            "organisation": _name(number),
            "team": team,
            "role": options_of("role")[role],
            "name": f"Proef {key}",
            "email": f"{key}@bench.example",
            "locale": None,
            "start": START,
            "end": None,
            "end_reason": None,
        }


def _cookies(app: Flask) -> dict[str, str]:
    """Return the cookies of a new session of the coordinator, opened by the door."""
    with app.test_request_context():
        mine = select(User).join(Person, Person.id == User.person_id)
        with transaction():
            door.let_in(db.session.scalars(mine.where(Person.email == COORDINATOR)).one())
        response = app.response_class()
        app.session_interface.save_session(app, session, response)
    name, _, value = response.headers["Set-Cookie"].split(";")[0].partition("=")
    return {name: value}


def _statements(small: Network, large: Flask, path: str) -> Figure:
    counts = [statements_of(app, path, _cookies(app)) for app in (small.app, large)]
    value = max(counts) if len(set(counts)) == 1 else float("inf")
    return Figure(value=value, text=", ".join(map(str, counts)))


def _growth(small: Network, large: Flask, path: str) -> Figure:
    """Ask both for the page in turns; return the middle ratio of the CPU they used."""
    both = [(app, _cookies(app)) for app in (small.app, large)]
    costs = [[_cost(app, path, cookies) for app, cookies in both] for _ in range(ROUNDS)]
    ratio = median(big / little for little, big in costs)
    little, big = (1000 * median(side) for side in zip(*costs, strict=True))
    return Figure(value=ratio, text=f"{ratio:.2f} x ({big:.1f}/{little:.1f} ms)")


def _cost(app: Flask, path: str, cookies: dict[str, str]) -> float:
    client = app.test_client()
    for name, value in cookies.items():
        client.set_cookie(name, value, domain="localhost")
    client.get(path, base_url="http://localhost:5000")
    started = time.process_time()
    answer = client.get(path, base_url="http://localhost:5000")
    if answer.status_code != OK:
        raise BenchError(f"GET {path}: {answer.status_code}")
    return time.process_time() - started
