"""The time that meetings ask of people, for the ask budget."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select, union

from portal.asks.asking import Ask, People
from portal.asks.models import AskKind
from portal.db import db
from portal.meetings.choosing import EVERYBODY, Rule
from portal.meetings.models import TOOK_PLACE, Invitation, Meeting, MeetingState
from portal.meetings.roster import expected
from portal.meetings.words import title_of


def asks_between(*, since: date, until: date) -> Sequence[Ask]:
    """Return what the meetings of these days ask of who is invited; drafts ask nothing yet."""
    meetings = db.session.scalars(
        select(Meeting)
        .where(
            Meeting.state.in_(TOOK_PLACE | {MeetingState.INVITED}),
            Meeting.local_date.between(since, until),
        )
        .order_by(Meeting.local_date, Meeting.id)
    )
    return [_ask(meeting, _invited(meeting.id)) for meeting in meetings]


def asked_by(meeting: Meeting, rule: Rule = EVERYBODY) -> Ask:
    """Return what a meeting would ask, of who is invited and of who a rule would invite."""
    return _ask(meeting, union(_invited(meeting.id), expected(meeting.local_date, rule)))


def _ask(meeting: Meeting, people: People) -> Ask:
    return Ask(
        kind=AskKind.MEETING,
        thing_id=meeting.id,
        what=title_of(meeting),
        minutes=meeting.lasts,
        on=meeting.local_date,
        href=f"/meetings/{meeting.id}/",
        people=people,
    )


def _invited(meeting_id: int) -> Select[int]:
    return select(Invitation.person_id).where(Invitation.meeting_id == meeting_id)
