"""Help that teams want and the network may see: the list, and an answer to one of them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.cards import queries, rules, services
from portal.cards.blueprint import bp
from portal.cards.export import help_table
from portal.cards.forms import AnswerForm, HelpListForm
from portal.cards.models import TeamCard
from portal.clock import now, today
from portal.db import transaction
from portal.policy.decide import Actor
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.tables.files import table_response
from portal.web.paging import Page, page_number


@bp.get("/help-wanted/")
@requires(P.HELP_READ)
def help_wanted() -> ResponseReturnValue:
    """List the help that teams want and let the network see, the newest first."""
    form = HelpListForm(request.args)
    known = {"form": form, "own": _homes(current_actor())}
    if not form.validate():
        nothing = Page[TeamCard](rows=[], number=1, total=0)
        return render_template("cards/help_wanted.html", page=nothing, **known), 400
    number = page_number(request.args.get("page"))
    page = queries.help_page(today(), form.filters(), number=number)
    if number > page.last:
        abort(404)
    return render_template("cards/help_wanted.html", page=page, **known)


@bp.get("/help-wanted.<any(csv, xlsx):extension>")
@requires(P.HELP_READ)
def help_file(extension: str) -> ResponseReturnValue:
    """Give the whole list, with the same filters, as a file."""
    form = HelpListForm(request.args)
    if not form.validate():
        abort(400)
    return table_response(help_table(queries.all_help(today(), form.filters())), extension)


@bp.get("/help-wanted/<int:card_id>/")
@requires(P.HELP_READ)
def wanted(card_id: int) -> ResponseReturnValue:
    """Show what one team wants help with, and a field to answer."""
    return _answer_page(_shared(card_id), AnswerForm(formdata=None))


@bp.post("/help-wanted/<int:card_id>/")
@requires(P.HELP_READ)
def answer(card_id: int) -> ResponseReturnValue:
    """Send a few words to the team; a second time on a day is refused with the words kept."""
    card, form = _shared(card_id), AnswerForm()
    try:
        if form.validate():
            _answer(card_id, form)
            flash(gettext("Your message is on its way to the team. Thank you."))
            return redirect(url_for(".help_wanted"), code=303)
    except RuleBroken as refused:
        form.refuse(refused)
    return _answer_page(card, form), 400


def _answer(card_id: int, form: AnswerForm) -> None:
    said = form.said()
    with transaction():
        card = _shared(card_id)
        services.answer_help(card, said, actor=current_actor(), on=today(), now=now())


def _shared(card_id: int) -> TeamCard:
    """Return a card whose help the network may see now; withdrawn help was never there: 404."""
    card = queries.find_shared_help(card_id, today())
    if card is None:
        abort(404)
    return card


def _answer_page(card: TeamCard, form: AnswerForm) -> str:
    actor = current_actor()
    refused = why_not(
        rules.check_may_answer,
        own_organisation=card.team.organisation_id in _homes(actor),
        answered_today=queries.answered_on(actor.person_id, today()),
        card_id=card.id,
    )
    reached = queries.reached_by_help(card.team, today())
    return render_template(
        "cards/answer.html", card=card, form=form, refused=refused, reached=reached, actor=actor
    )


def _homes(actor: Actor) -> frozenset[int]:
    return frozenset(post.organisation_id for post in actor.posts if post.organisation_id)
