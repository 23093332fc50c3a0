"""What the tests of the outbox may ask for."""

from collections.abc import Iterator

import pytest

from tests.outbox.sink import Sink, running_sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A real mail server that keeps what it gets."""
    with running_sink() as sink:
        yield sink
