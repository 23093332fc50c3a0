"""Planning, holding and attendance: what the services keep and what they refuse."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.meetings import services
from portal.meetings.models import (
    Meeting,
    MeetingState,
    Presence,
)
from portal.meetings.queries import attendance_of, expected_participants
from portal.meetings.roster import Participant, roster_on
from portal.meetings.services import PastMeeting
from portal.rules import RuleBroken
from tests.cast import Cast
from tests.meetings.planned import AGENDA, DAY, ON, ONLINE, mails, meeting_by, plan, slot


def _count(model: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def _steps(meeting_id: int) -> list[str]:
    events = select(AuditEvent.event).where(AuditEvent.object_id == str(meeting_id))
    return list(db.session.scalars(events.order_by(AuditEvent.id)))


def _hold(meeting_id: int, cast: Cast, on: date = DAY) -> None:
    with transaction():
        services.mark_held(meeting_by(meeting_id), on=on, by=cast.coordinator.person_id)


def test_a_plan_becomes_a_draft_with_four_blocks_and_no_mail(draft: int) -> None:
    meeting = meeting_by(draft)
    assert (meeting.state, meeting.number, meeting.bucket) == (MeetingState.DRAFT, 1, 2022 * 6 + 5)
    assert [block.kind for block in meeting.blocks] == list(AGENDA)
    assert mails() == []
    assert _steps(draft) == ["meeting_planned"]


def test_the_same_plan_sent_twice_is_one_meeting(cast: Cast, draft: int) -> None:
    assert plan(by=cast.coordinator.person_id) == draft
    assert _count(Meeting) == 1


def test_another_plan_under_a_taken_number_is_refused(cast: Cast, draft: int) -> None:
    with pytest.raises(RuleBroken, match="in the meantime"):
        plan(by=cast.coordinator.person_id, day=date(2023, 2, 9), number=1)
    assert meeting_by(draft).local_date == DAY


def test_a_second_moment_in_two_months_wants_a_reason(cast: Cast, draft: int) -> None:
    assert draft
    with pytest.raises(RuleBroken, match="already is a reflection moment"):
        plan(by=cast.coordinator.person_id, day=date(2022, 12, 22), number=2)
    plan(by=cast.coordinator.person_id, day=date(2022, 12, 22), number=2, reason="Op vraag")
    assert _count(Meeting) == 2


def test_the_database_itself_refuses_a_second_announced_moment_without_reason(
    cast: Cast, draft: int
) -> None:
    other = plan(by=cast.coordinator.person_id, day=date(2022, 11, 24), number=2, reason="Op vraag")
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(
            text(
                "UPDATE meeting SET exception_reason = '', state = 'invited' WHERE id IN (:a, :b)"
            ),
            {"a": draft, "b": other},
        )


@pytest.mark.parametrize(
    "change",
    [
        "state = 'held'",
        "state = 'locked'",
        "state = 'cancelled'",
        "ends_at = starts_at",
        "join_url = 'javascript:alert(1)'",
        "join_url = ''",
        "number = 0",
        "kind = 'party'",
    ],
)
def test_the_database_itself_refuses_what_the_law_refuses(draft: int, change: str) -> None:
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(text(f"UPDATE meeting SET {change} WHERE id = :id"), {"id": draft})
    assert meeting_by(draft).state is MeetingState.DRAFT


def test_a_held_meeting_keeps_its_date_in_the_database(cast: Cast, invited: int) -> None:
    _hold(invited, cast)
    with pytest.raises(DBAPIError, match="a_past_meeting_keeps_its_date"), transaction():
        db.session.execute(text("UPDATE meeting SET local_date = '2022-12-15'"))


def test_it_is_held_from_its_day_on_and_not_before(cast: Cast, invited: int) -> None:
    with pytest.raises(RuleBroken, match="still to come"):
        _hold(invited, cast, DAY - timedelta(days=1))
    _hold(invited, cast)
    assert meeting_by(invited).state is MeetingState.HELD
    with pytest.raises(RuleBroken):
        _hold(invited, cast)


def test_a_past_meeting_is_kept_whole_and_nobody_gets_a_mail(cast: Cast) -> None:
    expected = roster_on(date(2022, 10, 13)).participants
    past = PastMeeting(
        slot=slot(date(2022, 10, 13)),
        where=ONLINE,
        agenda=AGENDA,
        number=13,
        expected=expected,
        attendance={cast.contact.person_id: Presence.ON_SITE},
        guests=2,
    )
    with transaction():
        meeting_id = services.record_past_meeting(past, on=ON, by=cast.coordinator.person_id).id
    meeting = meeting_by(meeting_id)
    assert (meeting.state, meeting.guests) == (MeetingState.HELD, 2)
    assert len(expected_participants(meeting)) == len(expected)
    assert attendance_of(meeting) == past.attendance
    assert mails() == []


def test_a_meeting_to_come_cannot_be_recorded_as_past(cast: Cast) -> None:
    past = PastMeeting(
        slot=slot(DAY), where=ONLINE, agenda=AGENDA, number=14, expected=(), attendance={}
    )
    with pytest.raises(RuleBroken, match="still to come"), transaction():
        services.record_past_meeting(past, on=ON, by=cast.coordinator.person_id)


def test_participants_are_people_once(app: Flask, cast: Cast) -> None:
    assert app
    assert cast
    people = [one.person.id for one in roster_on(DAY).participants]
    assert len(people) == len(set(people))
    assert all(isinstance(one, Participant) for one in roster_on(DAY).participants)
