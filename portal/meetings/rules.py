"""What may happen to a meeting, and when; each refusal is a ``RuleBroken`` with its reason."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from portal.meetings.calendar_law import (
    MESSAGES,
    REFUSED,
    WANTS_REASON,
    WARNED,
    Concern,
    concerns_of,
)
from portal.meetings.models import (
    PLANNED,
    TOOK_PLACE,
    TRANSITIONS,
    BlockKind,
    MeetingKind,
    MeetingState,
)
from portal.policy.table import Role
from portal.rules import N_, RuleBroken

INVITED_ROLES: Final = (
    Role.AMBASSADOR,
    Role.ACTING_AMBASSADOR,
    Role.PRIMARY_CONTACT,
    Role.TEAM_LEAD,
)

_NOT_FROM_HERE: Final = {
    MeetingState.INVITED: N_("To a meeting that was held or cancelled nobody is invited any more."),
    MeetingState.HELD: N_("Only a meeting to which people are invited can be marked as held."),
    MeetingState.MINUTES_APPROVED: N_("Minutes are approved once, after the meeting was held."),
    MeetingState.LOCKED: N_("Only approved minutes can be locked."),
    MeetingState.CANCELLED: N_("A meeting that was held or cancelled cannot be cancelled."),
    MeetingState.DRAFT: N_("A meeting never becomes a draft again."),
}


@dataclass(frozen=True, kw_only=True)
class Slot:
    """When a meeting is wanted, and what the planner says about the exceptions."""

    kind: MeetingKind
    day: date
    starts: time
    ends: time
    reason: str = ""
    holiday_accepted: bool = False


def check_may_step(state: MeetingState, wanted: MeetingState) -> None:
    """Refuse a step that is not in the table of transitions."""
    if wanted not in TRANSITIONS[state]:
        raise RuleBroken(_NOT_FROM_HERE[wanted])


def slot_concerns(slot: Slot, others: Collection[date], *, today: date) -> frozenset[Concern]:
    """Return what is not simply fine; only reflection moments follow the law of the series."""
    series = others if slot.kind is MeetingKind.REFLECTION else ()
    return concerns_of(slot.day, series, today=today)


def first_of(concerns: Iterable[Concern]) -> Concern:
    """Return the concern to show when there are several: in the order they are defined."""
    return min(concerns, key=list(Concern).index)


def check_may_plan(slot: Slot, others: Collection[date], *, today: date) -> None:
    """Refuse a day that the calendar law refuses, or an exception that is not explained."""
    if slot.ends <= slot.starts:
        raise RuleBroken(N_("The meeting must end after it starts."))
    concerns = slot_concerns(slot, others, today=today)
    if refused := concerns & REFUSED:
        raise RuleBroken(MESSAGES[first_of(refused)])
    if (unusual := concerns & WANTS_REASON) and not slot.reason.strip():
        raise RuleBroken(MESSAGES[first_of(unusual)])
    if (warned := concerns & WARNED) and not slot.holiday_accepted:
        raise RuleBroken(MESSAGES[first_of(warned)])


def check_may_record(slot: Slot, others: Collection[date], *, is_taken: bool, today: date) -> None:
    """Refuse to keep as past what is still to come, a number twice, or a second moment unexplained.

    ``others`` are the days of the other moments. A day that was is no longer judged otherwise.
    """
    if slot.ends <= slot.starts:
        raise RuleBroken(N_("The meeting must end after it starts."))
    if slot.day >= today:
        raise RuleBroken(N_("This meeting is still to come."))
    if is_taken:
        raise RuleBroken(N_("There is a meeting with this number already."))
    if second_in_its_months(slot, others, today=today) and not slot.reason.strip():
        raise RuleBroken(MESSAGES[Concern.BUCKET_TAKEN])


def second_in_its_months(slot: Slot, others: Collection[date], *, today: date) -> bool:
    """Tell whether there already is a reflection moment in the two months of this one."""
    return Concern.BUCKET_TAKEN in slot_concerns(slot, others, today=today)


def check_may_edit(state: MeetingState) -> None:
    """Refuse to change the plan of a meeting that is past or cancelled."""
    if state not in PLANNED:
        raise RuleBroken(N_("The plan of a meeting that was held or cancelled stays as it was."))


def check_may_invite(
    state: MeetingState, day: date, planned_blocks: Collection[BlockKind], *, today: date
) -> None:
    """Refuse to invite to what is over or off, for a past day, or without an agenda.

    To a meeting that is sent out already, whoever joined since can still be invited.
    """
    if state is not MeetingState.INVITED:
        check_may_step(state, MeetingState.INVITED)
    if day < today:
        raise RuleBroken(N_("The day of this meeting is past: plan a new day first."))
    if not planned_blocks:
        raise RuleBroken(N_("Write the agenda first, so that people know what they come for."))


def check_may_answer(state: MeetingState, day: date, starts: time, local_now: datetime) -> None:
    """Refuse an answer once the meeting has started, or when it is off; before that it may change.

    ``local_now`` is the time on the clock in the zone of the meeting, without a zone.
    """
    if state is MeetingState.CANCELLED:
        raise RuleBroken(N_("This meeting is cancelled. You do not have to answer."))
    if state is not MeetingState.INVITED or local_now >= datetime.combine(day, starts):
        raise RuleBroken(N_("This meeting has started or is over. Answering is no longer needed."))


def check_may_hold(state: MeetingState, day: date, *, today: date) -> None:
    """Refuse to call a meeting held before its day."""
    check_may_step(state, MeetingState.HELD)
    if today < day:
        raise RuleBroken(N_("This meeting is still to come."))


def check_may_mark_attendance(state: MeetingState, day: date, *, today: date) -> None:
    """Refuse attendance before the day, for a cancelled meeting and after locking."""
    if state is MeetingState.LOCKED:
        raise RuleBroken(N_("The minutes are locked, and the attendance with them."))
    if state not in TOOK_PLACE | {MeetingState.INVITED}:
        raise RuleBroken(N_("Attendance belongs to a meeting that takes place."))
    if today < day:
        raise RuleBroken(N_("Attendance is filled in on the day of the meeting, or after it."))


def check_may_write_minutes(state: MeetingState, day: date, *, today: date) -> None:
    """Refuse minutes before the day, and of a meeting that does not take place."""
    if state not in TOOK_PLACE | {MeetingState.INVITED}:
        raise RuleBroken(N_("Minutes belong to a meeting that takes place."))
    if today < day:
        raise RuleBroken(N_("Minutes are written from the day of the meeting on."))


def check_may_cancel(state: MeetingState, *, reason: str, is_replaced: bool) -> None:
    """Refuse to cancel what took place, and to cancel without a reason or a replacement."""
    check_may_step(state, MeetingState.CANCELLED)
    if not reason.strip() and not is_replaced:
        raise RuleBroken(N_("Say why it is cancelled, or which meeting replaces it."))
