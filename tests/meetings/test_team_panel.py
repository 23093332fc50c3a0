"""The page of a team names the next meeting, once people are invited to it."""

from portal.db import transaction
from portal.meetings import inviting
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.meetings.planned import NOW, ON, meeting_by, plan


def test_the_team_page_names_the_next_meeting_once_people_are_invited(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    path = f"/teams/{cast.home.team_ids[0]}/"
    planned = plan(by=cast.coordinator.person_id)
    assert "Volgende bijeenkomst" not in client.sign_in(cast.lead).get(path).text
    with transaction():
        inviting.invite(meeting_by(planned), on=ON, now=NOW, by=cast.coordinator.person_id)
    with count_statements() as statements:
        page = client.get(path)
    assert "Volgende bijeenkomst" in page.text
    assert f'href="/meetings/{planned}/"' in page.text
    assert len(statements) <= 8, "\n".join(statements)
