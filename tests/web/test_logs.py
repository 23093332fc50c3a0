"""A log that may be read by anyone who runs the house: nobody is in it."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from portal.policy.guard import public
from portal.web import logs
from tests.conftest import Visitor


@pytest.fixture
def broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An app whose privacy page breaks over what somebody typed."""

    @public
    def fail() -> str:
        raise ValueError("hilde@demo.example typed this")

    monkeypatch.setitem(app.view_functions, "welcome.privacy", fail)
    app.testing = False
    yield app
    app.testing = True


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_request_is_one_line_with_its_rule_and_no_person(
    client: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/privacy?token=s3cr3t", headers={"User-Agent": "Hildes telefoon"})
    (line,) = lines(capsys)
    assert set(line) == {
        "request",
        "event",
        "level",
        "timestamp",
        "method",
        "rule",
        "endpoint",
        "status",
        "ms",
    }
    assert (line["method"], line["rule"], line["status"]) == ("GET", "/privacy", 200)


def test_an_unknown_path_is_not_repeated(
    client: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/rsvp-s3cr3t-token")
    (line,) = lines(capsys)
    assert (line["rule"], line["endpoint"], line["status"]) == (None, None, 404)
    assert "s3cr3t" not in json.dumps(line)


def test_probes_and_styles_are_not_logged(
    client: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/healthz")
    client.get("/static/css/app.css").close()
    assert lines(capsys) == []


def test_a_failure_says_where_and_not_what_somebody_typed(
    broken: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    assert broken.test_client().get("/privacy?name=Hilde").status_code == 500
    failure, answer = lines(capsys)
    assert (failure["event"], failure["error"], failure["rule"]) == (
        "request failed",
        "ValueError",
        "/privacy",
    )
    assert failure["at"][-1].endswith(" fail")
    assert failure["request"] == answer["request"]
    assert "hilde" not in json.dumps([failure, answer]).lower()


def test_each_request_has_a_number_of_its_own(
    client: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/privacy")
    client.get("/privacy")
    first, second = lines(capsys)
    assert first["request"] != second["request"]


@pytest.mark.usefixtures("app")
def test_what_a_library_logs_becomes_such_a_line_too() -> None:
    handler = logs.PortalHandler()
    told = (KeyError, KeyError("hilde@demo.example"), None)
    record = logging.LogRecord("lib", logging.ERROR, __file__, 1, "broke", None, told)
    line = json.loads(handler.format(record))
    assert (line["event"], line["error"]) == ("broke", "KeyError")
    assert "hilde" not in json.dumps(line)


def test_a_caught_exception_is_told_by_its_kind() -> None:
    event = logs.where_it_broke(None, "error", {"event": "x", "exc_info": OSError("hilde")})
    assert (event["error"], event["at"]) == ("OSError", [])
