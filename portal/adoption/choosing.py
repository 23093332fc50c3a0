"""The next kit of a team: what is suggested and why, taken or not, and taken back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.adoption import queries, services, suggesting
from portal.adoption.blueprint import bp
from portal.adoption.forms import NextKitForm, StepForm, UndoForm
from portal.adoption.models import Answer
from portal.adoption.services import Writer
from portal.clock import today
from portal.db import transaction
from portal.network.models import Team
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.rules import RuleBroken


@bp.get("/teams/<int:team_id>/next-kit")
@requires(P.NEXT_KIT_ANSWER)
def next_kit(team_id: int) -> ResponseReturnValue:
    """Show the kit that is suggested to a team, with its one reason."""
    return _page(_team(team_id), NextKitForm(formdata=None))


@bp.post("/teams/<int:team_id>/next-kit")
@requires(P.NEXT_KIT_ANSWER)
def answer_next_kit(team_id: int) -> ResponseReturnValue:
    """Keep that the team takes this kit, or why not."""
    team, form = _team(team_id), NextKitForm()
    try:
        if form.validate():
            flash(_answer(team.id, form))
            return redirect(url_for("moi.of_team", team_id=team_id), code=303)
    except RuleBroken as refused:
        form.refuse(refused)
    return _page(_team(team_id), form), 400


@bp.post("/teams/<int:team_id>/next-kit/undo")
@requires(P.NEXT_KIT_ANSWER)
def undo_next_kit(team_id: int) -> ResponseReturnValue:
    """Take the answer about a kit back."""
    team, form = _team(team_id), UndoForm()
    if not form.validate():
        return _page(team, NextKitForm(formdata=None)), 400
    kit_id = int(str(form.kit.data))
    try:
        with transaction():
            services.undo_answer(team_id, kit_id, writer=_writer())
        flash(gettext("Your answer is taken back."))
    except RuleBroken as refused:
        flash(gettext(refused.message))
    return redirect(url_for("moi.of_team", team_id=team_id), code=303)


def _answer(team_id: int, form: NextKitForm) -> str:
    kit_id, answer = int(str(form.kit.data)), Answer(str(form.answer.data))
    why = form.why.data or ""
    with transaction():
        services.answer_next_kit(team_id, kit_id, answer, why=why, writer=_writer())
    if answer is Answer.ACCEPTED:
        return str(gettext("Good. This is your next lesson kit."))
    return str(gettext("Understood. In two weeks you find another suggestion here."))


def _team(team_id: int) -> Team:
    clause, options = queries.is_team(team_id), queries.WITH_ORGANISATION
    return ensure(P.NEXT_KIT_ANSWER, Team, clause, options=options)


def _writer() -> Writer:
    return Writer(on=today(), person_id=current_actor().person_id)


def _page(team: Team, form: NextKitForm) -> str:
    step, undo = suggesting.next_step_of(team, today()), StepForm(formdata=None)
    return render_template("adoption/next_kit.html", team=team, step=step, form=form, undo=undo)
