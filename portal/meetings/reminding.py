"""Reminders: to who has not answered, and of the meeting itself to who comes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column

from portal.db import Model, db
from portal.meetings.calendar_law import ZONE
from portal.meetings.links import token_of
from portal.meetings.mails import is_to_come
from portal.meetings.models import Answer, Invitation, Meeting, MeetingState
from portal.outbox.letters import Letter, compose
from portal.outbox.quiet import after_quiet_hours
from portal.outbox.services import queue_letters
from portal.outbox.writing import Order, Parameters, Written, let_write
from portal.people.models import MailTopic
from portal.people.stopping import stop_link_for

WRITER: Final = "meetings.reminders"
TOPIC: Final = MailTopic.MEETING_REMINDERS
LEAD: Final = timedelta(days=3)  # how long before the last day to answer somebody is asked
USUAL_NOTICE: Final = timedelta(weeks=2)
AGAIN_BEFORE: Final = timedelta(days=5)
COMING_BEFORE: Final = timedelta(days=2)
LEFT_IN_PEACE: Final = timedelta(days=3)


class Reminder(StrEnum):
    """The reminders that go by themselves."""

    ANSWER = "answer"  # before the last day to answer, to who has not
    ANSWER_AGAIN = "answer_again"  # once more before the meeting
    COMING = "coming"  # of the meeting itself, to who comes or may come


class ReminderOff(Model):
    """That a reminder does not go for a meeting; without a row it does."""

    __tablename__ = "reminder_off"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    reminder: Mapped[Reminder] = mapped_column(primary_key=True)


def reminders_off(meeting_id: int) -> frozenset[Reminder]:
    """Return which reminders do not go for a meeting."""
    off = select(ReminderOff.reminder).where(ReminderOff.meeting_id == meeting_id)
    return frozenset(db.session.scalars(off))


def respond_by(meeting: Meeting) -> date:
    """Return the last day on which an answer helps to prepare: two weeks before, unless said."""
    return meeting.respond_by or meeting.local_date - USUAL_NOTICE


def due(invitation: Invitation, *, today: date) -> Reminder | None:
    """Return the reminder that an invited person may get today, whatever they got before.

    Nobody who answered is asked to answer. Nobody is asked within three days of the invitation,
    nor a second time within three days of the first.
    """
    meeting, day = invitation.meeting, invitation.meeting.local_date
    if invitation.answer in {Answer.YES, Answer.MAYBE}:
        return Reminder.COMING if day - COMING_BEFORE <= today < day else None
    if invitation.answer is Answer.NO or today < invitation.invited_on + LEFT_IN_PEACE:
        return None
    last = respond_by(meeting)
    again = max(day - AGAIN_BEFORE, last + LEFT_IN_PEACE)
    if again <= today < day - COMING_BEFORE and invitation.invited_on + LEFT_IN_PEACE <= last:
        return Reminder.ANSWER_AGAIN
    return Reminder.ANSWER if last - LEAD <= today < day - COMING_BEFORE else None


def _is_done(reminder: Reminder, invitation: Invitation) -> bool:
    """Tell whether somebody had this reminder, for the days on which the meeting is now."""
    meeting = invitation.meeting
    if reminder is Reminder.COMING:
        return invitation.reminded_for == meeting.local_date
    if invitation.nudged_for == meeting.local_date:
        return True
    return reminder is Reminder.ANSWER and invitation.nudged_for == respond_by(meeting)


def _note_done(reminder: Reminder, invitation: Invitation) -> None:
    meeting = invitation.meeting
    if reminder is Reminder.COMING:
        invitation.reminded_for = meeting.local_date
    else:
        again = reminder is Reminder.ANSWER_AGAIN
        invitation.nudged_for = meeting.local_date if again else respond_by(meeting)


Due = Sequence[tuple[Reminder, Invitation]]


def send_reminders(*, on: date, now: datetime) -> int:
    """Queue what is due today, one letter a person; return how many.

    Safe to run at any hour and any number of times: nobody hears twice of the same, nor of a
    meeting that is past, cancelled or not sent out.
    """
    by_person: dict[int, list[tuple[Reminder, Invitation]]] = defaultdict(list)
    off = _all_off()
    for invitation in _to_remind(on):
        reminder = due(invitation, today=on)
        if reminder is None or reminder in off[invitation.meeting_id]:
            continue
        if not _is_done(reminder, invitation):
            _note_done(reminder, invitation)
            by_person[invitation.person_id].append((reminder, invitation))
    return _queue(by_person, once=on.isoformat(), now=now)


def remind_now(meeting: Meeting, invitations: Collection[int], *, on: date, now: datetime) -> int:
    """Ask chosen people for their answer, today; who answered meanwhile is left out.

    Return how many letters go: nobody gets a second one on the same day.
    """
    chosen = db.session.scalars(
        select(Invitation)
        .join(Invitation.meeting)
        .where(
            Invitation.meeting_id == meeting.id,
            Invitation.id.in_(invitations),
            Invitation.answer.is_(None),
            Meeting.state == MeetingState.INVITED,
            Meeting.local_date >= on,
        )
        .order_by(Invitation.id)
        .options(contains_eager(Invitation.meeting), joinedload(Invitation.person))
        .with_for_update(of=Invitation)
    ).all()
    asked = {one.person_id: [(Reminder.ANSWER, one)] for one in chosen}
    for one in chosen:
        one.nudged_for = one.nudged_for or respond_by(meeting)
    return _queue(asked, once=f"{meeting.id}/{on.isoformat()}", now=now)


def _queue(by_person: Mapping[int, Due], *, once: str, now: datetime) -> int:
    db.session.flush()
    orders = [_order(person_id, due, once) for person_id, due in by_person.items()]
    with_address = [order for order in orders if order is not None]
    due_at = after_quiet_hours(now, ZONE)
    return queue_letters(WRITER, with_address, due_at=due_at, topic=TOPIC)


def _order(person_id: int, due: Due, once: str) -> Order | None:
    person = due[0][1].person
    if not person.email:
        return None
    return Order(
        dedupe_key=f"meetings/reminders/{once}/{person_id}",
        recipient=person.email,
        locale=person.locale,
        parameters={"person": person_id, "invitations": [one.id for _, one in due]},
    )


def _all_off() -> Mapping[int, set[Reminder]]:
    off: defaultdict[int, set[Reminder]] = defaultdict(set)
    for row in db.session.scalars(select(ReminderOff)):
        off[row.meeting_id].add(row.reminder)
    return off


def _to_remind(on: date) -> Iterable[Invitation]:
    """Return the invitations of meetings to come that have not had every letter yet."""
    coming = db.session.scalars(
        select(Meeting).where(Meeting.state == MeetingState.INVITED, Meeting.local_date > on)
    )
    near = [one.id for one in coming if min(respond_by(one), one.local_date) - LEAD <= on]
    return db.session.scalars(
        select(Invitation)
        .join(Invitation.meeting)
        .where(
            Invitation.meeting_id.in_(near),
            or_(Invitation.answer.is_(None), Invitation.answer != Answer.NO),
            or_(
                Invitation.nudged_for.is_distinct_from(Meeting.local_date),
                Invitation.reminded_for.is_distinct_from(Meeting.local_date),
            ),
        )
        .order_by(Meeting.local_date, Invitation.id)
        .options(contains_eager(Invitation.meeting), joinedload(Invitation.person))
        .with_for_update(of=Invitation)
    ).all()


def write(parameters: Parameters, locale: str) -> Written | None:
    """Write one letter on all meetings that still want it; nothing when none does."""
    mine = (
        Invitation.id.in_(parameters["invitations"]),
        Invitation.person_id == parameters["person"],
    )
    found = db.session.scalars(
        select(Invitation)
        .join(Invitation.meeting)
        .where(*mine)
        .order_by(Meeting.local_date)
        .options(contains_eager(Invitation.meeting), joinedload(Invitation.person))
    ).all()
    still = [one for one in found if is_to_come(one)]
    asked = [one for one in still if one.answer is None]
    coming = [one for one in still if one.answer in {Answer.YES, Answer.MAYBE}]
    if not (asked or coming):
        return None
    return Written(letter=_letter(asked, coming, locale))


def _letter(asked: list[Invitation], coming: list[Invitation], locale: str) -> Letter:
    first = (asked or coming)[0]
    known: dict[str, Any] = {"asked": asked, "coming": coming, "first": first}
    return compose(
        "meetings/mail/reminders",
        locale=locale,
        topic=TOPIC,
        stop_link=stop_link_for(first.person_id, TOPIC),
        person=first.person,
        token_of=token_of,
        **known,
    )


def choose_reminders(meeting: Meeting, wanted: Collection[Reminder]) -> None:
    """Let the chosen reminders go for a meeting, and the others not."""
    there = {
        row.reminder: row
        for row in db.session.scalars(
            select(ReminderOff).where(ReminderOff.meeting_id == meeting.id)
        )
    }
    for reminder in Reminder:
        if reminder in wanted and reminder in there:
            db.session.delete(there[reminder])
        elif reminder not in wanted and reminder not in there:
            db.session.add(ReminderOff(meeting_id=meeting.id, reminder=reminder))
    db.session.flush()


def init_app(app: Flask) -> None:
    """Write the reminders."""
    let_write(app, WRITER, write, kind=_l("About a meeting"))
