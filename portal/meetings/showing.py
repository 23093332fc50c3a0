"""The page of one meeting, and the meeting as a file for a calendar."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from portal.clock import now, today
from portal.meetings import answering, queries, replies, rules
from portal.meetings.answer_forms import pressed_of
from portal.meetings.blueprint import bp
from portal.meetings.deputies import deputy_of
from portal.meetings.forms import StepForm
from portal.meetings.ics import Method, calendar_part
from portal.meetings.inviting import has_both_ways
from portal.meetings.links import token_of
from portal.meetings.mails import occasion_of
from portal.meetings.models import TOOK_PLACE, Answer, Invitation, Meeting, MeetingState
from portal.meetings.places.queries import standing_of
from portal.meetings.reading import readable
from portal.meetings.steps import steps_of
from portal.policy.guard import can, current_actor, requires
from portal.policy.table import P
from portal.rules import why_not


@bp.get("/meetings/<int:meeting_id>/")
@requires(P.MEETING_READ)
def show(meeting_id: int) -> ResponseReturnValue:
    """Show one meeting: when, how to join, the agenda, and what the reader may do or know."""
    meeting = readable(meeting_id)
    answers, own = replies.answers_with(meeting, person_id=current_actor().person_id)
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        answers=answers,
        there=queries.presence_counts(meeting) if meeting.state in TOOK_PLACE else None,
        steps=steps_of(meeting, today=today()) if can(P.MEETING_PLAN) else [],
        closed=why_not(rules.check_may_answer, *answering.moment(meeting)),
        form=StepForm(),
        **_own(meeting, own),
    )


def _own(meeting: Meeting, own: Invitation | None) -> dict[str, object]:
    """Return what the reader of the page said themselves; nothing for who is not invited."""
    if own is None:
        return {"own": None}
    deputy = deputy_of(own.id) if own.answer is Answer.NO else None
    return {
        "own": own,
        "own_said": pressed_of(own.answer, own.way),
        "own_token": token_of(own),
        "own_deputy": deputy.name if deputy and deputy.cannot_on is None else None,
        "own_standing": standing_of(own) if meeting.capacity else None,
        "both_ways": has_both_ways(meeting),
    }


@bp.get("/meetings/<int:meeting_id>/invitation.ics")
@requires(P.MEETING_READ)
def calendar_file(meeting_id: int) -> ResponseReturnValue:
    """Give the meeting as a file for a calendar; it asks nobody to answer."""
    meeting = readable(meeting_id)
    occasion = occasion_of(meeting, now=now())
    method = Method.CANCEL if meeting.state is MeetingState.CANCELLED else Method.PUBLISH
    answer = Response(calendar_part(occasion, method), mimetype="text/calendar")
    answer.headers.set("Content-Disposition", "attachment", filename="invitation.ics")
    return answer
