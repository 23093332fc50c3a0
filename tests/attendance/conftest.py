"""What the tests of the day start from: a moment that is to come, and one that is on."""

import pytest

from portal.db import transaction
from portal.meetings import inviting
from tests.attendance.happening import happens_now
from tests.cast import Cast
from tests.meetings.planned import NOW, ON, meeting_by, plan


@pytest.fixture
def invited(cast: Cast) -> int:
    """The id of a moment on 8 December 2022 to which everybody of the roster is invited."""
    meeting_id = plan(by=cast.coordinator.person_id)
    with transaction():
        inviting.invite(meeting_by(meeting_id), on=ON, now=NOW, by=cast.coordinator.person_id)
    return meeting_id


@pytest.fixture
def running(invited: int) -> int:
    """The same moment, today at this hour, online and in a room."""
    happens_now(invited, place="Zaal De Verzonnen Boomgaard")
    return invited
