"""“We used this”: told in a minute by somebody with an account, corrected, taken back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.adoption import queries, rules, services
from portal.adoption.blueprint import bp
from portal.adoption.forms import CodeUseForm, StepForm, TellForm, UseForm, filled_from
from portal.adoption.models import KitUse
from portal.adoption.services import Used, Writer
from portal.cards.forms import TypedCodeForm
from portal.clock import today
from portal.db import transaction
from portal.moi.queries import KitCard, find_kit
from portal.network.models import Team
from portal.policy.guard import actor_or_none, can, current_actor, ensure, public, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.stale import Stale


@bp.get("/moi/<slug>/used")
@public
def tell(slug: str) -> ResponseReturnValue:
    """Ask a team how it went with a kit; ask a visitor for the code of the team first."""
    card, teams = kit_named(slug), _teams()
    if not teams:
        return code_page(card, TypedCodeForm(formdata=None))
    form = TellForm(formdata=None, data={**filled_from(None), "team": request.args.get("team")})
    return _tell_page(card, form.offer(teams), teams)


@bp.post("/moi/<slug>/used")
@public
def keep_told(slug: str) -> ResponseReturnValue:
    """Keep what a team tells; a second telling of one day comes back with what stands there."""
    card, teams = kit_named(slug), _teams()
    if not teams:
        return code_page(card, TypedCodeForm(formdata=None)), 400
    form, status = TellForm().offer(teams), 400
    try:
        if form.validate():
            use = _keep(card, form, int(form.team.data))
            flash(gettext("Thank you. Your team and your ambassador can read it."))
            return redirect(url_for("moi.of_team", team_id=use), code=303)
    except RuleBroken as refused:
        form.refuse(refused)
        status = _show_what_stands(card, form) if isinstance(refused, Stale) else 400
    return _tell_page(card, form, teams), status


@bp.get("/uses/<int:use_id>/")
@requires(P.USE_TELL)
def correct(use_id: int) -> ResponseReturnValue:
    """Show what the team told, to correct it or take it back."""
    use = _use(use_id)
    return _correct_page(use, UseForm(formdata=None, data=filled_from(use)))


@bp.post("/uses/<int:use_id>/")
@requires(P.USE_TELL)
def keep_corrected(use_id: int) -> ResponseReturnValue:
    """Keep the correction; a stale one comes back with what stands there now."""
    use, form, status = _use(use_id), UseForm(), 400
    try:
        if form.validate():
            told, based_on = form.told(), form.based_on
            with transaction():
                services.correct_use(_use(use_id), told, based_on=based_on, writer=_writer())
            flash(gettext("It is corrected."))
            return redirect(url_for("moi.of_team", team_id=_use(use_id).team_id), code=303)
    except RuleBroken as refused:
        form.refuse(refused)
        status = show_theirs(form, _use(use_id)) if isinstance(refused, Stale) else 400
    return _correct_page(use, form), status


@bp.post("/uses/<int:use_id>/<any(withdraw, restore):step>")
@requires(P.USE_TELL)
def set_back(use_id: int, step: str) -> ResponseReturnValue:
    """Let a use count no more, or again."""
    act, said = {
        "withdraw": (services.take_back, gettext("It counts no more. You can put it back.")),
        "restore": (services.put_back, gettext("It counts again. Only your house reads it.")),
    }[step]
    try:
        with transaction():
            act(_use(use_id), writer=_writer())
        flash(said)
    except RuleBroken as refused:
        flash(gettext(refused.message))
    return redirect(url_for(".correct", use_id=use_id), code=303)


def kit_named(slug: str) -> KitCard:
    """Return a kit that is or was public, or 404."""
    card = find_kit(slug, today())
    if card is None:
        abort(404)
    return card


def used_of(card: KitCard) -> Used:
    """Return which version is told about: the newest one."""
    return Used(kit_id=card.version.kit_id, version_id=card.version.id)


def show_theirs(form: CodeUseForm, use: KitUse | None) -> int:
    """Put beside each field what stands there by now; return the status of such an answer."""
    form.show_theirs(type(form)(formdata=None, data=filled_from(use)))
    return 409


def code_page(card: KitCard, form: TypedCodeForm) -> str:
    """Return the page that asks a colleague without an account for the code of the team."""
    return render_template("adoption/enter_code.html", card=card, form=form)


def _show_what_stands(card: KitCard, form: TellForm) -> int:
    assert form.used_on.data is not None  # noqa: S101 -- the form was valid
    use = queries.find_of_day(int(form.team.data), card.version.kit_id, form.used_on.data)
    theirs = TellForm(formdata=None, data={**filled_from(use), "team": form.team.data})
    form.show_theirs(theirs.offer(_teams()))
    return 409


def _keep(card: KitCard, form: TellForm, team_id: int) -> int:
    told, based_on, used = form.told(), form.based_on, used_of(card)
    with transaction():
        services.tell_use(team_id, used, told, based_on=based_on, writer=_writer())
    return team_id


def _teams() -> list[Team]:
    actor = actor_or_none()
    if actor is None or not can(P.USE_TELL):
        return []
    return list(queries.teams_to_tell_for(actor, today()))


def _use(use_id: int) -> KitUse:
    return ensure(P.USE_TELL, KitUse, queries.is_use(use_id), options=queries.WITH_PLACE)


def _writer() -> Writer:
    return Writer(on=today(), person_id=current_actor().person_id)


def _tell_page(card: KitCard, form: TellForm, teams: list[Team]) -> str:
    return render_template("adoption/tell.html", card=card, form=form, teams=teams)


def _correct_page(use: KitUse, form: UseForm) -> str:
    refused = why_not(rules.check_may_correct, use.team.valid_to, today())
    step = StepForm(formdata=None)
    return render_template("adoption/use.html", use=use, form=form, refused=refused, step=step)
