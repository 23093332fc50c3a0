"""Pages on which minutes are written: one form with every part, by several people at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import now, today
from portal.db import transaction
from portal.meetings import rules as meeting_rules
from portal.meetings.models import Meeting
from portal.meetings.reading import back
from portal.minutes import agreeing, open_actions, owners, queries, services
from portal.minutes.agreeing import Agreed
from portal.minutes.blueprint import bp
from portal.minutes.forms import (
    AutosaveForm,
    DraftForm,
    MinutesForm,
    SettledForm,
    form_for,
    pressed,
)
from portal.minutes.merging import Line, told
from portal.minutes.queries import Written
from portal.minutes.reading import to_minutes, writable
from portal.minutes.rules import SETTLED
from portal.minutes.services import Draft, Kept, StaleText
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.words import reason as in_words


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Two texts of one part that changed the same lines, each told against what both began with."""

    theirs: Sequence[Line]
    mine: Sequence[Line]


@dataclass(kw_only=True)
class Desk:
    """What lies on the page: the minutes as they are kept, the form, and what came of a save."""

    minutes: Written
    form: MinutesForm
    clashes: dict[str, Clash] = field(default_factory=dict)
    is_preview: bool = False

    @property
    def meeting(self) -> Meeting:
        """The meeting that this is about."""
        return self.minutes.meeting

    @property
    def is_settled(self) -> bool:
        """Tell whether the minutes are approved, so that a change says why."""
        return self.meeting.state in SETTLED

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
    return _page(_desk(meeting, filled=True))


@bp.post("/meetings/<int:meeting_id>/minutes")
@requires(P.MINUTES_WRITE)
def keep(meeting_id: int) -> ResponseReturnValue:
    """Keep every part; where two changed the same lines, show both texts and lose none."""
    desk = _desk(writable(meeting_id), filled=False)
    desk.is_preview = request.form.get("show") == "preview"
    if not desk.form.validate() or desk.is_preview:
        return _page(desk)
    try:
        with transaction():
            found = _kept(desk)
    except RuleBroken as refused:
        desk.form.refuse(refused)
        return _page(desk)
    _lay_out(desk, found)
    return _page(desk) if desk.clashes else _onward(meeting_id, found)


def _desk(meeting: Meeting, *, filled: bool) -> Desk:
    minutes = queries.written(meeting)
    is_settled = meeting.state in SETTLED
    form = form_for(minutes.sheets, is_settled=is_settled, filled=filled)
    return Desk(minutes=minutes, form=form)


def _kept(desk: Desk) -> Mapping[str, Kept | StaleText]:
    """Keep the texts, then what was decided and agreed, or take that away."""
    meeting, form = desk.meeting, desk.form
    reason = form.reason.data or "" if isinstance(form, SettledForm) else ""
    drafts = form.drafts(desk.minutes.sheets)
    on, by = today(), current_actor().person_id
    found = services.save_all(meeting, drafts, reason=reason, on=on, by=by)
    if isinstance(form, DraftForm):
        _add(meeting, form)
        _press(meeting)
    return found


def _add(meeting: Meeting, form: DraftForm) -> None:
    on, by = today(), current_actor().person_id
    if words := form.decision.data:
        agreeing.decide(meeting, form.decision_part.data, words, on=on, by=by)
    if words := form.action.data:
        part, who = form.action_part.data, form.who.data or ""
        agreed = Agreed(part=part, words=words, who=who, due_on=form.due_day())
        agreeing.agree(meeting, agreed, on=on, by=by)


def _press(meeting: Meeting) -> None:
    """Do what the buttons beside a decision or an action say."""
    what, number = pressed(request.form.get("press"))
    if what == "decision":
        agreeing.drop_decision(meeting, number, on=today())
    elif what == "action":
        agreeing.drop_action(meeting, number, on=today())
    elif what == "done" and (task := open_actions.agreed_task(number)):
        agreeing.finish(task, on=today(), by=current_actor().person_id)


def _lay_out(desk: Desk, found: Mapping[str, Kept | StaleText]) -> None:
    """Put what is kept in the fields; where lines met, both texts, to be joined by hand."""
    if isinstance(desk.form, DraftForm):
        desk.form.decision.data = desk.form.action.data = desk.form.who.data = ""
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
    page = render_template(
        "minutes/write.html",
        desk=desk,
        form=desk.form,
        minutes=desk.minutes,
        is_settled=desk.is_settled,
        before=open_actions.open_before(desk.meeting),
        names=() if desk.is_settled else owners.names_to_offer(desk.meeting),
        today=today(),
    )
    return page, desk.status


@bp.post("/meetings/<int:meeting_id>/minutes/autosave")
@requires(P.MINUTES_WRITE)
def autosave(meeting_id: int) -> ResponseReturnValue:
    """Keep the part that is being written, while it is written; answers what a script reads."""
    meeting = writable(meeting_id)
    form = AutosaveForm()
    if meeting.state in SETTLED or not form.validate():
        abort(400)
    draft = Draft(
        part=form.part.data or "", body=form.body.data or "", version=int(form.version.data or 0)
    )
    if draft.part not in {sheet.part for sheet in queries.written(meeting).sheets}:
        abort(400)
    try:
        with transaction():
            kept = services.save_part(meeting, draft, on=today(), by=current_actor().person_id)
    except StaleText:
        return {"clash": True}, 409
    except RuleBroken as refused:
        return {"refused": in_words(refused)}, 422
    at = now().astimezone(ZoneInfo(meeting.zone))
    return {**vars(kept), "at": f"{at:%H.%M}"}
