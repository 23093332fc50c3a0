"""What goes out about a meeting and what comes back: invitations, answers, reminders, changes."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.asks.services import NOTHING_SAID, Why, weigh
from portal.audit.services import record
from portal.db import db
from portal.meetings import mails, rules
from portal.meetings.asks import asked_by
from portal.meetings.links import hash_of
from portal.meetings.models import (
    Answer,
    AnswerLink,
    Invitation,
    Meeting,
    MeetingState,
)
from portal.meetings.moves import note_move
from portal.meetings.roster import Roster, still_to_invite
from portal.meetings.series import series_days
from portal.meetings.services import Whereabouts, invitation_for, judged
from portal.network.models import Person


def slot_of(meeting: Meeting) -> rules.Slot:
    """Return when a stored meeting is, with its exceptions as accepted when it was planned."""
    return rules.Slot(
        kind=meeting.kind,
        day=meeting.local_date,
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        reason=meeting.exception_reason,
        holiday_accepted=True,
    )


def invite(meeting: Meeting, *, on: date, now: datetime, by: int, why: Why = NOTHING_SAID) -> int:
    """Invite everybody on the roster of the meeting's date who is not invited yet, by mail.

    Return how many: all of them for a draft, later on only who joined since. ``why`` is needed when
    it asks more of teams than was agreed on.
    """
    judged(meeting)
    blocks = [block.kind for block in meeting.blocks]
    rules.check_may_invite(meeting.state, meeting.local_date, blocks, today=on)
    rules.check_may_plan(slot_of(meeting), series_days(but=meeting.number), today=on)
    weigh(asked_by(meeting), why, on=on, by=by)
    invitations = open_invitations(meeting, still_to_invite(meeting), on=on)
    for invitation in invitations:
        mails.send(mails.INVITATION, invitation, now=now)
    _note("meeting_invited", meeting, on=on, by=by, invited=len(invitations))
    return len(invitations)


def open_invitations(meeting: Meeting, roster: Roster, *, on: date) -> list[Invitation]:
    """Make the invitations and call the meeting invited, without writing to anybody yet."""
    invitations = [invitation_for(meeting, one, on=on) for one in roster.participants]
    db.session.add_all(invitations)
    meeting.state = MeetingState.INVITED
    db.session.flush()
    return invitations


def answer_invitation(
    token: str, answer: Answer, *, on: date, local_now: datetime
) -> Invitation | None:
    """Keep what an invited person says, by the link in their mail; None for an unknown link.

    ``local_now`` is the time on the clock at the meeting. Until it starts an answer may change.
    """
    behind = select(AnswerLink.invitation_id).where(AnswerLink.token_hash == hash_of(token))
    return _answer(Invitation.id.in_(behind), answer, on=on, local_now=local_now)


def answer_as_invited(
    meeting: Meeting, person_id: int, answer: Answer, *, on: date, local_now: datetime
) -> Invitation | None:
    """Keep what an invited person says on their own page; None for who is not invited."""
    theirs = and_(Invitation.meeting_id == meeting.id, Invitation.person_id == person_id)
    return _answer(theirs, answer, on=on, local_now=local_now)


def _answer(
    which: ColumnElement[bool], answer: Answer, *, on: date, local_now: datetime
) -> Invitation | None:
    invitation = db.session.scalar(
        select(Invitation)
        .where(which)
        .options(joinedload(Invitation.meeting))
        .with_for_update(of=Invitation)
    )
    if invitation is not None:
        meeting = invitation.meeting
        rules.check_may_answer(meeting.state, meeting.local_date, meeting.starts_at, local_now)
        invitation.answer = answer
        invitation.answered_on = on
        db.session.flush()
    return invitation


def move(
    meeting: Meeting,
    slot: rules.Slot,
    where: Whereabouts,
    *,
    on: date,
    now: datetime,
    by: int,
) -> None:
    """Give a planned meeting its day, hours and place; who was invited hears of every change.

    Another day or hour asks for a new answer: a yes to Thursday is no yes to Friday.
    """
    rules.check_may_edit(judged(meeting).state)
    rules.check_may_plan(slot, series_days(but=meeting.number), today=on)
    moved = (slot.day, slot.starts, slot.ends) != (
        meeting.local_date,
        meeting.starts_at,
        meeting.ends_at,
    )
    elsewhere = (where.join_url, where.place) != (meeting.join_url, meeting.place)
    meeting.exception_reason = slot.reason
    if not moved and not elsewhere:
        return
    was_on = meeting.local_date
    meeting.local_date, meeting.starts_at, meeting.ends_at = slot.day, slot.starts, slot.ends
    meeting.join_url, meeting.place = where.join_url, where.place
    note_move(meeting, was_on, reason=slot.reason, on=on)
    if meeting.state is MeetingState.INVITED:
        _tell_of_move(meeting, ask_again=moved, now=now)
    _note("meeting_moved", meeting, on=on, by=by, sequence=meeting.sequence)


def _tell_of_move(meeting: Meeting, *, ask_again: bool, now: datetime) -> None:
    meeting.sequence += 1
    for invitation in _invited(meeting):
        if ask_again:
            invitation.answer = invitation.answered_on = None
        mails.send(mails.moved_mailing(meeting), invitation, now=now)


def cancel_meeting(
    meeting: Meeting,
    *,
    reason: str,
    replaced_by: int | None,
    on: date,
    now: datetime,
    by: int,
) -> int:
    """Cancel a planned meeting, keep its record, and tell whoever was invited; return how many."""
    judged(meeting)
    rules.check_may_cancel(meeting.state, reason=reason, is_replaced=replaced_by is not None)
    invitations = _invited(meeting)
    meeting.cancel_reason = reason
    meeting.replaced_by_id = replaced_by
    meeting.state = MeetingState.CANCELLED
    meeting.sequence += 1
    db.session.flush()
    for invitation in invitations:
        mails.send(mails.CANCELLATION, invitation, now=now)
    _note("meeting_cancelled", meeting, on=on, by=by, told=len(invitations))
    return len(invitations)


def send_reminders(*, on: date, now: datetime) -> int:
    """Queue what is due today, decided on the answers of this moment; return how many letters.

    Safe to run at any hour and any number of times: each person hears once of each day on which
    the meeting was set, and nobody hears of a meeting that is past, cancelled or not sent out.
    """
    sent = 0
    for invitation in _to_remind(on):
        meeting = invitation.meeting
        day = meeting.local_date
        if invitation.nudged_for != day and rules.wants_nudge(
            invitation.answer, invited_on=invitation.invited_on, day=day, today=on
        ):
            sent += mails.send(mails.nudge_mailing(meeting), invitation, now=now)
            invitation.nudged_for = day
        if invitation.reminded_for != day and rules.wants_reminder(
            invitation.answer, day=day, today=on
        ):
            sent += mails.send(mails.reminder_mailing(meeting), invitation, now=now)
            invitation.reminded_for = day
    db.session.flush()
    return sent


def _to_remind(on: date) -> Iterable[Invitation]:
    """Return the invitations of meetings to come that have not had every letter yet."""
    return db.session.scalars(
        select(Invitation)
        .join(Invitation.meeting)
        .where(
            Meeting.state == MeetingState.INVITED,
            Meeting.local_date > on,
            Meeting.local_date <= on + rules.NUDGE_BEFORE,
            or_(
                Invitation.nudged_for.is_distinct_from(Meeting.local_date),
                Invitation.reminded_for.is_distinct_from(Meeting.local_date),
            ),
        )
        .order_by(Invitation.id)
        .options(contains_eager(Invitation.meeting), joinedload(Invitation.person))
        .with_for_update(of=Invitation)
    ).all()


def _invited(meeting: Meeting) -> list[Invitation]:
    return list(
        db.session.scalars(
            select(Invitation)
            .join(Person, Invitation.person_id == Person.id)
            .where(Invitation.meeting_id == meeting.id)
            .order_by(Invitation.id)
            .options(contains_eager(Invitation.person), joinedload(Invitation.meeting))
        )
    )


def _note(event: str, meeting: Meeting, *, on: date, by: int, **detail: int) -> None:
    db.session.flush()
    record(event, by=by, on=on, object_kind="meeting", object_id=str(meeting.id), detail=detail)
