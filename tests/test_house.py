"""Promises of the house itself: settings, one committer, instants, the guards of the database."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError

from portal.config import ConfigError, Settings
from portal.db import UtcDateTime, db, transaction
from portal.network.models import Plan, Wave
from tests.cast import START
from tests.conftest import Visitor

KEY = "k" * 32


def test_a_missing_key_is_named_with_an_example() -> None:
    with pytest.raises(ConfigError, match=r"SECRET_KEY is missing. Example: SECRET_KEY="):
        Settings.from_env({})


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://x"),
        ("BASE_URL", "portal.example.org"),
        ("SMTP_URL", "mail.example.org"),
        ("MAIL_FROM", "nobody"),
        ("FILES_URL", "ftp://x"),
        ("DEFAULT_LOCALE", "de"),
        ("TIME_ZONE", "Europe/Brusel"),
        ("TODAY", "15/11/2022"),
        ("REQUIRE_MFA", "maybe"),
    ],
)
def test_a_bad_setting_is_named_with_an_example(name: str, bad: str) -> None:
    with pytest.raises(ConfigError, match=rf"^{name} .*Example: {name}="):
        Settings.from_env({"SECRET_KEY": KEY, name: bad})


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        Settings.from_env({"TODAY": "soon", "TIME_ZONE": "Mars"})
    assert len(str(caught.value).splitlines()) == 3


def test_a_write_outside_a_transaction_is_refused(app: Flask) -> None:
    assert app
    db.session.add(Wave(number=1, starts_on=START))
    with pytest.raises(RuntimeError, match="outside transaction"):
        db.session.flush()


def test_a_transaction_does_not_nest(app: Flask) -> None:
    assert app
    with pytest.raises(RuntimeError, match="does not nest"), transaction(), transaction():
        pass


def test_a_failed_transaction_leaves_nothing(app: Flask) -> None:
    assert app
    with pytest.raises(IntegrityError), transaction():
        db.session.add_all([Wave(number=1, starts_on=START), Wave(number=1, starts_on=START)])
    assert db.session.scalar(text("SELECT count(*) FROM wave")) == 0


def broken(*rows: Wave | Plan) -> IntegrityError:
    with pytest.raises(IntegrityError) as caught, transaction():
        db.session.add_all(rows)
    return caught.value


def test_the_loser_of_a_race_is_told_and_a_mistake_of_ours_is_not_hidden(app: Flask) -> None:
    raced = broken(Wave(number=1, starts_on=START), Wave(number=1, starts_on=START))
    ours = broken(
        Plan(
            version=1,
            valid_from=START,
            years=0,
            target_organisations=30,
            second_wave_target=10,
            second_wave_from=START,
        )
    )
    with app.test_request_context("/"):
        answer = app.make_response(app.handle_user_exception(raced))
        assert answer.status_code == 409
        with pytest.raises(IntegrityError):
            app.handle_user_exception(ours)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        UtcDateTime().process_bind_param(datetime(2022, 1, 1), sqlite.dialect())  # noqa: DTZ001
    kept = UtcDateTime().process_result_value(datetime(2022, 1, 1, 12), sqlite.dialect())  # noqa: DTZ001
    assert kept == datetime(2022, 1, 1, 12, tzinfo=UTC)


def test_the_probes_answer(client: Visitor) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready"}


def test_an_unknown_page_is_a_styled_404(client: Visitor) -> None:
    page = client.get("/no-such-page")
    assert page.status_code == 404
    assert "We cannot find this page" in page.text or "vinden deze pagina niet" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_a_foreign_host_is_refused(client: Visitor) -> None:
    assert client.get("/accessibility", headers={"Host": "evil.example"}).status_code == 400
