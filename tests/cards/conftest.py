"""What the tests of cards share: the moments of the network as fixed days."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from portal.cards import periods
from portal.cards.periods import Moments, Source

LAST = date(2022, 10, 13)
NEXT = date(2022, 12, 8)


@pytest.fixture
def moments(app: Flask) -> Iterator[list[Moments]]:
    """Let the one moment in this list be the answer, whatever the day."""
    known = [Moments(last=LAST, next=NEXT)]
    before: Source = app.extensions["card_moments"]
    periods.moments_from(app, lambda _day: known[0])
    yield known
    periods.moments_from(app, before)
