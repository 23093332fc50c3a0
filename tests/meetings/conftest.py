"""What the tests of meetings start from: a draft in the series, and one that is sent out."""

import pytest

from portal.db import transaction
from portal.meetings import inviting
from tests.cast import Cast
from tests.meetings.planned import NOW, ON, meeting_by, plan


@pytest.fixture
def draft(cast: Cast) -> int:
    """The id of a planned reflection moment 1 on 8 December 2022."""
    return plan(by=cast.coordinator.person_id)


@pytest.fixture
def invited(cast: Cast, draft: int) -> int:
    """The id of the same moment, after the invitations went out."""
    with transaction():
        inviting.invite(meeting_by(draft), on=ON, now=NOW, by=cast.coordinator.person_id)
    return draft
