"""Adding a reflection moment of before the portal: its day, and whoever was on the roster then."""

from datetime import date

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.meetings import series, services
from portal.meetings.blueprint import bp
from portal.meetings.models import Meeting, MeetingKind
from portal.meetings.plan_form import USUAL_HOURS
from portal.meetings.queries import expected_participants
from portal.meetings.reading import to_meeting
from portal.meetings.record_form import RecordForm
from portal.meetings.roster import roster_on
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.web.stale import saved, status_of


@bp.get("/meetings/record")
@requires(P.MEETING_PLAN)
def record() -> ResponseReturnValue:
    """Ask when a moment of the past took place, with the next free number."""
    starts, ends = USUAL_HOURS
    known = {"number": series.next_number(MeetingKind.REFLECTION), "starts": starts, "ends": ends}
    return render_template("meetings/record.html", form=RecordForm(data=known))


@bp.post("/meetings/record")
@requires(P.MEETING_PLAN)
def record_it() -> ResponseReturnValue:
    """Keep the moment as held, without a mail to anybody; then its page asks for the rest."""
    form = RecordForm()
    kept: list[Meeting] = []
    if not saved(form, lambda: kept.append(_recorded(form, on=today()))):
        return render_template("meetings/record.html", form=form), status_of(form)
    meeting = kept[0]
    flash(_what_now() if expected_participants(meeting) else _nobody_yet())
    return to_meeting(meeting.id)


def _what_now() -> str:
    return str(gettext("The moment is kept. You can fill in who was there, and write its minutes."))


def _nobody_yet() -> str:
    return str(gettext("The moment is kept. Nobody was on the roster that day."))


def _recorded(form: RecordForm, *, on: date) -> Meeting:
    slot = form.slot()
    if slot is None or form.number.data is None:
        raise ValueError("The form has no day, hours and number yet")
    past = services.PastMeeting(
        slot=slot,
        where=form.where(),
        agenda=services.NO_BLOCKS,
        number=form.number.data,
        expected=roster_on(slot.day).participants,
        attendance={},
    )
    return services.record_past_meeting(past, on=on, by=current_actor().person_id)
