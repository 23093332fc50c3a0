"""What every test may ask for: an app on either database, a visitor, the cast, a count."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from portal.accounts import passwords
from portal.accounts.models import User
from portal.accounts.second_step.rules import minute_of
from portal.accounts.services import add_account, open_session
from portal.app import create_app
from portal.clock import now
from portal.config import Settings
from portal.db import db, transaction
from portal.web.catalogues import compile_changed
from tests import postgres
from tests.cast import Cast, Member, make_cast
from tests.databases import SECRET, PostgresClones, SqliteFiles

# A machine may be busy: how long an example takes says nothing about the rule.
settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("portal")

TODAY = date(2022, 11, 15)
BACKENDS = ("sqlite", "postgresql")
LONG = frozenset({"test_access.py", "journeys"})
passwords.ARGON2.update(argon2__memory_cost=8, argon2__time_cost=1)  # the real one is slow
Databases = SqliteFiles | PostgresClones


class Visitor(FlaskClient):
    """A test client whose every request is a world of its own, as under a web server."""

    def open(self, *args: object, **kwargs: object) -> TestResponse:
        """End what the test was reading, then send the request in a context of its own."""
        db.session.rollback()
        with self.application.app_context():
            return super().open(*args, **kwargs)  # type: ignore[arg-type]

    def sign_in(self, member: Member, *, fresh: bool = True) -> "Visitor":
        """Be somebody of the cast from now on: with an account and a session of their own."""
        return self.hold(session_key(member), fresh=fresh)

    def hold(self, key: str, *, fresh: bool = True) -> "Visitor":
        """Hold the key of a session, as the browser of whoever opened it a moment ago, or long."""
        with self.session_transaction() as session:
            session["_user_id"] = key
            session["proved"] = minute_of(now()) if fresh else None
        return self

    def token(self, path: str) -> str:
        """Return the form token of the page at ``path``."""
        page = self.get(path)
        assert page.status_code == 200, f"{path}: {page.status}"
        return page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

    def submit(
        self, path: str, data: dict[str, object] | None = None, *, at: str | None = None
    ) -> TestResponse:
        """Send the form at ``path`` with the token of the page that shows it (``at``)."""
        return self.post(path, data={"csrf_token": self.token(at or path), **(data or {})})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what is long: the one test of all rights, and the journeys with their network.

    A worker that is done takes over what another would do last, and that is then a short test.
    """
    items.sort(key=lambda item: LONG.isdisjoint(item.path.parts))


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    compile_changed()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """One PostgreSQL for this worker."""
    with postgres.server() as address:
        yield address


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_clones(postgres_server: str) -> Iterator[PostgresClones]:
    with closing(PostgresClones(postgres_server)) as clones:
        yield clones


@pytest.fixture(params=BACKENDS)
def databases(request: pytest.FixtureRequest) -> Databases:
    """The databases of one kind, then of the other."""
    name = "sqlite_files" if request.param == "sqlite" else "postgres_clones"
    found: Databases = request.getfixturevalue(name)
    return found


@pytest.fixture
def database_url(databases: Databases) -> str:
    """The address of a fresh, migrated, empty database."""
    return databases.fresh("separate")


@pytest.fixture(scope="session")
def make_app(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Flask]:
    """Return the one app of this worker for a database address."""
    apps: dict[str, Flask] = {}
    files = tmp_path_factory.mktemp("files")

    def make(url: str) -> Flask:
        if url not in apps:
            apps[url] = create_app(settings_for(url, files))
            apps[url].testing = True
            apps[url].test_client_class = Visitor
        return apps[url]

    return make


def settings_for(url: str, files: Path) -> Settings:
    """Return the settings of a test: the demo's day, no second factor."""
    return Settings(
        secret_key=SECRET,
        database_url=url,
        base_url="http://localhost",
        files=files,
        today=TODAY,
        require_mfa=False,
    )


@pytest.fixture
def app(databases: Databases, make_app: Callable[[str], Flask]) -> Iterator[Flask]:
    """An app on a fresh database, with its context pushed; runs on SQLite and on PostgreSQL."""
    app = make_app(databases.fresh("app"))
    with app.app_context():
        db.engine.dispose()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> Visitor:
    client = app.test_client()
    assert isinstance(client, Visitor)
    return client


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Two organisations with a person in each role."""
    assert app
    return make_cast()


def session_key(member: Member) -> str:
    """Open a session for somebody of the cast, who has an account from now on."""
    with transaction():
        known = db.session.scalar(select(User).where(User.person_id == member.person_id))
        return open_session(known or add_account(member.person_id), now=now())


Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def count_statements(app: Flask) -> Counter:
    """Collect the SQL statements that run inside its ``with`` block."""
    assert app

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA")):
                seen.append(statement)

        engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
