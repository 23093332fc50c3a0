"""What was agreed and by whom it is done: a list with one press to say so, and to take it back."""

from collections.abc import Callable, Iterable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.db import transaction
from portal.meetings.words import title_of
from portal.minutes import agreeing, open_actions
from portal.minutes.blueprint import bp
from portal.minutes.models import MeetingAction
from portal.minutes.open_actions import Asked
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.rules import RuleBroken
from portal.support.labels import whose
from portal.tables.files import Column, Kind, Table, table_response
from portal.web.forms import PortalForm
from portal.web.paging import page_number
from portal.web.words import reason as in_words


@bp.get("/actions/")
@requires(P.ACTION_DONE)
def actions() -> ResponseReturnValue:
    """List what is open for the reader and their organisation, or what was done."""
    asked = _asked()
    page = open_actions.actions_for(current_actor(), asked)
    if page.number > 1 and not page.rows:
        abort(404)
    return render_template(
        "minutes/actions.html", page=page, asked=asked, form=PortalForm(), today=today()
    )


@bp.get("/actions.<any(csv, xlsx):extension>")
@requires(P.ACTION_DONE)
def actions_file(extension: str) -> ResponseReturnValue:
    """Give the whole list as a file."""
    found = open_actions.all_actions_for(current_actor(), _asked())
    return table_response(_table(found), extension)


def _asked() -> Asked:
    done = request.args.get("state") == "done"
    return Asked(done=done, page=page_number(request.args.get("page")))


@bp.post("/actions/<int:task_id>/done")
@requires(P.ACTION_DONE)
def done(task_id: int) -> ResponseReturnValue:
    """Note that an action is done; its page of done ones takes it back."""
    said = gettext("Thank you, it is done. You can take that back under “Done”.")
    return _change(task_id, agreeing.finish, said)


@bp.post("/actions/<int:task_id>/reopen")
@requires(P.ACTION_DONE)
def reopen(task_id: int) -> ResponseReturnValue:
    """Take back that an action is done."""
    return _change(task_id, agreeing.reopen, gettext("It is open again."))


def _change(task_id: int, act: Callable[..., None], said: str) -> ResponseReturnValue:
    found = ensure(P.ACTION_DONE, MeetingAction, MeetingAction.task_id == task_id)
    try:
        with transaction():
            act(found.task, on=today(), by=current_actor().person_id)
    except RuleBroken as refused:
        said = in_words(refused)
    flash(said)
    return redirect(url_for(".actions"), code=303)


def _table(actions_: Iterable[MeetingAction]) -> Table:
    return Table(
        name="actions",
        columns=[
            Column(key="meeting", label=gettext("Meeting")),
            Column(key="words", label=gettext("Action")),
            Column(key="whose", label=gettext("For whom")),
            Column(key="organisation", label=gettext("Organisation")),
            Column(key="opened_on", label=gettext("Open since"), kind=Kind.DATE),
            Column(key="due_on", label=gettext("Good to be done by"), kind=Kind.DATE),
            Column(key="done_on", label=gettext("Done on"), kind=Kind.DATE),
        ],
        rows=(
            {
                "meeting": title_of(one.meeting),
                "words": one.task.words,
                "whose": whose(one.task),
                "organisation": one.task.organisation.name if one.task.organisation else None,
                "opened_on": one.task.opened_on,
                "due_on": one.task.due_on,
                "done_on": one.task.done_on,
            }
            for one in actions_
        ),
    )
