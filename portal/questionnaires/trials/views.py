"""The pages of trial rounds for who makes them: the list of a version, a new one, a round whole."""

from http import HTTPStatus
from typing import Final

from flask import Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.asks.queries import load_of
from portal.asks.rules import TooMuch
from portal.clock import now, today
from portal.db import transaction
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.questionnaires.campaigns.forgetting import forget_order
from portal.questionnaires.filling import hosts
from portal.questionnaires.filling.reading import definition_of, reader_language
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.instruments.versions import find_version, load_version
from portal.questionnaires.kinds import InstrumentKind, VersionStatus
from portal.questionnaires.trials import asks, front, queries, remembering, rules, services
from portal.questionnaires.trials.blueprint import bp
from portal.questionnaires.trials.export import said_table
from portal.questionnaires.trials.forms import PlanForm, StepForm, usual
from portal.questionnaires.trials.hosting import TrialHost
from portal.questionnaires.trials.models import TrialRound
from portal.questionnaires.trials.reading import Sheet, sheet_of
from portal.questionnaires.trials.rules import Stage, stage_of
from portal.rules import RuleBroken, why_not
from portal.tables.files import table_response
from portal.web.hooks import Act, on, panel
from portal.web.words import reason as in_words

TRIALS: Final = "/instruments/<slug>/<int:number>/trials/"
ROUND: Final = f"{TRIALS}<int:campaign_id>"


@bp.get(TRIALS)
@requires(P.INSTRUMENT_WRITE)
def index(slug: str, number: int) -> ResponseReturnValue:
    """List the trial rounds of a version, the newest first."""
    version = _version(slug, number)
    return render_template(
        "questionnaires/trials/index.html",
        version=version,
        name=_name(version),
        lines=queries.lines_of(version.id),
        refused=why_not(rules.check_may_try_out, version.status),
    )


@bp.get(f"{TRIALS}new")
@requires(P.INSTRUMENT_WRITE)
def new(slug: str, number: int) -> ResponseReturnValue:
    """Ask what a round is for, when it is, and whom it asks."""
    return _plan_page(_version(slug, number), PlanForm(data=usual(today())))


@bp.post(f"{TRIALS}new")
@requires(P.INSTRUMENT_WRITE)
def plan(slug: str, number: int) -> ResponseReturnValue:
    """Search on with who is ticked, or keep the round; what is wrong comes back in words."""
    version, form = _version(slug, number), PlanForm()
    if request.form.get("step") == "search":
        return _plan_page(version, form)
    try:
        if form.validate():
            return _to_round(slug, number, _planned(version.id, form))
    except TooMuch as refused:
        form.ask_why(refused)
    except RuleBroken as refused:
        form.refuse(refused)
    return _plan_page(_version(slug, number), form), HTTPStatus.BAD_REQUEST


def _planned(version_id: int, form: PlanForm) -> int:
    """Keep the round, open and announced at once where its day has come; return its campaign."""
    with transaction():
        version = services.version_to_try(version_id)
        kept = services.plan_round(form.plan(version), on=today(), by=current_actor().person_id)
        if stage_of(kept.campaign) is Stage.OPEN:
            services.tell_asked(kept, now=now())
            flash(gettext("The trial round is open. Everybody you chose gets a mail."))
        else:
            flash(gettext("The trial round is planned. It opens by itself on its first day."))
        return kept.campaign_id


def _plan_page(version: InstrumentVersion, form: PlanForm) -> str:
    found = queries.people_by(form.words.data or "", form.wanted_role, today())
    form.offer(queries.people_among(form.chosen, today()), found)
    proposed = asks.proposed(version, form.wanted_length, today(), form.chosen)
    return render_template(
        "questionnaires/trials/new.html",
        form=form,
        version=version,
        name=_name(version),
        load=load_of(proposed) if form.chosen else None,
        has_more=len(found) > queries.MOST_FOUND,
        most=rules.MOST_PEOPLE,
        refused=why_not(rules.check_may_try_out, version.status),
        is_culture=version.instrument.kind is InstrumentKind.CULTURE,
    )


@bp.get(f"{ROUND}/")
@requires(P.INSTRUMENT_WRITE)
def show(slug: str, number: int, campaign_id: int) -> ResponseReturnValue:
    """Show a round: who is asked, who sent it in, and after its close what each of them said."""
    trial = _round(slug, number, campaign_id)
    return render_template(
        "questionnaires/trials/show.html",
        trial=trial,
        name=_name(trial.campaign.version),
        stage=stage_of(trial.campaign),
        people=queries.asked_in(campaign_id),
        sheet=None if why_not(rules.check_may_read, trial.campaign) else _sheet(trial),
    )


@bp.get(f"{ROUND}.<any(csv, xlsx):extension>")
@requires(P.INSTRUMENT_WRITE)
def export(slug: str, number: int, campaign_id: int, extension: str) -> ResponseReturnValue:
    """Give what was said as a file, and note that it was taken along."""
    trial = _round(slug, number, campaign_id)
    if why_not(rules.check_may_read, trial.campaign):
        abort(HTTPStatus.NOT_FOUND)
    table = said_table(campaign_id, _sheet(trial))
    rows, by = len(list(table.rows)), current_actor().person_id
    with transaction():
        services.note_taken(campaign_id, rows=rows, on=today(), by=by)
    return table_response(table, extension)


@bp.route(f"{ROUND}/close", methods=["GET", "POST"])
@requires(P.INSTRUMENT_WRITE)
def close(slug: str, number: int, campaign_id: int) -> ResponseReturnValue:
    """Say what closing or calling off means, then do it."""
    trial, form = _round(slug, number, campaign_id), StepForm()
    stage = stage_of(trial.campaign)
    if stage is Stage.CLOSED:
        return _to_round(slug, number, campaign_id)
    if not form.validate_on_submit():
        name = _name(trial.campaign.version)
        page = "questionnaires/trials/close.html"
        return render_template(page, trial=trial, name=name, stage=stage, form=form)
    return _ended(slug, number, campaign_id)


def _ended(slug: str, number: int, campaign_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            was = services.end_round(campaign_id, on=today(), by=current_actor().person_id)
    except RuleBroken as refused:  # somebody else closed it a moment ago
        flash(in_words(refused))
        return _to_round(slug, number, campaign_id)
    if was is Stage.PLANNED:
        flash(gettext("The trial round is called off. Nobody was asked."))
        return redirect(url_for(".index", slug=slug, number=number), code=303)
    forget_order()
    flash(gettext("The trial round is closed. You can read what people said."))
    return _to_round(slug, number, campaign_id)


def _version(slug: str, number: int) -> InstrumentVersion:
    version = find_version(slug, number)
    if version is None or version.status is VersionStatus.DRAFT:
        abort(HTTPStatus.NOT_FOUND)
    return version


def _round(slug: str, number: int, campaign_id: int) -> TrialRound:
    found = queries.find_round_of(_version(slug, number).id, campaign_id)
    return found or abort(HTTPStatus.NOT_FOUND)


def _name(version: InstrumentVersion) -> str:
    """Return what a version is called, in the language of the reader."""
    definition = load_version(version).definition
    number = gettext("Version %(number)s", number=version.number)
    return f"{definition.title[reader_language(definition)]}, {number.lower()}"


def _sheet(trial: TrialRound) -> Sheet:
    return sheet_of(trial.campaign, lang=reader_language(definition_of(trial.campaign)))


def _to_round(slug: str, number: int, campaign_id: int) -> ResponseReturnValue:
    there = url_for(".show", slug=slug, number=number, campaign_id=campaign_id)
    return redirect(there, code=303)


def init_app(app: Flask) -> None:
    """Serve the pages, speak for rounds with names, and take part in the acts of other rooms."""
    app.register_blueprint(bp)
    hosts.claim(app, queries.is_trial, TrialHost())
    panel(app, "me", front.me_panel)
    on(app, Act.ASKS, asks.asks_between)
    remembering.init_app(app)
