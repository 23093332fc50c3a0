"""The reflection moments around a day, for the rooms below that live by them."""

from datetime import date

from sqlalchemy import func, select

from portal.cards.periods import Moments
from portal.db import db
from portal.meetings.models import TOOK_PLACE, Meeting, MeetingKind, MeetingState


def moments_around(day: date) -> Moments:
    """Return the last reflection moment up to ``day`` and the first one after it.

    A moment counts once people are invited; a draft and one that is cancelled do not.
    """
    known = Meeting.state.in_([MeetingState.INVITED, *TOOK_PLACE])
    found = db.session.execute(
        select(
            func.max(Meeting.local_date).filter(Meeting.local_date <= day),
            func.min(Meeting.local_date).filter(Meeting.local_date > day),
        ).where(Meeting.kind == MeetingKind.REFLECTION, known)
    )
    last, coming = found.one()
    return Moments(last=last, next=coming)
