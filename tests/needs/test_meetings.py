"""Needs that were heard at a meeting: noted by who plans it, read by who takes part."""

from datetime import date, time

import pytest

from portal.db import db, transaction
from portal.meetings.models import Meeting, MeetingState
from portal.needs import queries
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.needs.conftest import WORDS


@pytest.fixture
def meeting_id(cast: Cast) -> int:
    """A meeting to which people were invited."""
    assert cast
    with transaction():
        meeting = Meeting(
            number=13,
            local_date=date(2022, 10, 13),
            starts_at=time(13, 30),
            ends_at=time(15, 30),
            place="Leuven",
            uid="moment-13@demo.example",
            state=MeetingState.INVITED,
        )
        db.session.add(meeting)
        db.session.flush()
        return meeting.id


def test_a_need_heard_at_a_meeting_stands_on_its_page(
    client: Visitor, cast: Cast, meeting_id: int
) -> None:
    client.sign_in(cast.coordinator)
    page = f"/meetings/{meeting_id}/"
    assert f'href="/needs/tell?meeting={meeting_id}"' in client.get(page).text
    form = client.get(f"/needs/tell?meeting={meeting_id}").text
    assert f'<option selected value="{meeting_id}">' in form
    client.submit("/needs/tell", {"words": WORDS, "meeting": meeting_id})
    (line,) = queries.told_at(meeting_id, TODAY)
    assert (line.need.words, line.need.team_id, line.teams) == (WORDS, None, 0)
    for member in (cast.coordinator, cast.lead):
        assert WORDS in client.sign_in(member).get(page).text
    assert "/needs/tell?meeting" not in client.get(page).text
    told = client.get(f"/needs/{line.need.id}/").text
    assert "Reflectiemoment 13" in told
    assert cast.coordinator.name not in told


def test_a_meeting_that_is_none_cannot_be_chosen(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    said: dict[str, object] = {"words": WORDS, "meeting": "9999"}
    assert client.submit("/needs/tell", said).status_code == 400
