"""Minutes to read, on a page that prints well."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.minutes import queries
from portal.minutes.blueprint import bp
from portal.minutes.reading import readable
from portal.policy.guard import current_actor, requires
from portal.policy.table import P


@bp.get("/meetings/<int:meeting_id>/minutes/read")
@requires(P.MEETING_READ)
def read(meeting_id: int) -> ResponseReturnValue:
    """Show the minutes with who was there in numbers, and the ones before and after."""
    meeting = readable(meeting_id)
    minutes = queries.written(meeting)
    return render_template(
        "minutes/read.html",
        minutes=minutes,
        neighbours=queries.neighbours(meeting, current_actor()),
    )
