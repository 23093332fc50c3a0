"""The time that meetings ask of people, for the ask budget."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, or_, select, union

from portal.asks.asking import Ask, People
from portal.asks.models import AskKind
from portal.db import db
from portal.meetings.models import TOOK_PLACE, Invitation, Meeting, MeetingState
from portal.meetings.roster import TAKES_PART
from portal.meetings.rules import INVITED_ROLES
from portal.meetings.words import title_of
from portal.network.as_of import status_on, valid_on
from portal.network.models import Post, Team


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


def asked_by(meeting: Meeting) -> Ask:
    """Return what a meeting would ask, of who is invited and of who would be."""
    return _ask(meeting, union(_invited(meeting.id), _expected(meeting.local_date)))


def minutes_of(meeting: Meeting) -> int:
    """Return how long a meeting lasts, by the clock on the wall."""
    day = meeting.local_date
    lasts = datetime.combine(day, meeting.ends_at) - datetime.combine(day, meeting.starts_at)
    return int(lasts.total_seconds()) // 60


def _ask(meeting: Meeting, people: People) -> Ask:
    return Ask(
        kind=AskKind.MEETING,
        thing_id=meeting.id,
        what=title_of(meeting),
        minutes=minutes_of(meeting),
        on=meeting.local_date,
        href=f"/meetings/{meeting.id}/",
        people=people,
    )


def _invited(meeting_id: int) -> Select[int]:
    return select(Invitation.person_id).where(Invitation.meeting_id == meeting_id)


def _expected(day: date) -> Select[int]:
    """Select who belongs at a meeting of a day, as ``roster_on`` does."""
    status = status_on(day)
    counted = Team.slot.is_not(None) & valid_on(Team, day)
    invited = (
        select(Post)
        .join(status, status.c.organisation_id == Post.organisation_id)
        .outerjoin(Post.team)
        .where(
            Post.role.in_(INVITED_ROLES),
            status.c.status.in_(TAKES_PART),
            valid_on(Post, day),
            or_(Post.team_id.is_(None), counted),
        )
        .subquery()
    )
    return select(invited.c.person_id)
