"""One form for every questionnaire: its pages, its overview, and the sending.

Nothing is kept before the last page unless answers carry a name anyway, nothing of it in a
session, and nothing is audited or logged with a person and a moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import refresh as read_language_again

from portal.clock import today
from portal.config import LOCALES
from portal.db import transaction
from portal.policy.guard import actor_or_none
from portal.questionnaires.campaigns.codes import hash_withdrawal
from portal.questionnaires.filling import drafting, services, steps, withdrawal
from portal.questionnaires.filling.forms import AnswerForm
from portal.questionnaires.filling.queries import unit_of_code
from portal.questionnaires.filling.reading import Asked, sealed_progress, secret
from portal.questionnaires.filling.showing import FormPage, form_page, overview
from portal.questionnaires.instruments.definition import minutes_asked
from portal.questionnaires.kinds import Mode
from portal.support.advisers.models import Adviser
from portal.support.advisers.queries import advisers_of_reader
from portal.web.words import day


class Lapsed(StrEnum):
    """Why a page came back unread: it lay open too long, or its reader was signed out meanwhile."""

    OPEN_TOO_LONG = "open-too-long"
    SIGNED_OUT = "signed-out"


@dataclass(frozen=True, kw_only=True)
class Thanks:
    """What is said after sending; gathered before, so that sending is the last thing done."""

    title: str
    lines: Sequence[str]
    until: date
    after: str | None
    code: str | None


def begin(asked: Asked, *, code_hash: bytes | None = None, person_id: int | None = None) -> str:
    """Return the first page of the form, or the one where somebody with a name left it."""
    sealed = code_hash.hex() if code_hash else None
    unit_id = unit_of_code(code_hash) if code_hash else None
    place = asked.host.place(asked.campaign, unit_id) if code_hash else None
    progress = steps.begin(asked.campaign.id, code_hash=sealed)
    if asked.keeps_drafts and person_id is not None:
        progress = drafting.resume(progress, person_id)
    return question_page(asked, steps.Step(progress=progress), place=place)


def take_in(asked: Asked, *, person_id: int | None = None) -> ResponseReturnValue:
    """Take in what was pressed on one page; the last one is kept, and answered with thanks.

    Raises ``RuleBroken`` where an answer cannot be kept.
    """
    pressed = request.form.get("step", steps.ON)
    _turn_language(pressed)
    progress = sealed_progress()
    if progress.campaign_id != asked.campaign.id or asked.by_code != bool(progress.code_hash):
        abort(HTTPStatus.BAD_REQUEST)
    step = asked.asking.step(progress, request.form.to_dict(flat=False), pressed)
    if step.finished:
        return _keep(asked, step.progress, person_id)
    if asked.keeps_drafts and person_id is not None and not step.problems:
        return _kept_so_far(asked, step, person_id, is_over=pressed == steps.LATER)
    return question_page(asked, step), 400 if step.problems else 200


def _kept_so_far(
    asked: Asked, step: steps.Step, person_id: int, *, is_over: bool
) -> ResponseReturnValue:
    """Keep each page under the name that it carries anyway; go on, or leave the rest for later."""
    until = asked.campaign.closes_on
    try:
        progress = drafting.keep(step.progress, person_id)
    except drafting.StaleDraft as stale:
        newest = step.progress.model_copy(update={"saves": stale.draft.saves})
        return question_page(asked, replace(step, progress=newest), is_stale=True), 409
    if is_over:
        flash(gettext("What you filled in is kept. You can go on until %(day)s.", day=day(until)))
        return redirect("/today", code=303)
    return question_page(asked, replace(step, progress=progress))


def question_page(
    asked: Asked,
    step: steps.Step,
    *,
    place: str | None = None,
    is_stale: bool = False,
    lapsed: Lapsed | None = None,
) -> str:
    """Return the page on which the reader is; after the last one, the overview.

    ``place`` is the group for which the holder of a code answers, said before the first question;
    ``lapsed`` tells that the page lay open too long, and comes once more.
    """
    campaign, definition = asked.campaign, asked.definition
    known = {
        "asked": asked,
        "progress": steps.seal(step.progress, secret=secret()),
        "form": AnswerForm(formdata=None),
        "has_typed": bool(step.progress.given) and not asked.keeps_drafts,
        "is_stale": is_stale,
        "lapsed": lapsed,
        "page_number": step.progress.page,
    }
    if step.progress.page >= len(definition.pages(campaign.length)):
        parts = overview(definition, campaign.length, step.progress.given, lang=asked.lang)
        return render_template("questionnaires/fill/overview.html", parts=parts, **known)
    page = form_page(definition, campaign.length, step, lang=asked.lang)
    return render_template(
        "questionnaires/fill/form.html",
        page=page,
        minutes=minutes_asked(definition, campaign.length),
        promise=asked.host.promise(campaign, by_code=asked.by_code) if page.number == 1 else (),
        advisers=_advisers(page),
        place=place,
        **known,
    )


def _turn_language(pressed: str) -> None:
    """Read on in the language of the button: what was typed comes along in the form."""
    lang = pressed.removeprefix(steps.LANGUAGE)
    if pressed.startswith(steps.LANGUAGE) and lang in LOCALES:
        session["lang"] = lang
        read_language_again()


def _advisers(page: FormPage) -> Sequence[Adviser]:
    """Return whom a reader with an account can turn to; who comes by a code stays unknown."""
    actor = actor_or_none()
    return advisers_of_reader(actor) if actor and page.offers_advisers else ()


def _keep(asked: Asked, progress: steps.Progress, person_id: int | None) -> ResponseReturnValue:
    campaign = asked.campaign
    is_anonymous = campaign.mode is Mode.ANONYMOUS
    code = withdrawal.code_of(progress.submit_key) if is_anonymous else None
    said = Thanks(
        title=asked.title,
        lines=asked.host.afterwards(campaign),
        until=campaign.closes_on,
        after=asked.after,
        code=code,
    )
    submission = services.Submission(
        submit_key=progress.submit_key,
        given=progress.given,
        lang=asked.lang,
        person_id=person_id,
        code_hash=bytes.fromhex(progress.code_hash) if progress.code_hash else None,
        withdraw_code_hash=hash_withdrawal(code, secret=secret()) if code else None,
    )
    campaign_id = campaign.id
    with transaction():
        services.submit(campaign_id, submission, on=today())
    return render_template("questionnaires/fill/thanks.html", said=said)
