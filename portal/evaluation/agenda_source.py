"""What the evaluations put forward for an agenda: what was answered since the meeting before."""

from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.evaluation.models import Evaluation, FeedbackReply
from portal.meetings.agenda.sources import Suggestion
from portal.meetings.models import BlockKind
from portal.meetings.queries import day_of_last_held
from portal.rules import N_

FEEDBACK: Final = "feedback"
LONGEST: Final = 240
MINUTES: Final = 5


def suggest(*, meeting_id: int, day: date) -> list[Suggestion]:
    """Return the answers to feedback that were given since the last meeting, newest first."""
    found = db.session.scalars(
        select(FeedbackReply)
        .join(FeedbackReply.evaluation)
        .where(
            FeedbackReply.replied_on >= day_of_last_held(day),
            FeedbackReply.replied_on <= day,
            FeedbackReply.meeting_id != meeting_id,
        )
        .order_by(FeedbackReply.replied_on.desc(), FeedbackReply.meeting_id.desc())
        .options(joinedload(FeedbackReply.evaluation).joinedload(Evaluation.meeting))
    )
    return [_of(reply) for reply in found]


def _of(reply: FeedbackReply) -> Suggestion:
    return Suggestion(
        block=BlockKind.PROCESS_EVALUATION,
        source=FEEDBACK,
        source_id=str(reply.meeting_id),
        words=_opening(reply.body),
        lang=reply.lang,
        reason=N_("You said, we did: this was answered after the meeting of %(day)s."),
        named={"day": reply.evaluation.meeting.local_date.isoformat()},
        href=f"/meetings/{reply.meeting_id}/evaluation/",
        minutes=MINUTES,
    )


def _opening(body: str) -> str:
    """Return the first paragraph, cut at a word when it is long."""
    first = " ".join(body.strip().split("\n\n")[0].split())
    return first if len(first) <= LONGEST else f"{first[:LONGEST].rsplit(' ', 1)[0]} …"
