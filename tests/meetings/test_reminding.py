"""Reminders: to who has not answered, of the meeting itself, one letter a person, none too many."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from portal.asks.services import Why
from portal.db import db, transaction
from portal.meetings import inviting, reminding
from portal.meetings.models import Answer, Invitation
from portal.meetings.reminding import Reminder, choose_reminders, reminders_off
from portal.outbox.models import OutboxMail
from portal.people.models import MailTopic
from portal.people.services.choices import stop_mails
from tests.cast import Cast, Member
from tests.meetings.planned import (
    DAY,
    NOW,
    ON,
    letter_of,
    mails,
    meeting_by,
    plan,
    slot,
    written_of,
)
from tests.meetings.planned import ONLINE as HERE

BEFORE = datetime.combine(ON, time(9))
ALL = 6


def remind(on: date, now: datetime = NOW) -> int:
    with transaction():
        return reminding.send_reminders(on=on, now=now)


def answer(meeting_id: int, member: Member, said: Answer) -> None:
    with transaction():
        inviting.answer_as_invited(
            meeting_by(meeting_id), member.person_id, said, on=ON, local_now=BEFORE
        )


def reminders() -> Sequence[OutboxMail]:
    return [mail for mail in mails() if "/reminders/" in mail.dedupe_key]


def test_who_did_not_answer_is_asked_before_the_last_day_and_once_more_before_the_meeting(
    cast: Cast, invited: int
) -> None:
    answer(invited, cast.contact, Answer.YES)
    answer(invited, cast.lead, Answer.NO)
    last = DAY - timedelta(days=14)
    with transaction():
        meeting_by(invited).respond_by = last
        for one in db.session.scalars(select(Invitation)):
            one.invited_on = last - timedelta(days=20)
    assert remind(last - timedelta(days=4)) == 0
    assert remind(last - timedelta(days=3)) == ALL - 2
    assert remind(last - timedelta(days=3)) == 0
    assert remind(last) == 0
    assert remind(DAY - timedelta(days=6)) == 0
    assert remind(DAY - timedelta(days=5)) == ALL - 2
    assert remind(DAY - timedelta(days=4)) == 0
    asked = {mail.recipient for mail in reminders()}
    assert asked.isdisjoint({cast.contact.email, cast.lead.email})


def test_two_days_before_who_comes_or_may_come_is_reminded_and_nobody_else(
    cast: Cast, invited: int
) -> None:
    answer(invited, cast.contact, Answer.YES)
    answer(invited, cast.lead, Answer.NO)
    assert remind(DAY - timedelta(days=2)) == 1
    assert remind(DAY - timedelta(days=1)) == 0
    (mail,) = reminders()
    assert mail.recipient == cast.contact.email
    assert "/rsvp/" in letter_of(mail).text


def test_who_answers_after_it_was_queued_is_left_in_peace(cast: Cast, invited: int) -> None:
    assert remind(DAY - timedelta(days=14)) == ALL
    answer(invited, cast.contact, Answer.NO)
    mail = next(one for one in reminders() if one.recipient == cast.contact.email)
    other = next(one for one in reminders() if one.recipient == cast.lead.email)
    assert written_of(mail) is None
    assert written_of(other) is not None


def test_nobody_hears_of_a_meeting_that_is_past_cancelled_or_not_sent_out(
    cast: Cast, draft: int
) -> None:
    by = cast.coordinator.person_id
    assert remind(DAY - timedelta(days=14)) == 0
    with transaction():
        inviting.invite(meeting_by(draft), on=ON, now=NOW, by=by)
    assert remind(DAY) == 0
    assert remind(DAY + timedelta(days=1)) == 0
    assert remind(DAY - timedelta(days=14)) == ALL
    with transaction():
        meeting = meeting_by(draft)
        inviting.cancel_meeting(meeting, reason="Sneeuw", replaced_by=None, on=ON, now=NOW, by=by)
    assert [written_of(mail) for mail in reminders()] == [None] * ALL
    assert remind(DAY - timedelta(days=5)) == 0


def test_who_was_invited_late_is_not_asked_within_three_days_nor_twice(
    cast: Cast, draft: int
) -> None:
    late = DAY - timedelta(days=10)
    with transaction():
        inviting.invite(meeting_by(draft), on=late, now=NOW, by=cast.coordinator.person_id)
    assert remind(late + timedelta(days=1)) == 0
    assert remind(late + timedelta(days=3)) == ALL
    assert remind(DAY - timedelta(days=4)) == 0


def test_a_moved_meeting_reminds_of_its_new_day(cast: Cast, invited: int) -> None:
    assert remind(DAY - timedelta(days=14)) == ALL
    with transaction():
        inviting.move(
            meeting_by(invited),
            slot(date(2022, 12, 22)),
            HERE,
            on=ON,
            now=NOW,
            by=cast.coordinator.person_id,
        )
    assert remind(date(2022, 12, 8)) == ALL


def test_two_meetings_that_are_due_come_in_one_letter(cast: Cast, invited: int) -> None:
    by = cast.coordinator.person_id
    second = plan(by=by, day=date(2022, 12, 9), number=2, reason="Twee kort na elkaar")
    why = Why(reason="Het thema vraagt het")
    with transaction():
        inviting.invite(meeting_by(second), on=ON, now=NOW, by=by, why=why)
    assert remind(DAY - timedelta(days=14)) == ALL
    mail = next(one for one in reminders() if one.recipient == cast.contact.email)
    assert letter_of(mail).text.count("/rsvp/") == 2
    answer(invited, cast.contact, Answer.NO)
    assert letter_of(mail).text.count("/rsvp/") == 1


def test_reminders_wait_for_the_end_of_the_quiet_hours(cast: Cast, invited: int) -> None:
    assert cast
    assert invited
    late_evening = datetime(2022, 11, 24, 20, 30, tzinfo=UTC)
    remind(DAY - timedelta(days=14), now=late_evening)
    assert {mail.due_at for mail in reminders()} == {datetime(2022, 11, 25, 6, 0, tzinfo=UTC)}


def test_who_stopped_reminders_gets_none_and_may_stop_them_with_one_press(
    cast: Cast, invited: int
) -> None:
    assert invited
    with transaction():
        stop_mails(cast.contact.person_id, MailTopic.MEETING_REMINDERS, on=ON)
    assert remind(DAY - timedelta(days=14)) == ALL - 1
    assert all(mail.topic == MailTopic.MEETING_REMINDERS for mail in reminders())
    assert "/stop-mail/" in letter_of(reminders()[0]).text


def test_a_reminder_that_is_off_does_not_go(cast: Cast, invited: int) -> None:
    answer(invited, cast.contact, Answer.YES)
    with transaction():
        choose_reminders(meeting_by(invited), {Reminder.ANSWER})
    assert reminders_off(invited) == {Reminder.ANSWER_AGAIN, Reminder.COMING}
    assert remind(DAY - timedelta(days=2)) == 0
    with transaction():
        choose_reminders(meeting_by(invited), set(Reminder))
    assert reminders_off(invited) == frozenset()
    assert remind(DAY - timedelta(days=2)) == 1


def test_a_reminder_now_goes_to_who_is_chosen_and_has_not_answered(
    cast: Cast, invited: int
) -> None:
    answer(invited, cast.contact, Answer.MAYBE)
    found = db.session.scalars(select(Invitation)).all()
    chosen = [
        one.id for one in found if one.person_id in {cast.contact.person_id, cast.lead.person_id}
    ]
    for expected in (1, 0):
        with transaction():
            sent = reminding.remind_now(meeting_by(invited), chosen, on=ON, now=NOW)
        assert sent == expected
    assert [mail.recipient for mail in reminders()] == [cast.lead.email]
