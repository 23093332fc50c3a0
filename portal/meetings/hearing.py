"""Pages for who plans: who answered and who did not, the reminders, and the list itself."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from portal.clock import now, today
from portal.db import transaction
from portal.meetings import inviting, reminding, replies
from portal.meetings.blueprint import bp
from portal.meetings.export import answers_table
from portal.meetings.forms import StepForm
from portal.meetings.list_forms import RemindersForm, ReplyFilter
from portal.meetings.models import Invitation, Meeting
from portal.meetings.reading import plannable
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken
from portal.tables.files import table_response
from portal.web.paging import page_number
from portal.web.words import reason as in_words


@bp.get("/meetings/<int:meeting_id>/answers")
@requires(P.MEETING_PLAN)
def answers(meeting_id: int) -> ResponseReturnValue:
    """Show who is invited and what each said, who has not answered first when asked."""
    meeting, form = plannable(meeting_id), ReplyFilter(request.args)
    if not form.validate():
        return _answers_page(meeting, form, replies.Wanted()), 400
    return _answers_page(meeting, form, form.wanted())


def _answers_page(meeting: Meeting, form: ReplyFilter, wanted: replies.Wanted) -> str:
    number = page_number(request.args.get("page"))
    off = reminding.reminders_off(meeting.id)
    return render_template(
        "meetings/answers.html",
        meeting=meeting,
        page=replies.page_of_replies(meeting, wanted, number),
        summary=replies.counts_of(meeting),
        filters=form,
        reminders=RemindersForm(formdata=None, data=RemindersForm.ticked(off)),
        may_remind=inviting.is_to_come(meeting, today=today()),
        last=reminding.respond_by(meeting),
        form=StepForm(),
    )


@bp.get("/meetings/<int:meeting_id>/answers/by-organisation")
@requires(P.MEETING_PLAN)
def answers_by_organisation(meeting_id: int) -> ResponseReturnValue:
    """Show for each organisation how many of its people answered, of how many."""
    meeting, number = plannable(meeting_id), page_number(request.args.get("page"))
    page = replies.page_of_organisations(meeting, number)
    return render_template("meetings/answers_by_organisation.html", meeting=meeting, page=page)


@bp.get("/meetings/<int:meeting_id>/answers.<any(csv, xlsx):extension>")
@requires(P.MEETING_PLAN)
def answers_file(meeting_id: int, extension: str) -> ResponseReturnValue:
    """Give the answers of everybody who is invited as a file."""
    meeting = plannable(meeting_id)
    return table_response(answers_table(meeting, replies.every_reply(meeting)), extension)


@bp.post("/meetings/<int:meeting_id>/remind")
@requires(P.MEETING_PLAN)
def remind(meeting_id: int) -> ResponseReturnValue:
    """Ask who is ticked for their answer, today; who answered meanwhile is left in peace."""
    meeting, chosen = plannable(meeting_id), _ticked()
    if not chosen:
        flash(gettext("Tick at least one name."))
        return _to_answers(meeting_id)
    with transaction():
        many = reminding.remind_now(meeting, chosen, on=today(), now=now())
    flash(
        ngettext(
            "%(num)s reminder is on its way. Nobody gets two on one day, and none at night.",
            "%(num)s reminders are on their way. Nobody gets two on one day, and none at night.",
            many,
        )
    )
    return _to_answers(meeting_id)


def _ticked() -> Sequence[int]:
    return [int(one) for one in request.form.getlist("invitation") if one.isdecimal()]


def _to_answers(meeting_id: int) -> ResponseReturnValue:
    return redirect(url_for("meetings.answers", meeting_id=meeting_id, said="none"), code=303)


@bp.post("/meetings/<int:meeting_id>/reminders")
@requires(P.MEETING_PLAN)
def choose_reminders(meeting_id: int) -> ResponseReturnValue:
    """Keep which reminders go by themselves for this meeting."""
    meeting, form = plannable(meeting_id), RemindersForm()
    if not form.validate():
        abort(400)
    with transaction():
        reminding.choose_reminders(meeting, form.wanted())
    flash(gettext("The reminders of this meeting are kept."))
    return redirect(url_for("meetings.answers", meeting_id=meeting_id), code=303)


@bp.get("/meetings/<int:meeting_id>/answers/<int:invitation_id>/remove")
@requires(P.MEETING_PLAN)
def remove(meeting_id: int, invitation_id: int) -> ResponseReturnValue:
    """Ask whether somebody is to be taken off the list, and say what they hear of it."""
    meeting, invitation = plannable(meeting_id), _on_list(meeting_id, invitation_id)
    page = {"meeting": meeting, "invitation": invitation, "form": StepForm()}
    return render_template("meetings/remove.html", **page)


@bp.post("/meetings/<int:meeting_id>/answers/<int:invitation_id>/remove")
@requires(P.MEETING_PLAN)
def remove_it(meeting_id: int, invitation_id: int) -> ResponseReturnValue:
    """Take somebody off the list; they hear of it, and it leaves their calendar."""
    plannable(meeting_id)
    invitation, by = _on_list(meeting_id, invitation_id), current_actor().person_id
    try:
        with transaction():
            inviting.take_off(invitation, on=today(), now=now(), by=by)
    except RuleBroken as refused:
        flash(in_words(refused))
    else:
        flash(gettext("Taken off the list. A short mail says so."))
    return redirect(url_for("meetings.answers", meeting_id=meeting_id), code=303)


def _on_list(meeting_id: int, invitation_id: int) -> Invitation:
    return replies.invitation_on(meeting_id, invitation_id) or abort(404)
