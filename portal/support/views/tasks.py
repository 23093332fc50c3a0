"""What is open and for whom, one task, and ticking it off."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import now, today
from portal.db import transaction
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.rules import RuleBroken
from portal.support import keeping, queries, reading, services
from portal.support.blueprint import bp
from portal.support.export import tasks_table
from portal.support.forms import DoneForm, TaskListForm
from portal.support.models import Outcome, Task
from portal.tables.files import table_response
from portal.web.forms import PortalForm
from portal.web.words import reason


@bp.get("/tasks/")
@requires(P.TASK_READ)
def tasks() -> ResponseReturnValue:
    """List what is open for the reader, by when it would be good to be done."""
    form = _asked()
    if not form.validate():
        return render_template("support/tasks.html", form=form, page=None), 400
    page = queries.tasks_for(current_actor(), form.filters(), today())
    if page.number > 1 and not page.rows:
        abort(404)
    done = form.filters().done
    groups = [] if done else reading.grouped(page.rows, today())
    known = {"form": form, "page": page, "groups": groups, "today": today()}
    return render_template("support/tasks.html", **known, tick=PortalForm())


@bp.get("/tasks.<any(csv, xlsx):extension>")
@requires(P.TASK_READ)
def tasks_file(extension: str) -> ResponseReturnValue:
    """Give the whole list, with the same filters, as a file."""
    form = _asked()
    if not form.validate():
        abort(400)
    found = queries.all_tasks_for(current_actor(), form.filters(), today())
    return table_response(tasks_table(found), extension)


def _asked() -> TaskListForm:
    form = TaskListForm(request.args)
    form.offer()
    return form


@bp.get("/tasks/<int:task_id>/")
@requires(P.TASK_READ)
def task(task_id: int) -> ResponseReturnValue:
    """Show one task: what it asks, why, and how to bring it to its end."""
    found = ensure(P.TASK_READ, Task, Task.id == task_id, options=queries.WITH_PEOPLE)
    return _task_page(found, DoneForm(data={"done_on": today(), "outcome": Outcome.DONE.value}))


def _task_page(found: Task, form: DoneForm) -> str:
    return render_template("support/task.html", task=found, form=form, today=today())


@bp.post("/tasks/<int:task_id>/done")
@requires(P.TASK_KEEP)
def finish(task_id: int) -> ResponseReturnValue:
    """Note that a task is done, on the day that was given or today."""
    found = ensure(P.TASK_KEEP, Task, Task.id == task_id, options=queries.WITH_PEOPLE)
    form = DoneForm()
    if not form.validate():
        return _task_page(found, form), 400
    try:
        with transaction():
            _finish(found, form)
    except RuleBroken as refused:
        form.refuse(refused)
        return _task_page(found, form), 400
    flash(gettext("Done. You can take it back on the page of the task."))
    return _onward(found)


def _finish(found: Task, form: DoneForm) -> None:
    services.finish_task(
        found,
        Outcome(form.outcome.data),
        done_on=form.done_on.data or today(),
        today=today(),
        by=current_actor().person_id,
    )


@bp.post("/tasks/<int:task_id>/reopen")
@requires(P.TASK_KEEP)
def reopen(task_id: int) -> ResponseReturnValue:
    """Take back that a task is done."""
    found = ensure(P.TASK_KEEP, Task, Task.id == task_id)
    try:
        with transaction():
            services.reopen_task(found, on=today(), by=current_actor().person_id)
        flash(gettext("It is open again."))
    except RuleBroken as refused:
        flash(reason(refused))
    return redirect(url_for(".task", task_id=task_id), code=303)


@bp.post("/tasks/<int:task_id>/address-is-right")
@requires(P.TASK_KEEP)
def address_is_right(task_id: int) -> ResponseReturnValue:
    """Note that an address is right, and try the last mail once more."""
    found = ensure(P.TASK_KEEP, Task, Task.id == task_id, options=queries.WITH_PEOPLE)
    try:
        with transaction():
            keeping.confirm_address(found, today=today(), now=now(), by=current_actor().person_id)
        flash(gettext("We try again. If mail comes back once more, this question returns."))
    except RuleBroken as refused:
        flash(reason(refused))
    return redirect(url_for(".task", task_id=task_id), code=303)


def _onward(found: Task) -> ResponseReturnValue:
    """Go back to where the tick was set: the organisation, or the list."""
    if request.form.get("from") == "organisation" and found.organisation is not None:
        return redirect(f"/organisations/{found.organisation.slug}/#tasks", code=303)
    return redirect(url_for(".tasks"), code=303)
