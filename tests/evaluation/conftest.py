"""What the tests of evaluations start from: a held meeting, and its open short form."""

import pytest

from tests.cast import Cast
from tests.evaluation.evaluations import make_meeting, open_for


@pytest.fixture
def meeting_id(cast: Cast) -> int:
    """A meeting that was held five days ago."""
    return make_meeting(cast)


@pytest.fixture
def open_id(cast: Cast, meeting_id: int) -> int:
    """The same meeting, with its short form open."""
    open_for(cast, meeting_id)
    return meeting_id
