"""The writers of the door: the code on the screen, who checks in, and one-time codes for others."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, or_, select

from portal.attendance import codes, rules
from portal.attendance.attesting import withdraw_guest
from portal.attendance.models import CheckInCode, Guest
from portal.attendance.queries import named_guests
from portal.attendance.rules import THERE, Mark
from portal.attendance.services import write_mark
from portal.audit.services import record
from portal.db import db
from portal.evaluation.models import Evaluation
from portal.evaluation.queries import find_evaluation
from portal.meetings.deputies import deputies_of
from portal.meetings.models import Attendance, Invitation, Meeting, Presence
from portal.meetings.rules import check_may_mark_attendance
from portal.meetings.services import judged
from portal.network.models import Person, folded
from portal.questionnaires.campaigns.codes import hash_code, make_codes
from portal.questionnaires.campaigns.services import add_codes
from portal.rules import N_, RuleBroken

NOT_FOUND = N_(
    "We do not find this name or address on the list. Type it as it stands in your invitation, "
    "or check in below as a guest."
)
TWICE = N_("More than one person has this name here. Type the mail address of your invitation.")


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """A guest as they are named at the door."""

    name: str
    organisation: str = ""
    presence: Presence = Presence.ON_SITE


def make_code(meeting: Meeting, *, on: date, by: int) -> str:
    """Give the meeting a new code for its screen; the one of before opens nothing any more."""
    judged(meeting)
    rules.check_may_have_code(meeting.state)
    code = codes.new_code()
    kept = db.session.get(CheckInCode, meeting.id) or CheckInCode(meeting_id=meeting.id)
    kept.code_hash, kept.sealed = codes.hash_check_in(code), codes.seal(code)
    kept.made_on = on
    db.session.add(kept)
    db.session.flush()
    record("check_in_code_made", by=by, on=on, object_kind="meeting", object_id=meeting.id)
    return code


def person_named(meeting: Meeting, typed: str) -> tuple[int, bool]:
    """Return who is expected under exactly this name or address, and whether it is a deputy's.

    ``RuleBroken`` when nobody is, and when more than one is.
    """
    name = folded(typed)
    invited = db.session.scalars(
        select(Invitation.person_id)
        .join(Invitation.person)
        .where(
            Invitation.meeting_id == meeting.id,
            or_(Person.search_name == name, Person.email == typed.casefold()),
        )
    ).all()
    sent = [one for one, other in deputies_of(meeting.id).items() if folded(other) == name]
    found = [*((one, False) for one in invited), *((one, True) for one in sent)]
    if not found:
        raise RuleBroken(NOT_FOUND)
    if len(found) > 1:
        raise RuleBroken(TWICE)
    return found[0]


def check_in(
    meeting: Meeting,
    person_id: int,
    presence: Presence,
    *,
    by_deputy: bool = False,
    local_now: datetime,
) -> bool:
    """Note that somebody who is expected is there; a second time changes nothing.

    Returns whether it is new. ``RuleBroken`` outside the hours, and for who is not expected.
    """
    _at_the_door(meeting, local_now)
    expected = select(Invitation.id).where(
        Invitation.meeting_id == meeting.id, Invitation.person_id == person_id
    )
    if db.session.scalar(expected) is None:
        raise RuleBroken(NOT_FOUND)
    row = db.session.get(Attendance, (meeting.id, person_id), with_for_update=True)
    if row is not None and row.presence in THERE:
        return False
    mark = Mark(presence=presence, by_deputy=by_deputy)
    write_mark(meeting, person_id, mark, row, on=local_now.date())
    return True


def welcome_guest(meeting: Meeting, visitor: Visitor, *, on: date, local_now: datetime) -> bool:
    """Note a guest who checks in at the door, and tell whether that is new."""
    _at_the_door(meeting, local_now)
    return _add_guest(meeting, visitor, on=on)


def add_guest(meeting: Meeting, visitor: Visitor, *, on: date, by: int) -> bool:
    """Note a guest whom the project team adds; the same name again changes nothing."""
    judged(meeting)
    check_may_mark_attendance(meeting.state, meeting.local_date, today=on)
    is_new = _add_guest(meeting, visitor, on=on)
    if is_new:
        record("guest_added", by=by, on=on, object_kind="meeting", object_id=meeting.id)
    return is_new


def _add_guest(meeting: Meeting, visitor: Visitor, *, on: date) -> bool:
    name = folded(f"{visitor.name} / {visitor.organisation}")
    known = select(Guest.id).where(Guest.meeting_id == meeting.id, Guest.folded == name)
    if db.session.scalar(known) is not None:
        return False
    if meeting.guests >= rules.MOST_GUESTS:
        raise RuleBroken(N_("That is more guests than a meeting holds. Ask who leads it."))
    meeting.guests += 1
    db.session.flush()
    db.session.add(
        Guest(
            meeting_id=meeting.id,
            name=visitor.name,
            organisation=visitor.organisation,
            folded=name,
            presence=visitor.presence,
            came_on=on,
        )
    )
    db.session.flush()
    return True


def remove_guest(meeting: Meeting, guest_id: str, *, on: date, by: int) -> None:
    """Take a guest off the list and out of the count; what was attested of them is withdrawn."""
    judged(meeting)
    check_may_mark_attendance(meeting.state, meeting.local_date, today=on)
    mine = Guest.id == guest_id, Guest.meeting_id == meeting.id
    withdraw_guest(guest_id, on=on)
    gone = db.session.execute(delete(Guest).where(*mine))
    if gone.rowcount:  # type: ignore[attr-defined]
        meeting.guests -= 1
        record("guest_removed", by=by, on=on, object_kind="meeting", object_id=meeting.id)
    db.session.flush()


def give_slip(meeting: Meeting, seed: str, *, secret: str, on: date) -> str:
    """Return a one-time code for the form of this meeting to somebody at the door.

    The same seed gives the same code. Neither name nor order ties it to whoever takes it; there
    are as many as guests and colleagues who came instead.
    """
    evaluation = open_form(meeting, on)
    if evaluation is None:
        raise RuleBroken(N_("The process evaluation is not open yet. Ask for a code at the end."))
    kept = db.session.get(CheckInCode, meeting.id, with_for_update=True, populate_existing=True)
    if kept is None:
        raise RuleBroken(N_("Nobody checks in at this meeting."))
    code = make_codes(f"door/{meeting.id}/{seed}", 1, secret=secret)[0]
    if add_codes(evaluation.campaign, [hash_code(code, secret=secret)], on=on):
        rules.check_may_have_slip(given=kept.slips, at_the_door=_without_a_form(meeting))
        kept.slips += 1
        db.session.flush()
    return code


def open_form(meeting: Meeting, on: date) -> Evaluation | None:
    """Return the process evaluation of a meeting while it takes answers."""
    evaluation = find_evaluation(meeting.id)
    return evaluation if evaluation and evaluation.campaign.is_open(on) else None


def _without_a_form(meeting: Meeting) -> int:
    deputies = select(func.count()).where(Attendance.meeting_id == meeting.id, Attendance.by_deputy)
    named = named_guests(meeting.id)
    return named + (db.session.scalar(deputies) or 0)


def _at_the_door(meeting: Meeting, local_now: datetime) -> None:
    judged(meeting)
    window = rules.window_of(meeting.local_date, meeting.starts_at, meeting.ends_at)
    rules.check_may_check_in(meeting.state, window, local_now=local_now)
