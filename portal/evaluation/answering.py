"""Answering: by invitation on the meeting's own address, by a code from the sheet on ``/evaluate``.

Nothing is kept before the last page, nothing of it in a session, nothing is audited or logged with
a person and a moment. A code has 40 bits and works once: guessing it is hopeless.
"""

from typing import Final

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.config import settings_of
from portal.db import transaction
from portal.evaluation.blueprint import bp
from portal.evaluation.forms import AnswerForm, CodeForm
from portal.evaluation.models import Evaluation
from portal.evaluation.queries import find_evaluation_of_campaign
from portal.evaluation.reading import definition_of, found, reader_language, to_evaluation
from portal.policy.guard import current_actor, public, requires
from portal.policy.table import P
from portal.questionnaires import services, steps
from portal.questionnaires.codes import hash_code
from portal.questionnaires.definition import minutes_asked
from portal.questionnaires.queries import find_campaign_of_code
from portal.questionnaires.rules import check_is_open
from portal.questionnaires.showing import form_page
from portal.rules import RuleBroken, why_not
from portal.web.words import reason as in_words

BACK: Final = "back"


@bp.post("/meetings/<int:meeting_id>/evaluation/")
@requires(P.EVALUATION_ANSWER)
def answer(meeting_id: int) -> ResponseReturnValue:
    """Take in one page of the form; the last one is kept, and leads to the thank-you."""
    evaluation = found(P.EVALUATION_ANSWER, meeting_id)
    step = _step(evaluation, by_code=False)
    if not step.finished:
        return question_page(evaluation, step), 400 if step.problems else 200
    try:
        _keep(evaluation, step, person_id=current_actor().person_id)
    except RuleBroken as refused:
        flash(in_words(refused))
    return to_evaluation(meeting_id)


@bp.get("/evaluate")
@public
def enter_code() -> ResponseReturnValue:
    """Ask for the code on the sheet."""
    return render_template("evaluation/code.html", form=CodeForm())


@bp.post("/evaluate")
@public
def answer_by_code() -> ResponseReturnValue:
    """Open the form that the code is for, then take in its pages."""
    if "progress" not in request.form:
        return _begin_by_code(CodeForm())
    progress = _progress()
    evaluation = find_evaluation_of_campaign(progress.campaign_id)
    if evaluation is None:
        abort(400)
    step = _step(evaluation, by_code=True)
    if not step.finished:
        return question_page(evaluation, step, by_code=True), 400 if step.problems else 200
    try:
        _keep(evaluation, step, code_hash=bytes.fromhex(progress.code_hash or ""))
    except RuleBroken as refused:
        return _refused(CodeForm(formdata=None), refused)
    return redirect(url_for("evaluation.thanks"), code=303)


@bp.get("/evaluate/thanks")
@public
def thanks() -> ResponseReturnValue:
    """Thank whoever answered by a code, and say what happens next."""
    return render_template("evaluation/thanks.html")


def question_page(evaluation: Evaluation, step: steps.Step, *, by_code: bool = False) -> str:
    """Return the page of the form on which the reader is."""
    campaign = evaluation.campaign
    definition = definition_of(campaign)
    lang = reader_language(definition)
    return render_template(
        "evaluation/form.html",
        evaluation=evaluation,
        definition=definition,
        page=form_page(definition, campaign.length, step, lang=lang),
        minutes=minutes_asked(definition, campaign.length),
        progress=steps.seal(step.progress, secret=_secret()),
        action=url_for("evaluation.answer_by_code")
        if by_code
        else url_for("evaluation.answer", meeting_id=evaluation.meeting_id),
        by_code=by_code,
        form=AnswerForm(formdata=None),
    )


def _begin_by_code(form: CodeForm) -> ResponseReturnValue:
    if not form.validate():
        return render_template("evaluation/code.html", form=form), 400
    code_hash = hash_code(form.code.data or "", secret=_secret())
    campaign = find_campaign_of_code(code_hash)
    evaluation = find_evaluation_of_campaign(campaign.id) if campaign else None
    if evaluation is None:
        unknown = gettext("We do not know this code, or it was used already. Look at it once more.")
        form.code.errors = [unknown]
        return render_template("evaluation/code.html", form=form), 400
    if refused := why_not(check_is_open, evaluation.campaign, today()):
        return _refused(form, refused)
    begun = steps.begin(evaluation.campaign_id, code_hash=code_hash.hex())
    return question_page(evaluation, steps.Step(progress=begun), by_code=True)


def _refused(form: CodeForm, refused: RuleBroken) -> ResponseReturnValue:
    form.refuse(refused)
    return render_template("evaluation/code.html", form=form), 400


def _progress() -> steps.Progress:
    """Return where the reader is, as the page says, if it is a page of ours; else 400."""
    progress = steps.unseal(request.form.get("progress", ""), secret=_secret())
    if progress is None:
        abort(400)
    return progress


def _step(evaluation: Evaluation, *, by_code: bool) -> steps.Step:
    progress = _progress()
    if progress.campaign_id != evaluation.campaign_id or by_code != bool(progress.code_hash):
        abort(400)
    definition = definition_of(evaluation.campaign)
    asking = steps.Asking(
        definition=definition,
        length=evaluation.campaign.length,
        lang=reader_language(definition),
    )
    posted = request.form.to_dict(flat=False)
    return asking.step(progress, posted, back=request.form.get("step") == BACK)


def _keep(
    evaluation: Evaluation,
    step: steps.Step,
    *,
    person_id: int | None = None,
    code_hash: bytes | None = None,
) -> None:
    submission = services.Submission(
        submit_key=step.progress.submit_key,
        given=step.progress.given,
        lang=reader_language(definition_of(evaluation.campaign)),
        person_id=person_id,
        code_hash=code_hash,
    )
    campaign_id = evaluation.campaign_id
    with transaction():
        services.submit(campaign_id, submission, on=today())


def _secret() -> str:
    return settings_of(current_app).secret_key
