"""The code of a team: its sheet to print, and the card for who has a code and no account.

What comes by a code is kept without a name and without an hour. A code that is wrong, replaced or
of a team that has ended is answered in the same words, after the same wait.
"""

import segno
from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from portal.accounts import door, limits
from portal.cards import code_keeping, codes, queries, rules
from portal.cards.blueprint import bp
from portal.cards.forms import CodeCardForm, StepForm, TypedCodeForm, filled_from
from portal.cards.keeping import keep, show_theirs
from portal.cards.reading import Sheet, sheet_of, team_within
from portal.cards.services import Writer
from portal.clock import today
from portal.db import transaction
from portal.network.models import Team
from portal.outbox.addresses import link_to
from portal.policy.guard import current_actor, public, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.stale import Stale


@bp.get("/teams/<int:team_id>/code")
@requires(P.TEAM_CODE_KEEP)
def code(team_id: int) -> ResponseReturnValue:
    """Show the sheet with the code of a team, to print; without one, the step to make it."""
    team = team_within(P.TEAM_CODE_KEEP, team_id)
    kept = queries.code_of(team_id)
    return render_template(
        "cards/code.html",
        team=team,
        made_on=kept.made_on if kept else None,
        code=codes.unseal(kept.sealed) if kept else "",
        address=link_to("cards.enter_code"),
        refused=why_not(rules.check_may_fill, team.valid_to, today()),
        form=StepForm(formdata=None),
    )


@bp.post("/teams/<int:team_id>/code")
@requires(P.TEAM_CODE_KEEP)
def renew_code(team_id: int) -> ResponseReturnValue:
    """Make a code for the team; the one of before opens nothing any more."""
    team = team_within(P.TEAM_CODE_KEEP, team_id)
    try:
        with transaction():
            code_keeping.make_code(team, by=current_actor().person_id, on=today())
        flash(gettext("This is the new code. Hang up the new sheet; the old one opens nothing."))
    except RuleBroken as refused:
        flash(gettext(refused.message))
    return redirect(url_for(".code", team_id=team_id), code=303)


@bp.get("/team")
@public
def enter_code() -> ResponseReturnValue:
    """Ask for the code on the sheet."""
    return kept_out_of_searches(_ask(TypedCodeForm(formdata=None)))


@bp.post("/team")
@public
def read_code() -> ResponseReturnValue:
    """Open the card of the team whose code is typed."""
    form = TypedCodeForm()
    if form.validate():
        typed = str(form.code.data)
        if team_behind(typed):
            return redirect(url_for(".by_code", code=codes.read_code(typed)), code=303)
        form.refuse_code()
    return kept_out_of_searches(_ask(form), 400)


@bp.get("/team/<code>")
@public
def by_code(code: str) -> ResponseReturnValue:
    """Show a colleague the card of the team; changes nothing."""
    team = team_behind(code)
    if team is None:
        return dead()
    sheet = sheet_of(team, today())
    form = CodeCardForm(formdata=None, data=filled_from(sheet.card, goes_on=sheet.goes_on))
    return kept_out_of_searches(_card_page(code, sheet, form))


@bp.post("/team/<code>")
@public
def fill_by_code(code: str) -> ResponseReturnValue:
    """Keep what a colleague fills in, without a name."""
    team, form, status = team_behind(code), CodeCardForm(), 400
    if team is None:
        return dead()
    try:
        if form.validate():
            keep(team, form, Writer(on=today()))
            return redirect(url_for(".saved_by_code", code=code), code=303)
    except RuleBroken as refused:
        form.refuse(refused)
        status = show_theirs(team, form) if isinstance(refused, Stale) else 400
    page = _card_page(code, sheet_of(team, today()), form)
    return kept_out_of_searches(page, status)


@bp.get("/team/<code>/saved")
@public
def saved_by_code(code: str) -> ResponseReturnValue:
    """Thank a colleague, and say what is kept and what happens next."""
    team = team_behind(code)
    if team is None:
        return dead()
    page = render_template("cards/saved_by_code.html", sheet=sheet_of(team, today()), code=code)
    return kept_out_of_searches(page)


def qr_of(code: str) -> Markup:
    """Return the address of a code as a QR drawing, dark on white whatever the page's colours."""
    drawing = segno.make(link_to("cards.by_code", code=code), error="m", micro=False)
    return Markup(  # noqa: S704 -- drawn here, from a code of ours
        drawing.svg_inline(scale=6, border=4, dark="#000", light="#fff", omitsize=True)
    )


def team_behind(typed: str) -> Team | None:
    """Look up a code after counting the try; one that opens something is not counted."""
    address = door.address_key("team-code")
    door.hold_back({address: rules.CODE_TRIES})
    team = queries.find_team_by_code(typed, today())
    if team is not None:
        with transaction():
            limits.forgive_address(address)
        team = queries.find_team_by_code(typed, today())
    return team


def dead() -> ResponseReturnValue:
    """Answer a code that opens nothing: 404, with the field to type another one."""
    form = TypedCodeForm(formdata=None)
    form.refuse_code()
    return kept_out_of_searches(_ask(form), 404)


def _ask(form: TypedCodeForm) -> str:
    return render_template("cards/enter_code.html", form=form)


def _card_page(code: str, sheet: Sheet, form: CodeCardForm) -> str:
    return render_template("cards/by_code.html", code=code, sheet=sheet, form=form)


def kept_out_of_searches(page: str, status: int = 200) -> Response:
    """Answer with a page that no search engine keeps."""
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
