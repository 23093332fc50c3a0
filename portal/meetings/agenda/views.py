"""The page on which the project team writes the agenda of a meeting."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.db import transaction
from portal.meetings import queries, rules
from portal.meetings.agenda import services
from portal.meetings.agenda.forms import AgendaForm, filled_from
from portal.meetings.blueprint import bp
from portal.meetings.models import Meeting
from portal.meetings.reading import back, plannable, to_meeting, written_in
from portal.moi.queries import library
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not


@bp.get("/meetings/<int:meeting_id>/agenda")
@requires(P.MEETING_PLAN)
def agenda(meeting_id: int) -> ResponseReturnValue:
    """Show the agenda to change it, as long as the meeting is still to come."""
    meeting = plannable(meeting_id)
    if refused := why_not(rules.check_may_edit, meeting.state):
        return back(meeting, refused)
    kits, fresh = _kits(meeting)
    form = AgendaForm(kits=kits, data=filled_from(meeting, fresh))
    return render_template("meetings/agenda.html", form=form, meeting=meeting)


@bp.post("/meetings/<int:meeting_id>/agenda")
@requires(P.MEETING_PLAN)
def save_agenda(meeting_id: int) -> ResponseReturnValue:
    """Keep the agenda; nobody gets a mail of it."""
    meeting = plannable(meeting_id)
    form = AgendaForm(kits=_kits(meeting)[0])
    if form.validate():
        try:
            with transaction():
                by = current_actor().person_id
                services.save_agenda(meeting, form.agenda(written_in()), on=today(), by=by)
        except RuleBroken as refused:
            return back(meeting, refused)
        flash(gettext("The agenda is kept."))
        return to_meeting(meeting_id)
    return render_template("meetings/agenda.html", form=form, meeting=meeting), 400


def _kits(meeting: Meeting) -> tuple[list[tuple[str, str]], str]:
    """Return the kits to choose from, and the first that no meeting has shown yet."""
    cards = library(today())
    shown = queries.kits_shown()
    fresh = (str(card.version.id) for card in cards if card.version.kit_id not in shown)
    named = (block.kit_version for block in meeting.blocks if block.kit_version)
    versions = {version.id: version for version in [*(card.version for card in cards), *named]}
    lang = written_in()
    return [(str(key), one.words(lang)["title"]) for key, one in versions.items()], next(fresh, "")
