"""What goes out about a meeting and what comes back: invitations, answers, reminders, changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, delete, insert, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.asks.services import NOTHING_SAID, Why, weigh
from portal.audit.services import record
from portal.clock import now as moment
from portal.clock import today
from portal.db import db
from portal.meetings import deputies, farewells, mails, rules
from portal.meetings.asks import asked_by
from portal.meetings.choosing import Rule, keep_rule, rule_of, take_off_list, taken_off
from portal.meetings.deputies import Colleague, Deputy
from portal.meetings.links import invitation_of
from portal.meetings.models import Answer, Invitation, Meeting, MeetingState, Way
from portal.meetings.moves import note_move
from portal.meetings.places import services as places
from portal.meetings.roster import Roster, still_to_invite
from portal.meetings.series import series_days
from portal.meetings.services import Whereabouts, judged
from portal.network.models import Person
from portal.rules import N_, RuleBroken


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


def invite(
    meeting: Meeting,
    *,
    on: date,
    now: datetime,
    by: int,
    why: Why = NOTHING_SAID,
    rule: Rule | None = None,
) -> int:
    """Invite by mail who a rule calls and is not invited yet; keep the rule with the meeting.

    Return how many: all of them for a draft, later on only who joined since, by the same rule.
    ``why`` is needed when it asks more of teams than was agreed on.
    """
    judged(meeting)
    blocks = [block.kind for block in meeting.blocks]
    rules.check_may_invite(meeting.state, meeting.local_date, blocks, today=on)
    rules.check_may_plan(slot_of(meeting), series_days(but=meeting.number), today=on)
    rule = rule or rule_of(meeting.id)
    weigh(asked_by(meeting, rule), why, on=on, by=by)
    keep_rule(meeting.id, rule)
    again = taken_off(meeting.id)
    invitations = open_invitations(meeting, still_to_invite(meeting, rule), on=on)
    fresh = [one for one in invitations if one.person_id not in again]
    mails.post(mails.INVITATION, fresh, due_at=now)
    for one in invitations:
        if one.person_id in again:  # who was on the list before gets a letter of its own
            mails.post(mails.INVITATION, [one], due_at=now, once=again[one.person_id])
    _note("meeting_invited", meeting, on=on, by=by, invited=len(invitations))
    return len(invitations)


def take_off(invitation: Invitation, *, on: date, now: datetime, by: int) -> None:
    """Take somebody off the list of a meeting to come; it leaves their calendar, and a deputy's."""
    found = locked(Invitation.id == invitation.id)
    if found is None:
        return
    meeting = found.meeting
    check_may_take_off(meeting, today=on)
    deputies.withdraw_deputy(found, on=on, now=now)
    times = take_off_list(meeting, found.person_id)
    farewells.say_farewell(farewells.TAKEN_OFF, found, times=times, now=now)
    let_go(found)
    _note("meeting_invitation_withdrawn", meeting, on=on, by=by)


def is_to_come(meeting: Meeting, *, today: date) -> bool:
    """Tell whether people are still expected at a meeting."""
    return meeting.state is MeetingState.INVITED and meeting.local_date >= today


def check_may_take_off(meeting: Meeting, *, today: date) -> None:
    """Refuse to change the list of a meeting that is over or off."""
    if not is_to_come(meeting, today=today):
        raise RuleBroken(N_("The list of this meeting stays as it was."))


def open_invitations(meeting: Meeting, roster: Roster, *, on: date) -> list[Invitation]:
    """Make the invitations and call the meeting invited, without writing to anybody yet."""
    rows = [
        {
            "meeting_id": meeting.id,
            "person_id": one.person.id,
            "role": one.role,
            "organisation_id": one.organisation.id,
            "invited_on": on,
        }
        for one in roster.participants
    ]
    if rows:  # one by one they would take a statement each
        db.session.execute(insert(Invitation), rows)
    meeting.state = MeetingState.INVITED
    db.session.flush()
    fresh = {row["person_id"] for row in rows}
    return [one for one in _invited(meeting) if one.person_id in fresh]


@dataclass(frozen=True, kw_only=True)
class _Reply:
    """What somebody says, and on which day; ``stamp`` when it was their calendar that said so."""

    answer: Answer
    on: date
    way: Way | None = None
    stamp: datetime | None = None


def answer_invitation(
    token: str, answer: Answer, *, on: date, local_now: datetime, way: Way | None = None
) -> Invitation | None:
    """Keep what an invited person says, by the link in their mail; None for a dead link.

    ``local_now`` is the time on the clock at the meeting. Until it starts an answer may change.
    """
    found = invitation_of(token)
    if found is None:
        return None
    return _answer(Invitation.id == found.id, _Reply(answer=answer, on=on, way=way), local_now)


def answer_as_invited(
    meeting: Meeting,
    person_id: int,
    answer: Answer,
    *,
    on: date,
    local_now: datetime,
    way: Way | None = None,
) -> Invitation | None:
    """Keep what an invited person says on their own page; None for who is not invited."""
    theirs = and_(Invitation.meeting_id == meeting.id, Invitation.person_id == person_id)
    return _answer(theirs, _Reply(answer=answer, on=on, way=way), local_now)


def answer_from_calendar(
    invitation_id: int, answer: Answer, *, stamp: datetime, on: date, local_now: datetime
) -> bool:
    """Keep what a calendar replied; False when it is older than what is known, or too late."""
    reply = _Reply(answer=answer, on=on, stamp=stamp)
    try:
        return _answer(Invitation.id == invitation_id, reply, local_now) is not None
    except RuleBroken:
        return False


def _answer(which: ColumnElement[bool], reply: _Reply, local_now: datetime) -> Invitation | None:
    invitation = _open(which, local_now)
    if invitation is None or _is_older(reply, invitation):
        return None
    invitation.answer, invitation.answered_on = reply.answer, reply.on
    invitation.way = _way(reply, invitation)
    invitation.replied_at = reply.stamp or moment()  # a calendar's word from before comes too late
    if reply.answer is not Answer.NO:
        deputies.withdraw_deputy(invitation, on=reply.on, now=moment())
    places.on_answer(invitation, on=reply.on, now=moment())
    return invitation


def _is_older(reply: _Reply, invitation: Invitation) -> bool:
    known = invitation.replied_at
    return reply.stamp is not None and known is not None and reply.stamp <= known


def _way(reply: _Reply, invitation: Invitation) -> Way | None:
    """Return how somebody comes, where there is a choice; a calendar leaves it as it was."""
    if reply.answer is Answer.NO or not has_both_ways(invitation.meeting):
        return None
    return reply.way or invitation.way


def has_both_ways(meeting: Meeting) -> bool:
    """Tell whether people may come to the room or join online."""
    return bool(meeting.place and meeting.join_url)


def send_deputy(
    which: ColumnElement[bool], colleague: Colleague, *, on: date, local_now: datetime
) -> Deputy | None:
    """Let a colleague go instead of who is invited, whose own answer becomes no."""
    invitation = _open(which, local_now)
    if invitation is None:
        return None
    deputy = deputies.name_deputy(invitation, colleague, on=on, now=moment())
    invitation.answer, invitation.answered_on, invitation.way = Answer.NO, on, None
    places.on_answer(invitation, on=on, now=moment())
    return deputy


def withdraw_deputy(which: ColumnElement[bool], *, on: date, local_now: datetime) -> bool:
    """Let nobody go instead any more; what the invited person themselves does is open again."""
    invitation = _open(which, local_now)
    if invitation is None or not deputies.withdraw_deputy(invitation, on=on, now=moment()):
        return False
    invitation.answer = invitation.answered_on = invitation.way = None
    places.on_answer(invitation, on=on, now=moment())
    return True


def deputy_cannot(deputy: Deputy, *, on: date) -> None:
    """Note that who went instead cannot after all: who sent them hears of it, a seat comes free."""
    places.take_turn(deputy.invitation.meeting_id)
    deputies.say_cannot(deputy, on=on, now=moment())
    places.on_answer(deputy.invitation, on=on, now=moment())


def _open(which: ColumnElement[bool], local_now: datetime) -> Invitation | None:
    """Return an invitation that may still be answered, locked; ``RuleBroken`` when it is late."""
    invitation = locked(which)
    if invitation is not None:
        meeting = invitation.meeting
        rules.check_may_answer(meeting.state, meeting.local_date, meeting.starts_at, local_now)
    return invitation


def locked(which: ColumnElement[bool]) -> Invitation | None:
    """Return one invitation for who changes its answer: first the turn, then the row."""
    meeting_id = db.session.scalar(select(Invitation.meeting_id).where(which))
    if meeting_id is None:
        return None
    places.take_turn(meeting_id)
    return db.session.scalar(
        select(Invitation)
        .where(which)
        .options(joinedload(Invitation.meeting), joinedload(Invitation.person, innerjoin=True))
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    )


def let_go(invitation: Invitation) -> None:
    """Delete an invitation with what hangs on it; whoever it was to heard of it before."""
    places.leave(invitation, on=today(), now=moment())
    db.session.execute(delete(Deputy).where(Deputy.invitation_id == invitation.id))
    db.session.delete(invitation)
    db.session.flush()


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
        _tell_of_move(meeting, ask_again=moved, on=on, now=now)
    _note("meeting_moved", meeting, on=on, by=by, sequence=meeting.sequence)


def _tell_of_move(meeting: Meeting, *, ask_again: bool, on: date, now: datetime) -> None:
    meeting.sequence += 1
    invitations = _invited(meeting)
    if ask_again:
        _ask_again(meeting, invitations, on=on, now=now)
    db.session.flush()
    sequence = meeting.sequence
    mails.post(mails.MOVED, invitations, due_at=now, once=sequence, sequence=sequence)
    deputies.tell_deputies(meeting, deputies.MOVED, now=now)


def _ask_again(
    meeting: Meeting, invitations: Sequence[Invitation], *, on: date, now: datetime
) -> None:
    """Forget the answers to another day; who sends a deputy leaves it to them to look again."""
    replaced = deputies.deputies_of(meeting.id)
    for invitation in invitations:
        if invitation.answer is None or invitation.person_id in replaced:
            continue
        invitation.answer = invitation.answered_on = invitation.way = None
    places.ask_again(meeting, on=on, now=now)


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
    mails.post(mails.CANCELLATION, invitations, due_at=now)
    deputies.tell_deputies(meeting, deputies.CANCELLED, now=now)
    places.tell_teams(meeting, now=now)
    _note("meeting_cancelled", meeting, on=on, by=by, told=len(invitations))
    return len(invitations)


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
