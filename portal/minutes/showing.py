"""Minutes to read: on a page that prints well, and as a document to take along."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from portal.minutes import queries
from portal.minutes.blueprint import bp
from portal.minutes.paper import pdf_of
from portal.minutes.presence import present_at
from portal.minutes.reading import readable
from portal.policy.decide import extent
from portal.policy.guard import current_actor, requires
from portal.policy.table import P


@bp.get("/meetings/<int:meeting_id>/minutes/read")
@requires(P.MEETING_READ)
def read(meeting_id: int) -> ResponseReturnValue:
    """Show the minutes with who was there in numbers, and the ones before and after."""
    meeting = readable(meeting_id)
    return render_template(
        "minutes/read.html",
        minutes=queries.written(meeting),
        present=present_at(meeting),
        with_names=_knows_organisations(),
        neighbours=queries.neighbours(meeting, current_actor()),
    )


@bp.get("/meetings/<int:meeting_id>/minutes.pdf")
@requires(P.MEETING_READ)
def document(meeting_id: int) -> ResponseReturnValue:
    """Give the same as a PDF that screen readers can read."""
    meeting = readable(meeting_id)
    minutes, present = queries.written(meeting), present_at(meeting)
    made = pdf_of(minutes, present, with_names=_knows_organisations())
    answer = Response(made, mimetype="application/pdf")
    name = f"minutes-{meeting.local_date.isoformat()}.pdf"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _knows_organisations() -> bool:
    """Tell whether the reader may know which organisations take part at all."""
    return extent(current_actor(), P.ORGANISATION_READ).network
