"""Pages for who plans: propose days, ask people, pick a day, close without one."""

from typing import Final
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from portal.clock import now, today
from portal.meetings.choosing import USUAL
from portal.meetings.models import Meeting
from portal.meetings.reading import written_in
from portal.meetings.roster import Roster
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.polls import audience, mails, queries, rules, services
from portal.polls.blueprint import bp
from portal.polls.forms import AskForm, CloseForm, PickForm, ProposeForm, filled_from
from portal.polls.models import Poll
from portal.polls.picking import pick as pick_day
from portal.polls.reading import offered, plannable, to_poll, warnings_of
from portal.rules import why_not
from portal.web.paging import page_number
from portal.web.stale import saved, status_of
from portal.web.words import reason as in_words

BOTH: Final = ("GET", "POST")


@bp.route("/polls/propose", methods=BOTH)
@requires(P.MEETING_PLAN)
def propose() -> ResponseReturnValue:
    """Propose days for a workshop or an event; nobody is asked yet."""
    form = ProposeForm(today=today(), data={"form_key": uuid4().hex, "revision": 0})
    made: list[Poll] = []
    if saved(form, lambda: made.append(_proposed(form))):
        flash(gettext("The poll is kept as a draft. Nobody is asked yet."))
        return to_poll(made[0].id)
    return render_template("polls/propose.html", form=form, poll=None), status_of(form)


@bp.route("/polls/<int:poll_id>/edit", methods=BOTH)
@requires(P.MEETING_PLAN)
def edit(poll_id: int) -> ResponseReturnValue:
    """Change a draft; when somebody else did meanwhile, both come back."""
    poll = plannable(poll_id)
    if refused := why_not(rules.check_may_change, poll.state):
        flash(in_words(refused))
        return to_poll(poll_id)
    form = _edit_form(poll)
    if saved(form, lambda: _changed(poll, form), current=lambda: _edit_form(poll, fresh=True)):
        flash(gettext("The changes are kept."))
        return to_poll(poll_id)
    return render_template("polls/propose.html", form=form, poll=poll), status_of(form)


@bp.route("/polls/<int:poll_id>/ask", methods=BOTH)
@requires(P.MEETING_PLAN)
def ask(poll_id: int) -> ResponseReturnValue:
    """Choose whom to ask, see how many and who they are, and send."""
    poll = plannable(poll_id)
    form = _ask_form(poll)
    roster = audience.still_to_ask(form.rule(), today(), poll_id=poll_id)
    sent: list[int] = []
    if saved(form, lambda: sent.append(_asked(poll, roster))):
        flash(ngettext("%(num)s person is asked.", "%(num)s people are asked.", sent[0]))
        return to_poll(poll_id)
    refused = why_not(rules.check_may_ask, poll.state, poll.closes_on, today=today())
    known = {
        "warnings": warnings_of(poll.options, today()),
        "names": audience.names_page(roster, page_number(request.args.get("page"))),
        "refused": refused,
    }
    page = render_template("polls/ask.html", poll=poll, form=form, roster=roster, **known)
    return page, status_of(form)


@bp.route("/polls/<int:poll_id>/pick", methods=BOTH)
@requires(P.MEETING_PLAN)
def pick(poll_id: int) -> ResponseReturnValue:
    """Pick a day: a draft of the meeting is planned, and everybody who was asked is told."""
    poll = plannable(poll_id)
    form = PickForm(options=poll.options, data={"option": request.args.get("option")})
    made: list[Meeting] = []
    if saved(form, lambda: made.append(_picked(poll, int(form.option.data)))):
        flash(gettext("The day is picked, and everybody who was asked hears of it."))
        flash(gettext("The meeting is planned as a draft: invite when its agenda is ready."))
        return redirect(url_for("meetings.show", meeting_id=made[0].id), code=303)
    if not form.errors and (refused := why_not(rules.check_may_pick, poll.state)):
        flash(in_words(refused))
        return to_poll(poll_id)
    known = {"tally": queries.tally_of(poll_id), "warnings": warnings_of(poll.options, today())}
    return render_template("polls/pick.html", poll=poll, form=form, **known), status_of(form)


@bp.route("/polls/<int:poll_id>/close", methods=BOTH)
@requires(P.MEETING_PLAN)
def close(poll_id: int) -> ResponseReturnValue:
    """Close a poll without a day, with the reason that everybody reads."""
    poll, form = plannable(poll_id), CloseForm()
    if saved(form, lambda: _closed(poll, form)):
        flash(gettext("The poll is closed."))
        return to_poll(poll_id)
    return render_template("polls/close.html", poll=poll, form=form), status_of(form)


def _me() -> int:
    return current_actor().person_id


def _proposed(form: ProposeForm) -> Poll:
    key = str(form.form_key.data)
    return services.propose(form.proposal(written_in()), form_key=key, on=today(), by=_me())


def _edit_form(poll: Poll, *, fresh: bool = False) -> ProposeForm:
    if fresh:
        return ProposeForm(formdata=None, today=today(), data=filled_from(poll))
    return ProposeForm(today=today(), data=filled_from(poll))


def _changed(poll: Poll, form: ProposeForm) -> None:
    proposal = form.proposal(poll.lang)
    services.change(poll, proposal, based_on=form.based_on, on=today(), by=_me())


def _ask_form(poll: Poll) -> AskForm:
    """Return the form as it was sent or asked for; at first with who is usually invited."""
    if request.values.getlist("role"):
        return AskForm(request.values, **offered(poll))
    return AskForm(**offered(poll), data={"role": [group.value for group in USUAL]})


def _asked(poll: Poll, roster: Roster) -> int:
    people = services.ask(poll, roster.participants, on=today(), by=_me())
    mails.post(mails.ASKED, people, due_at=now())
    return len(people)


def _picked(poll: Poll, option_id: int) -> Meeting:
    return pick_day(poll, option_id, on=today(), now=now(), by=_me())


def _closed(poll: Poll, form: CloseForm) -> None:
    if services.close(poll, str(form.reason.data), on=today(), by=_me()):
        mails.post(mails.CLOSED, queries.everybody_asked(poll.id), due_at=now())
