"""The access log: silent about who fills in a form and when, also when an operator turns it on."""

import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from gunicorn.config import Config

from portal.web.access_log import AccessLog, is_private

FORMAT = '%({x-forwarded-for}i)s %(t)s "%(r)s" %(s)s "%(f)s"'


def test_every_address_of_a_form_is_private(app: Flask) -> None:
    rules = {
        rule.rule.replace("<int:meeting_id>", "13")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("filling.") or rule.endpoint == "evaluation.answer"
    }
    assert {"/evaluate", "/meetings/13/evaluation/"} <= rules
    assert [rule for rule in rules if not is_private(rule)] == []


@pytest.mark.parametrize(
    "path", ["/", "/evaluation/", "/evaluates", "/meetings/13/", "/meetings/13/evaluation/close"]
)
def test_other_addresses_are_logged_as_ever(path: str) -> None:
    assert not is_private(path)


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("/meetings/13/evaluation/", []),
        ("/evaluate", []),
        ("/static/css/app.css", ["198.51.0.7", "/static/css/app.css"]),
    ],
)
def test_a_line_tells_neither_the_form_nor_that_somebody_comes_from_one(
    path: str, lines: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    config = Config()
    config.set("accesslog", "-")
    config.set("access_log_format", FORMAT)
    logger = AccessLog(config)
    logger.access_log.handlers.clear()
    logger.access_log.propagate = True
    came_from = "http://localhost/meetings/13/evaluation/"
    environ = {
        "REQUEST_METHOD": "POST",
        "RAW_URI": path,
        "PATH_INFO": path,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": came_from,
    }
    headers = [("X-FORWARDED-FOR", "198.51.0.7"), ("REFERER", came_from)]
    answer = SimpleNamespace(status="200 OK", sent=2, headers=[])
    with caplog.at_level(logging.INFO, logger="gunicorn.access"):
        logger.access(answer, SimpleNamespace(headers=headers), environ, timedelta(seconds=1))
    assert all(part in caplog.text for part in lines)
    assert bool(caplog.text) == bool(lines)
    assert "evaluation" not in caplog.text
