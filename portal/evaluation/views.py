"""Pages around a process evaluation: list, status, opening, codes, closing, results, reply."""

from collections.abc import Sequence

from flask import Flask, current_app, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from markupsafe import Markup

from portal.asks.queries import load_of
from portal.asks.rules import TooMuch
from portal.asks.services import Why
from portal.clock import now, today
from portal.config import settings_of
from portal.db import transaction
from portal.evaluation import answering, overview, queries, remembering, rules, services
from portal.evaluation.agenda_source import suggest
from portal.evaluation.asks import asked_by, asks_between
from portal.evaluation.blueprint import bp
from portal.evaluation.call_backs import views as call_backs
from portal.evaluation.coding import views as coding_views
from portal.evaluation.export import results_table
from portal.evaluation.forms import CodesForm, OpenForm, ReplyForm, StepForm
from portal.evaluation.models import Evaluation
from portal.evaluation.reading import definition_of, found, reader_language, to_evaluation
from portal.evaluation.showing import ResultsPage
from portal.meetings.models import Meeting
from portal.meetings.queries import is_meeting
from portal.policy.guard import actor_or_none, can, current_actor, ensure, requires
from portal.policy.table import P
from portal.questionnaires.campaigns.forgetting import forget_order
from portal.questionnaires.campaigns.queries import has_answered, rates
from portal.questionnaires.campaigns.rules import check_is_open, shows_rate
from portal.questionnaires.filling.slips import Slip, slip_of
from portal.questionnaires.instruments.versions import find_published
from portal.questionnaires.kinds import Length
from portal.questionnaires.results.snapshots import find_results, released_results
from portal.rules import RuleBroken, why_not
from portal.tables.files import table_response
from portal.web.hooks import Act, on, panel

__all__ = ["call_backs", "coding_views", "init_app", "overview"]


@bp.get("/evaluation/")
@requires(P.EVALUATION_RESULTS)
def index() -> ResponseReturnValue:
    """List what is open and what came back; who manages sees how many answered, never who."""
    lines = queries.lines_for(current_actor())
    return render_template(
        "evaluation/index.html",
        open_lines=[line for line in lines if not line.evaluation.campaign.released],
        closed_lines=[line for line in lines if line.evaluation.campaign.released],
        waiting=_not_asked() if can(P.EVALUATION_MANAGE) else [],
        on=today(),
    )


def _not_asked() -> Sequence[Meeting]:
    return queries.meetings_without_evaluation(today() - rules.REMEMBERED_FOR, today())


@bp.get("/evaluation.<any(csv, xlsx):extension>")
@requires(P.EVALUATION_RESULTS)
def export(extension: str) -> ResponseReturnValue:
    """Give the released figures of every evaluation as a file."""
    released = queries.released_for(current_actor())
    results = released_results([one.campaign_id for one in released])
    return table_response(results_table(released, results), extension)


@bp.get("/meetings/<int:meeting_id>/evaluation/")
@requires(P.EVALUATION_RESULTS)
def show(meeting_id: int) -> ResponseReturnValue:
    """Show the form to who is asked, then the thank-you, and after closing the results."""
    evaluation = found(P.EVALUATION_RESULTS, meeting_id)
    if evaluation.campaign.released:
        return _results_page(evaluation)
    answered = has_answered(evaluation.campaign_id, current_actor().person_id)
    if answered is False and evaluation.campaign.is_open(today()):
        return answering.question_page(evaluation)
    return _status_page(evaluation, answered=bool(answered))


@bp.get("/meetings/<int:meeting_id>/evaluation/status")
@requires(P.EVALUATION_MANAGE)
def status(meeting_id: int) -> ResponseReturnValue:
    """Show who manages how many answered, and what can be done, also when asked to answer."""
    evaluation = found(P.EVALUATION_MANAGE, meeting_id)
    if evaluation.campaign.released:
        return to_evaluation(meeting_id)
    return _status_page(evaluation, answered=False)


@bp.get("/meetings/<int:meeting_id>/evaluation/open")
@requires(P.EVALUATION_MANAGE)
def plan(meeting_id: int) -> ResponseReturnValue:
    """Ask which questions, and until when."""
    meeting = ensure(P.EVALUATION_MANAGE, Meeting, is_meeting(meeting_id))
    usual = max(rules.usual_closing(meeting.local_date), today())
    proposed = rules.proposed_form(queries.last_full_form(today()), today())
    form = OpenForm(data={"closes_on": usual, "length": proposed.length.value})
    refused = _why_not_open(meeting, queries.find_evaluation(meeting_id))
    return _open_page(meeting, form, refused)


@bp.post("/meetings/<int:meeting_id>/evaluation/open")
@requires(P.EVALUATION_MANAGE)
def open_(meeting_id: int) -> ResponseReturnValue:
    """Open the form to everybody who was expected, and write to them."""
    meeting = ensure(P.EVALUATION_MANAGE, Meeting, is_meeting(meeting_id))
    form = OpenForm()
    try:
        if form.validate():
            with transaction():
                _open(meeting, form)
            flash(gettext("The form is open, and everybody who was expected gets a mail."))
            return to_evaluation(meeting_id)
    except TooMuch as refused:
        form.ask_why(refused)
    except RuleBroken as refused:
        form.refuse(refused)
    return _open_page(meeting, form), 400


def _open_page(meeting: Meeting, form: OpenForm, refused: RuleBroken | None = None) -> str:
    version = None if refused else find_published(queries.INSTRUMENT)
    length = Length(form.length.data) if form.length.data in list(Length) else Length.SHORT
    load = load_of(asked_by(meeting, version.minutes(length), today())) if version else None
    proposed = rules.proposed_form(queries.last_full_form(today()), today())
    known = {"form": form, "refused": refused, "load": load, "proposed": proposed}
    return render_template("evaluation/open.html", meeting=meeting, **known)


def _why_not_open(meeting: Meeting, evaluation: Evaluation | None) -> RuleBroken | None:
    return why_not(
        rules.check_may_open,
        meeting.state,
        meeting.local_date,
        exists=evaluation is not None,
        today=today(),
    )


def _open(meeting: Meeting, form: OpenForm) -> None:
    if form.closes_on.data is None:
        raise ValueError("The form was not checked")
    plan = services.Plan(
        length=Length(form.length.data),
        closes_on=form.closes_on.data,
        why=Why(reason=form.why.data or "", lang=str(get_locale())),
    )
    evaluation = services.open_evaluation(meeting, plan, on=today(), by=current_actor().person_id)
    services.tell_invited(evaluation, now=now())


@bp.route("/meetings/<int:meeting_id>/evaluation/codes", methods=["GET", "POST"])
@requires(P.EVALUATION_MANAGE)
def codes(meeting_id: int) -> ResponseReturnValue:
    """Make one-time codes and show them this once, to print."""
    evaluation = found(P.EVALUATION_MANAGE, meeting_id)
    form = CodesForm()
    made: list[Slip] = []
    if form.validate_on_submit():
        try:
            with transaction():
                made = _codes(evaluation, form)
        except RuleBroken as refused:
            form.refuse(refused)
    page = render_template("evaluation/codes.html", evaluation=evaluation, form=form, slips=made)
    return page, 400 if form.errors else 200


def _codes(evaluation: Evaluation, form: CodesForm) -> list[Slip]:
    codes = services.hand_out_codes(
        evaluation,
        form.count.data or 0,
        seed=form.seed.data or "",
        secret=settings_of(current_app).secret_key,
        on=today(),
        by=current_actor().person_id,
    )
    return [slip_of(code) for code in codes]


@bp.route("/meetings/<int:meeting_id>/evaluation/close", methods=["GET", "POST"])
@requires(P.EVALUATION_MANAGE)
def close(meeting_id: int) -> ResponseReturnValue:
    """Say what closing means, then close, release the results and forget the order of answers."""
    evaluation = found(P.EVALUATION_MANAGE, meeting_id)
    if evaluation.campaign.released:
        return to_evaluation(meeting_id)
    if not StepForm().validate_on_submit():
        return render_template("evaluation/close.html", evaluation=evaluation, form=StepForm())
    with transaction():
        services.close_evaluation(evaluation, on=today(), by=current_actor().person_id)
    forget_order()
    flash(gettext("The process evaluation is closed. These are the results."))
    return to_evaluation(meeting_id)


@bp.get("/meetings/<int:meeting_id>/evaluation/answer-to-feedback")
@requires(P.EVALUATION_MANAGE)
def reply(meeting_id: int) -> ResponseReturnValue:
    """Show the text to write on: what the network does with the feedback."""
    evaluation = found(P.EVALUATION_MANAGE, meeting_id)
    there = evaluation.reply
    written = {"body": there.body, "version": str(there.version)} if there else None
    return _reply_page(evaluation, ReplyForm(data=written))


@bp.post("/meetings/<int:meeting_id>/evaluation/answer-to-feedback")
@requires(P.EVALUATION_MANAGE)
def save_reply(meeting_id: int) -> ResponseReturnValue:
    """Keep the text; a stale one comes back beside the newer one."""
    evaluation = found(P.EVALUATION_MANAGE, meeting_id)
    form = ReplyForm()
    try:
        if form.validate():
            _save_reply(evaluation, form)
            return to_evaluation(meeting_id)
    except services.StaleReply as stale:
        form.version.data = str(stale.version)
        return _reply_page(evaluation, form, theirs=stale.body), 409
    except RuleBroken as refused:
        form.refuse(refused)
    return _reply_page(evaluation, form), 400


def _save_reply(evaluation: Evaluation, form: ReplyForm) -> None:
    with transaction():
        services.save_reply(
            evaluation,
            form.body.data or "",
            lang=str(get_locale()),
            version=int(form.version.data or 0),
            on=today(),
            by=current_actor().person_id,
        )
    flash(gettext("Everybody who takes part can read it now."))


def _reply_page(evaluation: Evaluation, form: ReplyForm, *, theirs: str | None = None) -> str:
    refused = why_not(rules.check_may_reply, evaluation.campaign)
    return render_template(
        "evaluation/reply.html", evaluation=evaluation, form=form, theirs=theirs, refused=refused
    )


def _status_page(evaluation: Evaluation, *, answered: bool) -> str:
    manages = can(P.EVALUATION_MANAGE)
    rate = rates([evaluation.campaign_id])[evaluation.campaign_id] if manages else None
    return render_template(
        "evaluation/status.html",
        evaluation=evaluation,
        answered=answered,
        rate=rate if rate and shows_rate(rate.invited) else None,
        manages=manages,
        closed=why_not(check_is_open, evaluation.campaign, today()),
    )


def _results_page(evaluation: Evaluation) -> str:
    definition = definition_of(evaluation.campaign)
    results = find_results(evaluation.campaign_id)
    if results is None:
        raise RuntimeError("A released campaign has no snapshot")
    page = ResultsPage(definition, results, lang=reader_language(definition))
    earlier, later = queries.neighbours_of(evaluation)
    return render_template(
        "evaluation/results.html",
        evaluation=evaluation,
        definition=definition,
        page=page,
        earlier=earlier,
        later=later,
        concerns=list(rules.concerns(results)) if can(P.EVALUATION_MANAGE) else [],
    )


def _on_meeting(*, meeting: Meeting, **_: object) -> Markup | None:
    """Tell on a meeting's page where its evaluation stands, to who may know."""
    actor = actor_or_none()
    if actor is None or not can(P.EVALUATION_RESULTS):
        return None
    evaluation = queries.find_outline(meeting.id)
    may_open = can(P.EVALUATION_MANAGE) and not _why_not_open(meeting, evaluation)
    if evaluation is None and not may_open:
        return None
    return Markup(  # noqa: S704 -- a template of ours, which escapes
        render_template("evaluation/panel.html", meeting=meeting, evaluation=evaluation, on=today())
    )


def init_app(app: Flask) -> None:
    """Serve the pages of this room, and tell of them on the page of a meeting."""
    app.register_blueprint(bp)
    panel(app, "meeting", _on_meeting)
    on(app, Act.ASKS, asks_between)
    on(app, Act.AGENDA, suggest)
    remembering.register_acts(app)
