"""The pages of a trial round for who is asked: its front, the form, remarks, and erasing it all."""

from http import HTTPStatus
from typing import Final

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from portal.clock import today
from portal.db import transaction
from portal.policy.guard import actor_or_none, can, current_actor, ensure, requires
from portal.policy.table import P
from portal.questionnaires.campaigns.queries import has_answered
from portal.questionnaires.campaigns.rules import check_is_open
from portal.questionnaires.filling import answering
from portal.questionnaires.filling.drafts import find_draft
from portal.questionnaires.filling.queries import find_named
from portal.questionnaires.filling.reading import Asked, definition_of, reader_language
from portal.questionnaires.instruments.versions import load_version
from portal.questionnaires.trials import queries, services
from portal.questionnaires.trials.blueprint import bp
from portal.questionnaires.trials.forms import RemarkForm, StepForm
from portal.questionnaires.trials.hosting import promise_of, title_of
from portal.questionnaires.trials.models import TrialRound
from portal.rules import RuleBroken, why_not
from portal.web.hooks import section
from portal.web.words import reason as in_words

ROUND: Final = "/trials/<int:campaign_id>/"


@bp.get(ROUND)
@requires(P.ANSWER_DRAFT)
def front(campaign_id: int) -> ResponseReturnValue:
    """Say what is asked and promised, lead to the form, and show one's own remarks."""
    trial = _mine(campaign_id)
    return _front_page(trial, _remark_form(trial))


@bp.get(f"{ROUND}form")
@requires(P.ANSWER_DRAFT)
def form(campaign_id: int) -> ResponseReturnValue:
    """Show the form where it was left, or with what was sent to change it."""
    trial = _mine(campaign_id)
    if not _may_answer(trial):
        return _to_front(campaign_id)
    return answering.begin(_asked(trial), person_id=current_actor().person_id)


@bp.post(f"{ROUND}form")
@requires(P.ANSWER_DRAFT)
def answer(campaign_id: int) -> ResponseReturnValue:
    """Take in one page of the form; each is kept, and the last one is sent."""
    trial = _mine(campaign_id)
    try:
        return answering.take_in(_asked(trial), person_id=current_actor().person_id)
    except RuleBroken as refused:
        flash(in_words(refused))
    return _to_front(campaign_id)


@bp.post(f"{ROUND}remarks")
@requires(P.ANSWER_DRAFT)
def remark(campaign_id: int) -> ResponseReturnValue:
    """Keep where somebody stumbled."""
    trial = _mine(campaign_id)
    form = _remark_form(trial)
    try:
        if form.validate():
            _add_remark(trial, form)
            return redirect(url_for(".front", campaign_id=campaign_id, _anchor="remarks"), code=303)
    except RuleBroken as refused:
        form.refuse(refused)
    return _front_page(_mine(campaign_id), form), HTTPStatus.BAD_REQUEST


def _add_remark(trial: TrialRound, form: RemarkForm) -> None:
    campaign_id, item_ids = trial.campaign_id, load_version(trial.campaign.version).item_ids
    said = services.Remark(
        body=form.body.data or "",
        item_id=item_ids.get(form.code.data or ""),
        lang=reader_language(definition_of(trial.campaign)),
    )
    with transaction():
        services.add_remark(campaign_id, current_actor().person_id, said, on=today())
    flash(gettext("Your remark is kept."))


@bp.post(f"{ROUND}remarks/<int:remark_id>/remove")
@requires(P.ANSWER_DRAFT)
def remove(campaign_id: int, remark_id: int) -> ResponseReturnValue:
    """Take away a remark of one's own."""
    _mine(campaign_id)
    if StepForm().validate():
        with transaction():
            services.remove_remark(campaign_id, current_actor().person_id, remark_id)
        flash(gettext("Your remark is gone."))
    return redirect(url_for(".front", campaign_id=campaign_id, _anchor="remarks"), code=303)


@bp.route(f"{ROUND}erase", methods=["GET", "POST"])
@requires(P.ANSWER_DRAFT)
def erase(campaign_id: int) -> ResponseReturnValue:
    """Say what erasing means, then erase all that one said in this round."""
    trial, form = _mine(campaign_id), StepForm()
    if not form.validate_on_submit():
        page = "questionnaires/trials/erase.html"
        return render_template(page, trial=trial, title=title_of(trial.campaign), form=form)
    with transaction():
        services.erase_own(campaign_id, current_actor().person_id)
    flash(gettext("What you said is erased."))
    return _to_front(campaign_id)


def me_panel(**_page_knows: object) -> Markup | None:
    """Show on one's own page the trial rounds that are open for one, sent in or not."""
    actor = actor_or_none()
    if actor is None or not can(P.ANSWER_DRAFT):
        return None
    rounds = queries.open_for(actor.person_id, today())
    known = [(one, title_of(one.campaign)) for one in rounds]
    return section("questionnaires/trials/_me.html", rounds=known) if known else None


def _mine(campaign_id: int) -> TrialRound:
    """Return a round in which the reader is asked, once it was opened; 404 for all others."""
    return ensure(
        P.ANSWER_DRAFT, TrialRound, *queries.is_opened_round(campaign_id), options=queries.WHOLE
    )


def _may_answer(trial: TrialRound) -> bool:
    """Tell whether the form takes answers of the reader: not after they erased what they sent."""
    return trial.campaign.is_open(today()) and not _has_erased(trial)


def _has_erased(trial: TrialRound) -> bool:
    me = current_actor().person_id
    sent = has_answered(trial.campaign_id, me) is True
    return sent and find_named(trial.campaign_id, me) is None


def _asked(trial: TrialRound) -> Asked:
    campaign = trial.campaign
    there = url_for(".form", campaign_id=campaign.id)
    back = url_for(".front", campaign_id=campaign.id)
    return Asked(campaign, lambda: title_of(campaign), there, after=back)


def _remark_form(trial: TrialRound) -> RemarkForm:
    definition = definition_of(trial.campaign)
    form = RemarkForm()
    form.offer(definition.asked(trial.campaign.length), reader_language(definition))
    return form


def _front_page(trial: TrialRound, form: RemarkForm) -> str:
    campaign, me = trial.campaign, current_actor().person_id
    codes = {id_: code for code, id_ in load_version(campaign.version).item_ids.items()}
    return render_template(
        "questionnaires/trials/front.html",
        trial=trial,
        title=title_of(campaign),
        minutes=campaign.version.minutes(campaign.length),
        promise=promise_of(campaign),
        draft=find_draft(campaign.id, me),
        has_sent=find_named(campaign.id, me) is not None,
        has_erased=_has_erased(trial),
        closed=why_not(check_is_open, campaign, today()),
        remarks=queries.remarks_of(campaign.id, me),
        codes=codes,
        form=form,
    )


def _to_front(campaign_id: int) -> ResponseReturnValue:
    return redirect(url_for(".front", campaign_id=campaign_id), code=303)
