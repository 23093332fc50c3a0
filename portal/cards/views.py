"""The card of a team for who signs in: fill in, look back, lay side by side; panels elsewhere."""

from flask import Flask, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from portal.cards import by_code, codes, helping, labels, periods, queries, services
from portal.cards.blueprint import bp
from portal.cards.export import cards_table, history_table
from portal.cards.forms import CardForm, StepForm, filled_from
from portal.cards.keeping import keep, show_theirs
from portal.cards.reading import Sheet, reads_card_of, sheet_of, sheets_of, team_within
from portal.cards.remembering import register_acts
from portal.cards.services import Writer
from portal.clock import today
from portal.db import transaction
from portal.network.models import Team
from portal.policy.guard import can, current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken
from portal.tables.files import table_response
from portal.web.hooks import panel, section
from portal.web.stale import Stale

ALSO_HERE = (by_code, helping)  # their pages stand on the same blueprint


@bp.get("/cards/")
@requires(P.CARD_READ)
def index() -> ResponseReturnValue:
    """Show the cards of the reader's teams side by side."""
    sheets = sheets_of(queries.cards_for(current_actor(), today()), today())
    return render_template("cards/index.html", sheets=sheets)


@bp.get("/cards.<any(csv, xlsx):extension>")
@requires(P.CARD_READ)
def index_file(extension: str) -> ResponseReturnValue:
    """Give the cards of the reader's teams as a file."""
    return table_response(cards_table(queries.cards_for(current_actor(), today())), extension)


@bp.get("/teams/<int:team_id>/card")
@requires(P.CARD_READ)
def card(team_id: int) -> ResponseReturnValue:
    """Show what was written last, and the three questions."""
    sheet = sheet_of(team_within(P.CARD_READ, team_id), today())
    form = CardForm(formdata=None, data=filled_from(sheet.card, goes_on=sheet.goes_on))
    return _card_page(sheet, form)


@bp.post("/teams/<int:team_id>/card")
@requires(P.CARD_FILL)
def fill(team_id: int) -> ResponseReturnValue:
    """Keep the card; a stale one comes back with what stands there now beside each field."""
    team, form, status = team_within(P.CARD_FILL, team_id), CardForm(), 400
    try:
        if form.validate():
            keep(team, form, Writer(on=today(), person_id=current_actor().person_id))
            return redirect(url_for(".saved", team_id=team_id), code=303)
    except RuleBroken as refused:
        form.refuse(refused)
        status = show_theirs(team, form) if isinstance(refused, Stale) else 400
    return _card_page(sheet_of(team, today()), form), status


@bp.get("/teams/<int:team_id>/card/saved")
@requires(P.CARD_READ)
def saved(team_id: int) -> ResponseReturnValue:
    """Say what is kept, who sees it and what happens next."""
    sheet = sheet_of(team_within(P.CARD_READ, team_id), today())
    return render_template("cards/saved.html", sheet=sheet)


@bp.get("/teams/<int:team_id>/card/history")
@requires(P.CARD_READ)
def history(team_id: int) -> ResponseReturnValue:
    """Show every card of a team, the newest first."""
    team = team_within(P.CARD_READ, team_id)
    return render_template("cards/history.html", team=team, cards=queries.history_of(team_id))


@bp.get("/teams/<int:team_id>/card/history.<any(csv, xlsx):extension>")
@requires(P.CARD_READ)
def history_file(team_id: int, extension: str) -> ResponseReturnValue:
    """Give every card of a team as a file."""
    team = team_within(P.CARD_READ, team_id)
    return table_response(history_table(team, queries.history_of(team_id)), extension)


@bp.post("/teams/<int:team_id>/card/help/<any(withdraw, close):step>")
@requires(P.CARD_FILL)
def end_help(team_id: int, step: str) -> ResponseReturnValue:
    """Hide the wanted help from the network, or say that the team has been helped."""
    team = team_within(P.CARD_FILL, team_id)
    act, said = {
        "withdraw": (services.withdraw_help, gettext("The network does not see it any more.")),
        "close": (services.close_help, gettext("Good. The question is off the list.")),
    }[step]
    with transaction():
        act(team.id, writer=Writer(on=today(), person_id=current_actor().person_id))
    flash(said)
    return redirect(url_for(".card", team_id=team_id), code=303)


def _card_page(sheet: Sheet, form: CardForm) -> str:
    asks = sheet.card is not None and sheet.card.help is not None
    return render_template(
        "cards/card.html",
        sheet=sheet,
        form=form,
        answers=queries.answers_to(sheet.team.id) if asks else [],
        step=StepForm(formdata=None),
    )


def _on_team(*, team: Team, **_: object) -> Markup | None:
    """Show the card first on the page of a team, to who may read it."""
    if not reads_card_of(team):
        return None
    sheet = sheet_of(team, today())
    return section("cards/team_panel.html", sheet=sheet)


def _on_meeting(*, is_to_come: bool, **_: object) -> Markup | None:
    """Lead from a meeting to come to the help that teams want: its intervision is for that."""
    if not is_to_come or not can(P.HELP_READ):
        return None
    return section("cards/meeting_panel.html")


def init_app(app: Flask) -> None:
    """Serve the pages of this room, and show the card on the page of its team."""
    app.register_blueprint(bp)
    periods.init_app(app)
    register_acts(app)
    panel(app, "team", _on_team)
    panel(app, "meeting", _on_meeting)
    app.jinja_env.globals.update(
        went_label=labels.went_label, qr_of=by_code.qr_of, shown=codes.shown
    )
