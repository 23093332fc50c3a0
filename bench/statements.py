"""SQL statements a page, counted inside an application on a network of any size."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from bench.servers import BenchError
from bench.visitor import OK
from portal.db import db

NOT_COUNTED = ("BEGIN", "PRAGMA")


def statements_of(app: Flask, path: str, cookies: Mapping[str, str]) -> int:
    """Return how many statements the page at ``path`` sends when it is asked a second time.

    The first visit of a process and the first of an hour do a little more, once.
    """
    client = app.test_client()
    for name, value in cookies.items():
        client.set_cookie(name, value, domain="localhost")
    for _ in range(2):
        with _counting(app) as seen:
            answer = client.get(path, base_url="http://localhost:5000")
        if answer.status_code != OK:
            raise BenchError(f"GET {path}: {answer.status_code}, expected {OK}")
    return len(seen)


@contextmanager
def _counting(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(NOT_COUNTED):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
