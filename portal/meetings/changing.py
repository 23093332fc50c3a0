"""Changing the plan of a meeting as a whole: what people hear of, and what two planners do."""

from dataclasses import dataclass
from datetime import date, datetime
from zlib import crc32

from portal.audit.services import record
from portal.db import db
from portal.meetings import inviting, rules
from portal.meetings.models import Meeting
from portal.meetings.places import rules as place_rules
from portal.meetings.places import services as places
from portal.meetings.places.queries import registered_teams
from portal.meetings.services import Details, Whereabouts, judged
from portal.web.stale import check_not_stale

NINE_DIGITS = 10**9


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All that the form of a meeting says."""

    slot: rules.Slot
    where: Whereabouts
    details: Details


@dataclass(frozen=True)
class _Shown:
    revision: int


def revision_of(meeting: Meeting) -> int:
    """Return a number that tells one plan from another; a meeting counts no revisions itself."""
    said = (
        (meeting.local_date, meeting.starts_at, meeting.ends_at, meeting.exception_reason),
        (meeting.join_url, meeting.place, meeting.route),
        (meeting.title, meeting.about, meeting.lang),
        (meeting.capacity, meeting.takes_teams, meeting.respond_by),
    )
    return crc32(repr(said).encode()) % NINE_DIGITS


def change(
    meeting: Meeting, plan: Plan, *, based_on: int | None, on: date, now: datetime, by: int
) -> None:
    """Keep a changed plan: who is invited hears of another day, hour, place or link.

    ``based_on`` is the plan that was shown: raises ``Stale`` when it is another by now. Another
    number of seats settles the waiting list.
    """
    rules.check_may_edit(judged(meeting).state)
    check_not_stale(_Shown(revision_of(meeting)), based_on)
    _check_teams(meeting, takes_teams=plan.details.takes_teams)
    sequence = meeting.sequence
    meeting.respond_by = None  # the day may move to before it
    db.session.flush()
    inviting.move(meeting, plan.slot, plan.where, on=on, now=now, by=by)
    _say(meeting, plan.details)
    if plan.details.capacity != meeting.capacity:
        places.resize(meeting, plan.details.capacity, on=on, now=now)
    if meeting.sequence != sequence:
        places.tell_teams(meeting, now=now)
    _note(meeting, on=on, by=by)


def _check_teams(meeting: Meeting, *, takes_teams: bool) -> None:
    if meeting.takes_teams and not takes_teams:
        place_rules.check_may_close_to_teams(len(registered_teams(meeting)))


def _say(meeting: Meeting, details: Details) -> None:
    meeting.title, meeting.about, meeting.lang = details.title, details.about, details.lang
    meeting.route, meeting.respond_by = details.route, details.respond_by
    meeting.takes_teams = details.takes_teams
    db.session.flush()


def _note(meeting: Meeting, *, on: date, by: int) -> None:
    record("meeting_changed", by=by, on=on, object_kind="meeting", object_id=str(meeting.id))
