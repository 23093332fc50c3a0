"""The page to write to who is invited: to whom, what it says, a look at it, then send."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from portal.clock import now
from portal.db import transaction
from portal.meetings import messages
from portal.meetings.blueprint import bp
from portal.meetings.message_form import LABELS, MessageForm
from portal.meetings.models import Meeting
from portal.meetings.reading import plannable
from portal.outbox.letters import Letter
from portal.policy.guard import current_actor, requires
from portal.policy.table import P


@bp.get("/meetings/<int:meeting_id>/message")
@requires(P.MEETING_PLAN)
def message(meeting_id: int) -> ResponseReturnValue:
    """Show what was written before, and a new message to fill in."""
    meeting = plannable(meeting_id)
    return _page(meeting, _form(meeting))


@bp.post("/meetings/<int:meeting_id>/message")
@requires(P.MEETING_PLAN)
def send_message(meeting_id: int) -> ResponseReturnValue:
    """Show the message as it will be read; send it when that was seen."""
    meeting = plannable(meeting_id)
    form = _form(meeting)
    if not form.validate():
        return _page(meeting, form), 400
    if request.form.get("step") != "send":
        return _page(meeting, form, _preview(meeting, form))
    with transaction():
        sent = messages.send_message(
            meeting, form.draft(), now=now(), by=current_actor().person_id
        ).many
    flash(
        ngettext(
            "The message goes to %(num)s person, in the morning when it is late.",
            "The message goes to %(num)s people, in the morning when it is late.",
            sent,
        )
    )
    return redirect(url_for("meetings.message", meeting_id=meeting_id), code=303)


def _form(meeting: Meeting) -> MessageForm:
    return MessageForm(many=messages.how_many(meeting))


def _preview(meeting: Meeting, form: MessageForm) -> Letter:
    return messages.preview(meeting, form.draft(), current_actor().person_id)


def _page(meeting: Meeting, form: MessageForm, letter: Letter | None = None) -> str:
    return render_template(
        "meetings/message.html",
        meeting=meeting,
        form=form,
        letter=letter,
        readers=form.readers,
        labels=LABELS,
        sent=messages.messages_of(meeting.id),
    )
