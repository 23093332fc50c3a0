"""Answering by invitation, on the meeting's own address; the form itself is every room's."""

from flask import flash, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from portal.evaluation.blueprint import bp
from portal.evaluation.hosting import EvaluationHost, title_of
from portal.evaluation.models import Evaluation
from portal.evaluation.reading import found, to_evaluation
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.questionnaires.filling import answering, hosts
from portal.questionnaires.filling.reading import Asked
from portal.questionnaires.kinds import InstrumentKind
from portal.rules import RuleBroken
from portal.web.words import reason as in_words


@bp.post("/meetings/<int:meeting_id>/evaluation/")
@requires(P.EVALUATION_ANSWER)
def answer(meeting_id: int) -> ResponseReturnValue:
    """Take in one page of the form; the last one is kept, and answered with thanks."""
    evaluation = found(P.EVALUATION_ANSWER, meeting_id)
    try:
        return answering.take_in(asked_in(evaluation), person_id=current_actor().person_id)
    except RuleBroken as refused:
        flash(in_words(refused))
    return to_evaluation(meeting_id)


def asked_in(evaluation: Evaluation) -> Asked:
    """Return the form of a meeting as who was invited to it meets it."""
    action = url_for("evaluation.answer", meeting_id=evaluation.meeting_id)
    return Asked(evaluation.campaign, lambda: title_of(evaluation), action, after=action)


def question_page(evaluation: Evaluation) -> str:
    """Return the first page of the form of a meeting."""
    return answering.begin(asked_in(evaluation), person_id=current_actor().person_id)


@bp.record_once
def _speak(state: BlueprintSetupState) -> None:
    """Let this room speak for the forms of meetings."""
    hosts.register(state.app, InstrumentKind.PROCESS, EvaluationHost())
