"""What the tests of the outbox may ask for."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.outbox.sink import Sink, running_sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A real mail server that keeps what it gets."""
    with running_sink() as sink:
        yield sink


@pytest.fixture
def real(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the app a real network's: its clock is not pinned."""
    settings = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", replace(settings, today=None))
