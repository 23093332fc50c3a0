"""The small things that wait: a day to mark or pick, a seat, an action, a kit, a proposal."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.adoption.models import Answer as KitAnswer
from portal.adoption.models import NextKit, Reason
from portal.adoption.suggesting import may_be_suggested, next_step_of
from portal.db import db, transaction
from portal.meetings.models import Answer, Attendance, Invitation, Meeting, Presence
from portal.meetings.places.models import Place
from portal.network.models import Organisation, Team
from portal.polls.models import Asked, Mark, Poll
from portal.support.models import Side, Task, TaskKind
from tests.adoption.conftest import MakeKit, Use
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.insights.test_today import announced, today_for
from tests.making.conftest import Propose
from tests.polls.conftest import mark


def invitation_of(meeting_id: int, person_id: int) -> Invitation:
    mine = Invitation.meeting_id == meeting_id, Invitation.person_id == person_id
    return db.session.scalars(select(Invitation).where(*mine)).one()


def test_a_poll_waits_until_it_is_marked(client: Visitor, cast: Cast, opened: int) -> None:
    assert "Welke dag past voor jou? Verhalen vertellen" in today_for(client, cast, "team_lead")
    assert f'href="/polls/{opened}/"' in today_for(client, cast, "team_lead")
    mark(opened, cast.lead, Mark.YES, Mark.NO, Mark.NO)
    assert "Welke dag past" not in today_for(client, cast, "team_lead")
    assert "Welke dag past" not in today_for(client, cast, "team_member")


def test_a_day_is_picked_once_all_marked_or_the_last_day_is_past(
    client: Visitor, cast: Cast, opened: int
) -> None:
    assert "Kies een dag: Verhalen" not in today_for(client, cast, "coordinator")
    with transaction():
        for one in db.session.scalars(select(Asked).where(Asked.poll_id == opened)):
            one.marked_on = TODAY
    assert f'href="/polls/{opened}/pick"' in today_for(client, cast, "coordinator")
    with transaction():
        one = db.session.scalars(select(Asked).where(Asked.poll_id == opened).limit(1)).one()
        one.marked_on = None
        poll = db.session.get_one(Poll, opened)
        poll.opened_on, poll.closes_on = TODAY - timedelta(days=9), TODAY - timedelta(days=1)
    assert f'href="/polls/{opened}/pick"' in today_for(client, cast, "coordinator")
    assert "Welke dag past" not in today_for(client, cast, "team_lead")


def test_a_proposal_waits_for_the_coordinator(
    client: Visitor, cast: Cast, propose: Propose
) -> None:
    draft_id = propose(title="Vijf minuten voor de nacht")
    text = today_for(client, cast, "coordinator")
    assert "Een voorstel voor een lespakket: Vijf minuten voor de nacht" in text
    assert f'href="/in-the-making/{draft_id}/"' in text
    assert "Een voorstel" not in today_for(client, cast, "team_lead")


def test_more_than_three_of_a_kind_are_counted(
    client: Visitor, cast: Cast, propose: Propose
) -> None:
    for number in range(5):
        propose(title=f"Voorstel {number}")
    text = today_for(client, cast, "coordinator")
    assert len(set(re.findall(r'href="(/in-the-making/\d+/)"', text))) == 3
    assert "En nog 2" in text


def test_who_comes_today_is_led_to_the_door(client: Visitor, cast: Cast) -> None:
    meeting_id = announced(cast)
    with transaction():
        db.session.get_one(Meeting, meeting_id).local_date = TODAY
        own = invitation_of(meeting_id, cast.lead.person_id)
        own.answer, own.answered_on = Answer.YES, TODAY
        other = invitation_of(meeting_id, cast.contact.person_id)
        other.answer, other.answered_on = Answer.NO, TODAY
    assert "Reflectiemoment 1 is vandaag" in today_for(client, cast, "team_lead")
    assert "is vandaag" not in today_for(client, cast, "primary_contact")
    with transaction():
        known = {"meeting_id": meeting_id, "person_id": cast.lead.person_id}
        db.session.add(Attendance(**known, presence=Presence.ON_SITE))
    assert "Reflectiemoment 1 is vandaag" not in today_for(client, cast, "team_lead")


def test_who_waits_for_a_seat_reads_it(client: Visitor, cast: Cast) -> None:
    meeting_id = announced(cast)
    with transaction():
        db.session.get_one(Meeting, meeting_id).place = "Zaal"
        db.session.get_one(Meeting, meeting_id).capacity = 1
        for position, member in enumerate((cast.contact, cast.lead), start=1):
            own = invitation_of(meeting_id, member.person_id)
            own.answer, own.answered_on = Answer.YES, TODAY
            db.session.add(
                Place(
                    meeting_id=meeting_id,
                    position=position,
                    seated=position == 1,
                    invitation_id=own.id,
                )
            )
    assert "Je wacht op een plaats bij Reflectiemoment 1" in today_for(client, cast, "team_lead")
    assert "Je wacht op een plaats" not in today_for(client, cast, "primary_contact")


@pytest.mark.parametrize(("due", "is_told"), [(14, True), (15, False)])
def test_an_own_action_is_told_when_it_is_near(
    client: Visitor, cast: Cast, due: int, *, is_told: bool
) -> None:
    with transaction():
        db.session.add(
            Task(
                kind=TaskKind.ACTION,
                side=Side.ORGANISATION,
                dedupe_key="action/1",
                words="De oefening rondsturen",
                owner_id=cast.lead.person_id,
                organisation_id=cast.home.organisation_id,
                opened_on=TODAY,
                due_on=TODAY + timedelta(days=due),
            )
        )
    assert ("De oefening rondsturen" in today_for(client, cast, "team_lead")) is is_told
    assert "De oefening rondsturen" not in today_for(client, cast, "primary_contact")


def waiting_teams() -> set[int]:
    return set(
        db.session.scalars(
            select(Team.id)
            .join(Organisation, Organisation.id == Team.organisation_id)
            .where(may_be_suggested(TODAY))
        )
    )


def suggested_teams() -> set[int]:
    teams = db.session.scalars(select(Team)).all()
    return {team.id for team in teams if next_step_of(team, TODAY).suggestion}


def answered(team_id: int, kit_id: int, answer: KitAnswer, on: date) -> None:
    with transaction():
        known = {"team_id": team_id, "kit_id": kit_id, "answer": answer, "answered_on": on}
        db.session.add(NextKit(**known, reason=Reason.FIRST))


def test_a_next_kit_is_named_where_one_is_suggested_and_nowhere_else(
    cast: Cast, make_kit: MakeKit, use: Use
) -> None:
    assert waiting_teams() == suggested_teams() == set()
    kits = [make_kit(1), make_kit(2, settings=["hospital"])]
    assert waiting_teams() == suggested_teams() == {*cast.home.team_ids, *cast.away.team_ids}
    used, resting, rested = cast.home.team_ids
    for kit in kits:
        use(used, kit)
    answered(resting, kits[0].kit_id, KitAnswer.DECLINED, TODAY - timedelta(days=13))
    answered(rested, kits[0].kit_id, KitAnswer.DECLINED, TODAY - timedelta(days=14))
    first, second, third = cast.away.team_ids
    answered(first, kits[0].kit_id, KitAnswer.ACCEPTED, TODAY - timedelta(days=60))
    answered(second, kits[0].kit_id, KitAnswer.DECLINED, TODAY - timedelta(days=60))
    assert waiting_teams() == suggested_teams() == {rested, third}


def test_the_lead_of_a_team_is_led_to_its_next_kit(
    client: Visitor, cast: Cast, make_kit: MakeKit
) -> None:
    make_kit(1)
    text = today_for(client, cast, "team_lead")
    assert "Team 1 home: een lespakket om mee verder te gaan" in text
    assert "Team 2 home: een lespakket" not in text
    assert "een lespakket om mee verder" not in today_for(client, cast, "primary_contact")
