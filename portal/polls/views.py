"""Pages of this room: the list of polls, one poll, and marking with or without an account."""

from flask import Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.policy.guard import can, current_actor, public, requires
from portal.policy.table import P
from portal.polls import links, mails, planning, queries, remembering, rules, services, words
from portal.polls.blueprint import bp
from portal.polls.export import marks_table, polls_table
from portal.polls.forms import MarkForm, mark_form
from portal.polls.models import Asked, Poll
from portal.polls.reading import plannable, readable, to_poll, warnings_of
from portal.rules import why_not
from portal.tables.files import table_response
from portal.web.forms import tidy
from portal.web.paging import page_number
from portal.web.stale import saved, status_of

ALSO_HERE = (planning,)  # its pages stand on the same blueprint


@bp.get("/polls/")
@requires(P.MEETING_READ)
def index() -> ResponseReturnValue:
    """List the polls that the reader has a part in; to who plans all of them."""
    page = queries.polls_page(current_actor(), page_number(request.args.get("page")))
    return render_template("polls/index.html", page=page, day=today())


@bp.get("/polls.<any(csv, xlsx):extension>")
@requires(P.MEETING_READ)
def export(extension: str) -> ResponseReturnValue:
    """Give the list of polls as a file."""
    return table_response(polls_table(queries.all_polls(current_actor())), extension)


@bp.route("/polls/<int:poll_id>/", methods=("GET", "POST"))
@requires(P.MEETING_READ)
def show(poll_id: int) -> ResponseReturnValue:
    """Show a poll: to mark for who is asked, with counts; with names for who plans."""
    poll = readable(poll_id)
    own = queries.asked_in(poll_id, current_actor().person_id)
    form = _form(poll, own)
    if own is None and request.method == "POST":
        abort(404)
    if own and saved(form, lambda: _keep(own, form)):
        flash(gettext("Your marks are kept. You can change them until the last day."))
        return to_poll(poll_id)
    return render_template("polls/show.html", form=form, **_known(poll, own)), status_of(form)


@bp.get("/polls/<int:poll_id>/marks.<any(csv, xlsx):extension>")
@requires(P.MEETING_PLAN)
def marks_file(poll_id: int, extension: str) -> ResponseReturnValue:
    """Give who marked what as a file."""
    poll = plannable(poll_id)
    return table_response(marks_table(poll, queries.all_people(poll_id)), extension)


@bp.route("/poll/<token>", methods=("GET", "POST"))
@public
def by_link(token: str) -> ResponseReturnValue:
    """Show the days behind a link and what was marked; looking changes nothing."""
    asked = links.asked_of(token) or abort(404)
    form = _form(asked.poll, asked)
    if saved(form, lambda: _keep(asked, form)):
        return redirect(url_for("polls.by_link", token=token, kept=1), code=303)
    kept = bool(request.args.get("kept")) and asked.marked_on is not None
    known = _open_to_all(asked.poll, asked) | {"token": token, "kept": kept}
    return render_template("polls/by_link.html", form=form, **known), status_of(form)


def _form(poll: Poll, own: Asked | None) -> MarkForm:
    """Return the form with what was marked before."""
    said: dict[str, object] = (
        {f"option_{one.option_id}": one.mark for one in own.marks} if own else {}
    )
    return mark_form(poll, said | {"comment": own.comment if own else ""})


def _keep(own: Asked, form: MarkForm) -> None:
    marks = form.marks(own.poll.options)
    services.mark(own, marks, comment=tidy(form.comment.data), on=today())


def _open_to_all(poll: Poll, own: Asked | None) -> dict[str, object]:
    """Return what everybody who is asked may see: the days with their counts."""
    over = why_not(rules.check_may_mark, poll.state, poll.closes_on, today=today())
    picked = next((one for one in poll.options if one.picked), None)
    tally = queries.tally_of(poll.id)
    return {"poll": poll, "own": own, "over": over, "picked": picked, "tally": tally}


def _known(poll: Poll, own: Asked | None) -> dict[str, object]:
    known = _open_to_all(poll, own) | {"people": None, "warnings": {}}
    if can(P.MEETING_PLAN):
        number = page_number(request.args.get("page"))
        known["people"] = queries.people_page(poll.id, number)
        known["warnings"] = warnings_of(poll.options, today())
    return known


def init_app(app: Flask) -> None:
    """Serve the pages of this room and write its letters."""
    app.jinja_env.filters.update(
        option_words=words.option_words, mark_words=words.mark_words, poll_state=words.state_words
    )
    app.register_blueprint(bp)
    mails.init_app(app)
    remembering.init_app(app)
