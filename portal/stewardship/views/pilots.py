"""Teams that test a kit: asked by the coordinator, offered by themselves, and what they found."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from portal.clock import now, today
from portal.making.queries import author_teams_of
from portal.policy.guard import can, current_actor, requires
from portal.policy.table import P
from portal.stewardship.blueprint import bp
from portal.stewardship.feedback_form import FeedbackForm, filled_from, form_for
from portal.stewardship.forms import (
    AnswerForm,
    FindTeamForm,
    NothingForm,
    ReasonForm,
    StopForm,
    TeamForm,
)
from portal.stewardship.models import KitPilot
from portal.stewardship.queries import pilots as queries
from portal.stewardship.queries.life import assignments_of
from portal.stewardship.services import pilots as services
from portal.stewardship.services.pilots import Writer
from portal.stewardship.testing import PilotPage, offer_page, pilot_page_of, why_not_ask
from portal.stewardship.views.shared import life_at, refused, to_life
from portal.web.stale import saved, status_of
from portal.web.words import reader_locale


@bp.get("/moi/<slug>/life/ask")
@requires(P.KIT_MANAGE)
def ask(slug: str) -> ResponseReturnValue:
    """Look for a team to ask, among those that did not write the kit."""
    return _ask_page(slug, TeamForm(formdata=None))


@bp.post("/moi/<slug>/life/ask")
@requires(P.KIT_MANAGE)
def do_ask(slug: str) -> ResponseReturnValue:
    """Ask a team to test the newest version."""
    life, form = life_at(slug), TeamForm()
    found = queries.teams_to_ask(life.version, _looked_for(), today(), authors=())
    form.offer(found.teams)
    status = refused(
        form,
        lambda: services.ask_team(
            life.kit.id, int(form.team.data), form.words.data or "", _writer()
        ),
    )
    if status:
        return _ask_page(slug, form), status
    flash(gettext("Asked. Who leads the team and its ambassador get a mail."))
    return to_life(slug)


def _looked_for() -> str:
    form = FindTeamForm(request.args)
    return form.q.data or "" if form.validate() else ""


def _ask_page(slug: str, form: TeamForm) -> str:
    life, words = life_at(slug), _looked_for()
    authors = author_teams_of(life.kit.id)
    found = queries.teams_to_ask(life.version, words, today(), authors=authors)
    form.offer(found.teams)
    return render_template(
        "stewardship/ask.html",
        life=life,
        form=form,
        find=FindTeamForm(request.args),
        found=found,
        why=why_not_ask(life),
    )


@bp.get("/moi/<slug>/pilots/offer")
@requires(P.PILOT_FILL)
def offer(slug: str) -> ResponseReturnValue:
    """Ask for which team somebody offers to test a kit."""
    page = offer_page(life_at(slug), current_actor(), today())
    return render_template("stewardship/offer.html", page=page, form=page.form())


@bp.post("/moi/<slug>/pilots/offer")
@requires(P.PILOT_FILL)
def do_offer(slug: str) -> ResponseReturnValue:
    """Keep that a team would like to test a kit; the coordinator says yes or no."""
    page = offer_page(life_at(slug), current_actor(), today())
    form, kit_id = TeamForm().offer(page.teams), page.life.kit.id
    status = refused(
        form,
        lambda: services.offer_to_test(
            kit_id, int(form.team.data), form.words.data or "", _writer()
        ),
    )
    if status:
        page = offer_page(life_at(slug), current_actor(), today())
        return render_template("stewardship/offer.html", page=page, form=form), status
    flash(gettext("Thank you. The project team answers you by mail."))
    return to_life(slug)


@bp.get("/moi/<slug>/pilots/<int:pilot_id>/")
@requires(P.KIT_LIFE_READ)
def pilot_page(slug: str, pilot_id: int) -> ResponseReturnValue:
    """Show a pilot to its team, which fills in what it found, and to who learns from it."""
    page = _pilot_page(slug, pilot_id)
    form = _feedback_form(page, formdata=None, data=filled_from(page.pilot.feedback))
    return _render(page, feedback=form)


@bp.post("/moi/<slug>/pilots/<int:pilot_id>/")
@requires(P.PILOT_FILL)
def fill(slug: str, pilot_id: int) -> ResponseReturnValue:
    """Keep what the team found as a draft, or send it."""
    page = _own_page(slug, pilot_id)
    form, send = _feedback_form(page), request.form.get("step") == "send"
    must_be_whole = send or page.pilot.is_in
    if form.validate() and must_be_whole and not form.is_whole():
        return _render(page, feedback=form), HTTPStatus.BAD_REQUEST
    if not saved(
        form, lambda: _save(pilot_id, form, send=send), current=lambda: _now(slug, pilot_id)
    ):
        return _render(_own_page(slug, pilot_id), feedback=form), status_of(form)
    flash(gettext("Sent. Thank you.") if send else gettext("Kept. You can go on later."))
    return redirect(url_for(".pilot_page", slug=slug, pilot_id=pilot_id), code=303)


def _save(pilot_id: int, form: FeedbackForm, *, send: bool) -> None:
    services.save_feedback(
        pilot_id, form.found(), based_on=form.based_on, send=send, writer=_writer()
    )


def _now(slug: str, pilot_id: int) -> FeedbackForm:
    page = _own_page(slug, pilot_id)
    return _feedback_form(page, formdata=None, data=filled_from(page.pilot.feedback))


@bp.post("/moi/<slug>/pilots/<int:pilot_id>/stop")
@requires(P.PILOT_FILL)
def stop(slug: str, pilot_id: int) -> ResponseReturnValue:
    """Note that the team does not test after all."""
    page, form = _own_page(slug, pilot_id), StopForm()
    status = refused(
        form, lambda: services.stop_testing(pilot_id, form.reason.data or "", _writer())
    )
    if status:
        return _render(page, stop=form), status
    flash(gettext("Noted. Thank you for saying so."))
    return to_life(slug)


@bp.post("/moi/<slug>/pilots/<int:pilot_id>/accept")
@requires(P.KIT_MANAGE)
def accept(slug: str, pilot_id: int) -> ResponseReturnValue:
    """Say yes to a team that offers to test."""
    page, form = _pilot_page(slug, pilot_id), NothingForm()
    status = refused(form, lambda: services.accept_offer(pilot_id, _writer()))
    if status:
        return _render(page, accept=form), status
    flash(gettext("Agreed. The team gets a mail."))
    return to_life(slug)


@bp.post("/moi/<slug>/pilots/<int:pilot_id>/turn-down")
@requires(P.KIT_MANAGE)
def turn_down(slug: str, pilot_id: int) -> ResponseReturnValue:
    """Say no to a team that offers to test, with the reason."""
    page, form = _pilot_page(slug, pilot_id), ReasonForm()
    status = refused(form, lambda: services.turn_down(pilot_id, form.reason.data or "", _writer()))
    if status:
        return _render(page, turn_down=form), status
    flash(gettext("Noted. The team gets a mail with your reason."))
    return to_life(slug)


@bp.post("/moi/<slug>/pilots/<int:pilot_id>/answer")
@requires(P.KIT_MANAGE)
def answer(slug: str, pilot_id: int) -> ResponseReturnValue:
    """Keep what was changed because of what a team found, or why not."""
    page, form = _pilot_page(slug, pilot_id), AnswerForm()
    status = refused(
        form, lambda: services.answer_feedback(pilot_id, form.words.data or "", _writer())
    )
    if status:
        return _render(page, answer=form), status
    flash(gettext("Kept. The team reads it here, and gets it by mail."))
    return redirect(url_for(".pilot_page", slug=slug, pilot_id=pilot_id), code=303)


def _writer() -> Writer:
    return Writer(
        by=current_actor().person_id, on=today(), now=now(), lang=str(get_locale() or "nl")
    )


def _pilot_page(slug: str, pilot_id: int) -> PilotPage:
    pilot = queries.find_pilot_for(current_actor(), pilot_id, slug)
    return _of(slug, pilot)


def _own_page(slug: str, pilot_id: int) -> PilotPage:
    return _of(slug, queries.find_own_pilot(current_actor(), pilot_id, slug))


def _of(slug: str, pilot: KitPilot | None) -> PilotPage:
    if pilot is None:
        abort(404)
    return pilot_page_of(life_at(slug), pilot, current_actor())


def _feedback_form(page: PilotPage, **given: object) -> FeedbackForm:
    titles = assignments_of(page.pilot.version, reader_locale())
    return form_for(titles)(**given)


def _render(page: PilotPage, **forms: object) -> str:
    shown = {
        "feedback": forms.get("feedback") or _now_form(page),
        "stop": forms.get("stop") or StopForm(formdata=None),
        "accept": forms.get("accept") or NothingForm(formdata=None),
        "turn_down": forms.get("turn_down") or ReasonForm(formdata=None),
        "answer": forms.get("answer") or _answer_form(page),
    }
    wrong = [form for form in forms.values() if getattr(form, "errors", None)]
    return render_template(
        "stewardship/pilot.html",
        page=page,
        forms=shown,
        wrong=wrong[0] if wrong else shown["accept"],
        leads=can(P.KIT_MANAGE),
    )


def _now_form(page: PilotPage) -> FeedbackForm:
    return _feedback_form(page, formdata=None, data=filled_from(page.pilot.feedback))


def _answer_form(page: PilotPage) -> AnswerForm:
    known = page.pilot.feedback.answer if page.pilot.feedback else ""
    return AnswerForm(formdata=None, data={"words": known})
