"""What the tests of minutes start from: a moment that is held today."""

import pytest

from portal.db import transaction
from portal.meetings import inviting, services
from tests.cast import Cast
from tests.meetings.planned import NOW, ON, meeting_by, plan


@pytest.fixture
def today_held(cast: Cast) -> int:
    """The id of reflection moment 1, to which people were invited, held on the pinned today."""
    by = cast.coordinator.person_id
    meeting_id = plan(by=by)
    with transaction():
        inviting.invite(meeting_by(meeting_id), on=ON, now=NOW, by=by)
        meeting_by(meeting_id).local_date = ON
    with transaction():
        services.mark_held(meeting_by(meeting_id), on=ON, by=by)
    return meeting_id
