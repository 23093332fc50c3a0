"""Pages on which minutes are written: one form with every part, by several people at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.db import transaction
from portal.meetings import rules as meeting_rules
from portal.meetings.models import Meeting
from portal.meetings.reading import back
from portal.minutes import queries, services
from portal.minutes.blueprint import bp
from portal.minutes.forms import MinutesForm, form_for
from portal.minutes.merging import Line, told
from portal.minutes.queries import Written
from portal.minutes.reading import to_minutes, writable
from portal.minutes.services import Kept, StaleText
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Two texts of one part that changed the same lines, each told against what both began with."""

    theirs: list[Line]
    mine: list[Line]


@dataclass(kw_only=True)
class Desk:
    """What lies on the page: the minutes as they are kept, the form, and what came of a save."""

    minutes: Written
    form: MinutesForm
    clashes: dict[str, Clash] = field(default_factory=dict)
    is_preview: bool = False

    @property
    def status(self) -> int:
        """The status with which the page is answered."""
        if self.clashes:
            return 409
        return 400 if self.form.errors else 200


@bp.get("/meetings/<int:meeting_id>/minutes")
@requires(P.MINUTES_WRITE)
def write(meeting_id: int) -> ResponseReturnValue:
    """Show every part to write in, with what is open from before."""
    meeting = writable(meeting_id)
    when = meeting.state, meeting.local_date
    if refused := why_not(meeting_rules.check_may_write_minutes, *when, today=today()):
        return back(meeting, refused)
    minutes = queries.written(meeting)
    return _page(Desk(minutes=minutes, form=form_for(minutes.sheets, filled=True)))


@bp.post("/meetings/<int:meeting_id>/minutes")
@requires(P.MINUTES_WRITE)
def keep(meeting_id: int) -> ResponseReturnValue:
    """Keep every part; where two changed the same lines, show both texts and lose none."""
    minutes = queries.written(writable(meeting_id))
    desk = Desk(minutes=minutes, form=form_for(minutes.sheets, filled=False))
    desk.is_preview = request.form.get("show") == "preview"
    if not desk.form.validate() or desk.is_preview:
        return _page(desk)
    try:
        with transaction():
            found = _kept(minutes.meeting, desk)
    except RuleBroken as refused:
        desk.form.refuse(refused)
        return _page(desk)
    _lay_out(desk, found)
    return _page(desk) if desk.clashes else _onward(meeting_id, found)


def _kept(meeting: Meeting, desk: Desk) -> Mapping[str, Kept | StaleText]:
    return services.save_all(
        meeting,
        desk.form.drafts(desk.minutes.sheets),
        reason=desk.form.reason.data or "",
        on=today(),
        by=current_actor().person_id,
    )


def _lay_out(desk: Desk, found: Mapping[str, Kept | StaleText]) -> None:
    """Put what is kept in the fields; where lines met, both texts, to be joined by hand."""
    for part, outcome in found.items():
        desk.form[f"version-{part}"].data = str(outcome.version)
        body = desk.form[f"body-{part}"]
        if isinstance(outcome, Kept):
            body.data = outcome.body
        else:
            desk.clashes[part] = Clash(
                theirs=told(outcome.base, outcome.theirs), mine=told(outcome.base, body.data or "")
            )


def _onward(meeting_id: int, found: Mapping[str, Kept | StaleText]) -> ResponseReturnValue:
    if any(isinstance(one, Kept) and one.was_merged for one in found.values()):
        flash(gettext("The minutes are kept. What somebody else wrote meanwhile is joined in."))
    else:
        flash(gettext("The minutes are kept."))
    return to_minutes(meeting_id)


def _page(desk: Desk) -> ResponseReturnValue:
    is_settled = desk.minutes.meeting.state in queries.SETTLED
    page = render_template(
        "minutes/write.html", desk=desk, form=desk.form, minutes=desk.minutes, is_settled=is_settled
    )
    return page, desk.status
