"""“We used this” for who has the code of the team and no account: no name, no hour.

A code that opens nothing is answered as on the card of the team: in the same words, after the
same wait.
"""

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.adoption import queries, services
from portal.adoption.blueprint import bp
from portal.adoption.forms import CodeUseForm, filled_from
from portal.adoption.models import KitUse
from portal.adoption.services import Writer
from portal.adoption.telling import code_page, kit_named, show_theirs, used_of
from portal.cards import codes
from portal.cards.by_code import dead, kept_out_of_searches, team_behind
from portal.cards.forms import TypedCodeForm
from portal.clock import today
from portal.db import transaction
from portal.moi.queries import KitCard, library
from portal.network.models import Team
from portal.policy.guard import public
from portal.rules import RuleBroken
from portal.web.stale import Stale


@bp.post("/moi/<slug>/used/code")
@public
def by_typed_code(slug: str) -> ResponseReturnValue:
    """Go on to the question for the team whose code is typed."""
    card, form = kit_named(slug), TypedCodeForm()
    if form.validate():
        typed = codes.read_code(str(form.code.data))
        if team_behind(typed):
            return redirect(url_for(".tell_by_code", code=typed, slug=slug), code=303)
        form.refuse_code()
    return kept_out_of_searches(code_page(card, form), 400)


@bp.get("/team/<code>/used/")
@public
def choose_by_code(code: str) -> ResponseReturnValue:
    """Let a colleague choose which kit the team used."""
    team = team_behind(code)
    if team is None:
        return dead()
    cards = library(today())
    page = render_template("adoption/choose.html", team=team, code=code, cards=cards)
    return kept_out_of_searches(page)


@bp.get("/team/<code>/used/<slug>")
@public
def tell_by_code(code: str, slug: str) -> ResponseReturnValue:
    """Ask a colleague how it went; with ``?on=`` show what the team told of that day."""
    team = team_behind(code)
    if team is None:
        return dead()
    card = kit_named(slug)
    use = _of_day(team, card, request.args.get("on", ""))
    return _page(code, team, card, CodeUseForm(formdata=None, data=filled_from(use)))


@bp.post("/team/<code>/used/<slug>")
@public
def keep_by_code(code: str, slug: str) -> ResponseReturnValue:
    """Keep what a colleague tells, without a name."""
    team, form, status = team_behind(code), CodeUseForm(), 400
    if team is None:
        return dead()
    card = kit_named(slug)
    try:
        if form.validate():
            day = _keep(team, card, form)
            return redirect(url_for(".saved_by_code", code=code, slug=slug, on=day), code=303)
    except RuleBroken as refused:
        form.refuse(refused)
        status = _show_what_stands(team, card, form) if isinstance(refused, Stale) else 400
    return _page(code, team, card, form, status)


@bp.get("/team/<code>/used/<slug>/saved")
@public
def saved_by_code(code: str, slug: str) -> ResponseReturnValue:
    """Thank a colleague, and say what is kept and who reads it."""
    team = team_behind(code)
    if team is None:
        return dead()
    card, on = kit_named(slug), request.args.get("on", "")
    use = _of_day(team, card, on)
    page = render_template("adoption/saved.html", team=team, code=code, card=card, use=use)
    return kept_out_of_searches(page)


def _keep(team: Team, card: KitCard, form: CodeUseForm) -> date:
    told, based_on, writer = form.told(), form.based_on, Writer(on=today())
    team_id, used, shown = team.id, used_of(card), request.args.get("on", "")
    with transaction():
        use = _of_day(team, card, shown)
        if use is None:
            services.tell_use(team_id, used, told, based_on=based_on, writer=writer)
        else:
            services.correct_use(use, told, based_on=based_on, writer=writer)
    return told.used_on


def _show_what_stands(team: Team, card: KitCard, form: CodeUseForm) -> int:
    assert form.used_on.data is not None  # noqa: S101 -- the form was valid
    shown = _of_day(team, card, request.args.get("on", ""))
    day = form.used_on.data
    return show_theirs(form, shown or queries.find_of_day(team.id, card.version.kit_id, day))


def _of_day(team: Team, card: KitCard, day: str) -> KitUse | None:
    """Return what the team told of a day; nothing for what is no day."""
    try:
        return queries.find_of_day(team.id, card.version.kit_id, date.fromisoformat(day))
    except ValueError:
        return None


def _page(
    code: str, team: Team, card: KitCard, form: CodeUseForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template("adoption/by_code.html", code=code, team=team, card=card, form=form)
    return kept_out_of_searches(page, status)
