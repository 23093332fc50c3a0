"""The page on which the project team fills in who was there."""

from dataclasses import dataclass, field, replace
from typing import Self

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.attendance import queries, services
from portal.attendance.blueprint import bp
from portal.attendance.forms import AttendanceForm, bulk_from, changes_from
from portal.attendance.rules import Change, Mark
from portal.clock import today
from portal.db import transaction
from portal.meetings.deputies import deputies_of
from portal.meetings.models import Meeting
from portal.meetings.reading import plannable, to_meeting
from portal.meetings.rules import check_may_mark_attendance
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.paging import Page, page_number
from portal.web.words import reason as in_words


@dataclass(frozen=True)
class Sent:
    """What came of a page that was sent: what was typed, and whom somebody else marked first."""

    changes: dict[int, Change] = field(default_factory=dict)
    clashes: dict[int, Mark] = field(default_factory=dict)

    def of_clashes(self) -> Self:
        """Return the same about those whom somebody else marked: the others are kept."""
        return replace(self, changes={one: self.changes[one] for one in self.clashes})


@bp.get("/meetings/<int:meeting_id>/attendance")
@requires(P.MEETING_PLAN)
def attendance(meeting_id: int) -> ResponseReturnValue:
    """Show who is expected, and how each was there; who is not marked is not absent."""
    meeting = plannable(meeting_id)
    when = meeting.state, meeting.local_date
    if refused := why_not(check_may_mark_attendance, *when, today=today()):
        flash(in_words(refused))
        return to_meeting(meeting_id)
    return _page(meeting, _form_of(meeting), Sent())


@bp.post("/meetings/<int:meeting_id>/attendance")
@requires(P.MEETING_PLAN)
def mark(meeting_id: int) -> ResponseReturnValue:
    """Keep what was changed on this page; whom somebody else marked meanwhile is shown: 409."""
    meeting, form = plannable(meeting_id), AttendanceForm()
    sent = Sent(changes_from(request.form, [one.person_id for one in _people(meeting).rows]))
    if not form.validate():
        return _page(meeting, form, sent), 400
    try:
        with transaction():
            sent.clashes.update(_marked(meeting, form, sent))
    except RuleBroken as refused:
        form.refuse(refused)
        return _page(meeting, form, sent), 400
    if sent.clashes:
        return _page(meeting, _form_of(meeting), sent.of_clashes()), 409
    flash(gettext("The attendance is kept."))
    return _onward(meeting_id)


def _marked(meeting: Meeting, form: AttendanceForm, sent: Sent) -> dict[int, Mark]:
    on, by = today(), current_actor().person_id
    clashes = services.mark_attendance(meeting, sent.changes, on=on, by=by)
    if form.changes_guests:
        named = queries.named_guests(meeting.id)
        services.count_guests(meeting, form.guests.data or 0, named=named, on=on)
    all_who_said_yes, organisation_id = bulk_from(request.form)
    if all_who_said_yes:
        services.mark_who_said_yes(meeting, organisation_id, on=on, by=by)
    return dict(clashes)


def _form_of(meeting: Meeting) -> AttendanceForm:
    known = {"guests": meeting.guests, "guests_shown": str(meeting.guests)}
    return AttendanceForm(formdata=None, data=known)


def _people(meeting: Meeting) -> Page[queries.Expected]:
    number = page_number(request.args.get("page"))
    return queries.expected_page(meeting.id, words=request.args.get("q", ""), number=number)


def _onward(meeting_id: int) -> ResponseReturnValue:
    """Stay on this page of the list, with what was searched."""
    here = request.args.to_dict()
    address = url_for(".attendance", meeting_id=meeting_id, q=here.get("q"), page=here.get("page"))
    return redirect(address, code=303)


def _page(meeting: Meeting, form: AttendanceForm, sent: Sent) -> str:
    return render_template(
        "attendance/attendance.html",
        meeting=meeting,
        form=form,
        page=_people(meeting),
        there=queries.there_at(meeting),
        sent=sent,
        deputies=deputies_of(meeting.id),
        words=request.args.get("q", ""),
    )
