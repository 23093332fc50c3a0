"""What a reply of a calendar may change: judged before anything is written."""

from datetime import datetime, timedelta
from typing import Final

from portal.mailbox.models import Outcome
from portal.mailbox.replies import DELEGATED, Reply
from portal.meetings.ics import Standing
from portal.meetings.models import Answer

REMEMBERED: Final = timedelta(days=400)
ANSWERS: Final = {
    Standing.YES: Answer.YES,
    Standing.MAYBE: Answer.MAYBE,
    Standing.NO: Answer.NO,
}


def outcome_of_words(reply: Reply) -> Outcome | None:
    """Return why a calendar object is no answer, whoever sent it; nothing when it is one."""
    if reply.method == "COUNTER":
        return Outcome.COUNTER
    if reply.method != "REPLY" or reply.said not in {*ANSWERS, DELEGATED}:
        return Outcome.NO_ANSWER
    return None


def outcome_of_proof(*, right_tag: bool, tags: frozenset[str], vouched: bool) -> Outcome | None:
    """Return why we do not believe a reply; nothing when we do.

    The tag of this invitation proves that its sender had it. Another tag proves the opposite.
    Without any, our own server must vouch for the sender, who must be the one who is invited.
    """
    if right_tag:
        return None
    if tags:
        return Outcome.WRONG_TAG
    return None if vouched else Outcome.NOT_PROVEN


def stamp_of(reply: Reply, *, now: datetime) -> datetime:
    """Return when a reply was given: no calendar answers in the future, so that none wins there."""
    return min(reply.stamp or now, now)
