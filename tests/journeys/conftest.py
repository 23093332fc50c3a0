"""What the journeys may ask for: a browser, a served practice network, a mail server."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import BACKENDS, Databases
from tests.databases import PostgresClones, SqliteFiles
from tests.journeys.browser import launch
from tests.journeys.exhibition import Exhibition, exhibit
from tests.journeys.exhibits import found, furnish
from tests.journeys.networks import TODAY, fill_demo
from tests.journeys.people import House
from tests.journeys.served import Served
from tests.outbox.sink import Sink, running_sink


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for this worker; without one the journeys fail and say so."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """Copies of a practice network that was filled once."""
    return SqliteFiles(tmp_path_factory.mktemp("demo"), fill_demo)


@pytest.fixture(scope="session")
def demo_clones(postgres_server: str) -> PostgresClones:
    """The same on PostgreSQL."""
    return PostgresClones(postgres_server, fill_demo, name="demo_model")


@pytest.fixture(params=BACKENDS)
def demos(request: pytest.FixtureRequest) -> Databases:
    """Practice networks of one kind of database, then of the other."""
    name = "demo_files" if request.param == "sqlite" else "demo_clones"
    found: Databases = request.getfixturevalue(name)
    return found


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server that keeps what the worker delivers."""
    with running_sink() as sink:
        yield sink


@pytest.fixture
def portal(demos: Databases, tmp_path: Path, sink: Sink) -> Iterator[Served]:
    """A practice network of its own, served on its own day, on SQLite and on PostgreSQL."""
    served = Served(demos.fresh(f"journey_{os.getpid()}"), tmp_path, smtp_url=sink.url)
    try:
        yield served.start(TODAY)
    finally:
        served.stop()
    assert served.complaints() == []


@pytest.fixture
def house(browser: Browser, portal: Served) -> Iterator[House]:
    """Where people come in, each with a browser of their own; nothing may go wrong on a page."""
    house = House(browser, portal.url)
    yield house
    house.close()
    assert house.complaints == []


@pytest.fixture(scope="session")
def network(
    browser: Browser, demo_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exhibition]:
    """The practice network to look at, with something in each state."""
    url = demo_files.fresh("pages")
    yield from exhibit(browser, url, furnish(url), tmp_path_factory.mktemp("network"))


@pytest.fixture(scope="session")
def first_day(
    browser: Browser, sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exhibition]:
    """A network on its first day to look at: somebody to run it, and nothing else."""
    url = sqlite_files.fresh("first_day")
    found(url)
    yield from exhibit(browser, url, {}, tmp_path_factory.mktemp("first-day"))
