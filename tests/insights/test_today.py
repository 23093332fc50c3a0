"""The first page says what needs the reader, why, and which step is beside it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.db import db, transaction
from portal.meetings import inviting
from portal.network.models import Post
from portal.network.services.posts import end_post
from portal.outbox.models import MailState, OutboxMail
from portal.policy.table import Role
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor
from tests.meetings.planned import NOW, meeting_by, plan

MOST_STATEMENTS = 10
STARTERS = [
    "coordinator",
    "ambassador",
    "team_lead",
    "primary_contact",
    "administrator",
    "stranger",
]


def _main(page: TestResponse) -> str:
    """Return what a page itself says, without the bar and what every page carries along."""
    return page.text.split("<main", 1)[1].split("</main>", 1)[0]


def announced(cast: Cast) -> int:
    """Plan a moment and invite everybody to it."""
    meeting_id = plan(by=cast.coordinator.person_id)
    with transaction():
        inviting.invite(meeting_by(meeting_id), on=TODAY, now=NOW, by=cast.coordinator.person_id)
    return meeting_id


def leave(organisation_id: int, day: date) -> None:
    """End the post of an organisation's ambassador."""
    with transaction():
        post = db.session.scalars(
            select(Post).where(
                Post.organisation_id == organisation_id, Post.role == Role.AMBASSADOR
            )
        ).one()
        end_post(post, on=day, by=None, reason="ander werk")


def today_for(client: Visitor, cast: Cast, who: str) -> str:
    page = client.sign_in(cast.everyone[who]).get("/today")
    assert page.status_code == 200
    return page.text


def test_a_vacancy_is_told_with_its_days(client: Visitor, cast: Cast) -> None:
    leave(cast.away.organisation_id, TODAY - timedelta(days=20))
    text = today_for(client, cast, "coordinator")
    assert f"{cast.away.name}: nog geen ambassadeur" in text
    assert "20 dagen" in text
    assert "Er is er geen sinds 26 oktober 2022." in text


def test_a_draft_waits_for_its_invitations(client: Visitor, cast: Cast) -> None:
    meeting_id = plan(by=cast.coordinator.person_id)
    text = today_for(client, cast, "coordinator")
    assert "Reflectiemoment 1: verstuur de uitnodigingen" in text
    assert f'href="/meetings/{meeting_id}/invite"' in text


def test_the_next_moment_is_proposed_with_its_reasons(client: Visitor, cast: Cast) -> None:
    announced(cast)
    text = today_for(client, cast, "coordinator")
    assert "Plan het volgende reflectiemoment" in text
    assert "Donderdag 9 februari 2023 past." in text


@pytest.mark.parametrize("who", ["acting_ambassador", "primary_contact", "team_lead"])
def test_an_invitation_waits_until_it_is_answered(client: Visitor, cast: Cast, who: str) -> None:
    meeting_id = announced(cast)
    assert "Ben je erbij op Reflectiemoment 1?" in today_for(client, cast, who)
    client.submit(
        f"/meetings/{meeting_id}/answer", {"answer": "yes"}, at=f"/meetings/{meeting_id}/"
    )
    assert "Ben je erbij" not in today_for(client, cast, who)


def test_an_ambassador_sees_her_three_teams_and_nobody_elses(client: Visitor, cast: Cast) -> None:
    text = today_for(client, cast, "ambassador")
    assert all(f'href="/teams/{team}/"' in text for team in cast.home.team_ids)
    assert not any(f'href="/teams/{team}/"' in text for team in cast.away.team_ids)
    assert "Team 2 home: nog geen teamverantwoordelijke" in text


def test_a_lead_sees_her_own_team(client: Visitor, cast: Cast) -> None:
    text = today_for(client, cast, "team_lead")
    assert [team for team in cast.home.team_ids if f'href="/teams/{team}/"' in text] == [
        cast.home.team_ids[0]
    ]


def test_mail_that_failed_is_told_to_the_administrator(client: Visitor, cast: Cast) -> None:
    announced(cast)
    assert "raakte niet ter plaatse" not in today_for(client, cast, "administrator")
    with transaction():
        mail = db.session.scalars(select(OutboxMail).limit(1)).one()
        mail.state, mail.last_error = MailState.FAILED, "550"
    assert "1 mail raakte niet ter plaatse" in today_for(client, cast, "administrator")


def test_whoever_holds_no_post_is_thanked(client: Visitor, cast: Cast) -> None:
    text = today_for(client, cast, "stranger")
    assert "Je neemt vandaag geen rol op in het netwerk." in text
    assert "nog geen ambassadeur" not in text


@pytest.mark.parametrize("who", STARTERS)
def test_the_page_costs_at_most_ten_statements(
    client: Visitor, cast: Cast, count_statements: Counter, who: str
) -> None:
    announced(cast)
    leave(cast.away.organisation_id, TODAY - timedelta(days=1))
    client.sign_in(cast.everyone[who])
    client.get("/today")
    with count_statements() as statements:
        client.get("/today")
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


@pytest.mark.parametrize("who", ["funder", "evaluator"])
def test_a_funder_sees_counts_and_no_organisation(client: Visitor, cast: Cast, who: str) -> None:
    text = today_for(client, cast, who)
    assert "2 organisaties, 6 teams" in text
    assert "/organisations/" not in text
    assert cast.home.name not in text


def test_everybody_can_start(client: Visitor, cast: Cast) -> None:
    pages = {who: client.sign_in(member).get("/today") for who, member in cast.everyone.items()}
    assert {who: page.status_code for who, page in pages.items()} == dict.fromkeys(pages, 200)
    assert {who: _main(page).count('class="button"') <= 1 for who, page in pages.items()} == (
        dict.fromkeys(pages, True)
    )
