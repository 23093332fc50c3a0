"""What who keeps the needs does: answer, merge, take a merger back, open again."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from portal.clock import today
from portal.db import transaction
from portal.moi.queries import library
from portal.needs import queries, rules, services
from portal.needs.blueprint import bp
from portal.needs.forms import KIT, REASON, AnswerForm, MergeForm, ReopenForm, SeekForm
from portal.needs.listing import NeedFilters, NeedLine, line_of, needs_page
from portal.needs.models import State
from portal.needs.reading import need_within
from portal.needs.services import Step
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.forms import PortalForm
from portal.web.stale import RevisedForm, saved, status_of
from portal.web.words import reason

MOST_FOUND = 20


def step_now(form: PortalForm) -> Step:
    """Return that the reader takes a step today, on the need as the form showed it."""
    based_on = form.based_on if isinstance(form, RevisedForm) else None
    lang = str(get_locale())
    return Step(by=current_actor().person_id, on=today(), lang=lang, based_on=based_on)


@bp.route("/needs/<int:need_id>/answer", methods=["GET", "POST"])
@requires(P.NEED_KEEP)
def answer(need_id: int) -> ResponseReturnValue:
    """Answer a need with a lesson kit, or with the reason why there is none."""
    line = _line(need_id)
    form, kits = AnswerForm(data=_answered(line)), _kits(line)
    form.offer(kits)
    if saved(form, lambda: _answer(need_id, form), current=lambda: _answer_now(need_id, kits)):
        flash(gettext("Answered. The teams that share it get a mail tomorrow morning."))
        return redirect(url_for(".show", need_id=need_id), code=303)
    refused = why_not(rules.check_may_answer, line.state)
    page = render_template("needs/answer.html", line=line, form=form, refused=refused)
    return page, status_of(form)


def _line(need_id: int) -> NeedLine:
    return line_of(need_within(P.NEED_KEEP, need_id).id, today())


def _answer(need_id: int, form: AnswerForm) -> None:
    need, words = need_within(P.NEED_KEEP, need_id), form.reason.data or ""
    services.answer_need(need, step_now(form), kit_id=form.kit_id, reason=words)


def _answered(line: NeedLine) -> dict[str, str | None]:
    """Return what the form shows: the answer of today, if there is one."""
    known: dict[str, str | None] = {"revision": str(line.need.revision)}
    if line.step and line.state is State.ANSWERED:
        kit_id = line.step.kit_id
        how = REASON if kit_id is None else KIT
        known |= {"how": how, "kit": str(kit_id or ""), "reason": line.step.reason}
    return known


def _kits(line: NeedLine) -> list[tuple[int, str]]:
    """Return the public kits with their titles, those about the same constructs first."""
    lang = str(get_locale())
    kits = sorted(
        library(today()), key=lambda kit: line.about.isdisjoint(one.key for one in kit.constructs)
    )
    return [(kit.version.kit_id, kit.version.words(lang)["title"]) for kit in kits]


def _answer_now(need_id: int, kits: list[tuple[int, str]]) -> AnswerForm:
    form = AnswerForm(formdata=None, data=_answered(_line(need_id)))
    form.offer(kits)
    return form


@bp.route("/needs/<int:need_id>/merge", methods=["GET", "POST"])
@requires(P.NEED_KEEP)
def merge(need_id: int) -> ResponseReturnValue:
    """Merge a need into one that says the same: the likely ones are shown, others are found."""
    line, seek = _line(need_id), SeekForm(request.args)
    form = MergeForm(data={"revision": str(line.need.revision)})
    found = _found(line, seek)
    form.offer(found)
    if saved(form, lambda: _merge(need_id, form), current=lambda: _merge_now(need_id, found)):
        flash(gettext("Merged. Both keep their words, and you can take it back."))
        return redirect(url_for(".show", need_id=int(form.into.data)), code=303)
    refused = why_not(rules.check_may_be_merged, line.state)
    known = {"line": line, "form": form, "seek": seek, "found": found, "refused": refused}
    return render_template("needs/merge.html", **known), status_of(form)


def _found(line: NeedLine, seek: SeekForm) -> list[NeedLine]:
    """Return the needs that sound like this one, else the most shared; or what was looked for."""
    text = str(seek.text.data or "") if seek.validate() else ""
    near = queries.alike(line.need.words, today(), but=line.need.id, states=rules.UNANSWERED)
    if near and not text:
        return list(near)
    page = needs_page(today(), NeedFilters(text=text), number=1)
    fits = (one for one in page.rows if one.state in rules.UNANSWERED)
    return [one for one in fits if one.need.id != line.need.id][:MOST_FOUND]


def _merge(need_id: int, form: MergeForm) -> None:
    need = need_within(P.NEED_KEEP, need_id)
    into = need_within(P.NEED_KEEP, int(form.into.data))
    services.merge_need(need, into, step_now(form))


def _merge_now(need_id: int, found: list[NeedLine]) -> MergeForm:
    form = MergeForm(formdata=None, data={"revision": str(_line(need_id).need.revision)})
    form.offer(found)
    return form


@bp.post("/needs/<int:need_id>/part")
@requires(P.NEED_KEEP)
def part(need_id: int) -> ResponseReturnValue:
    """Take a merger back: both needs stand by themselves again."""
    need = need_within(P.NEED_KEEP, need_id)
    try:
        with transaction():
            services.part_need(need, step_now(PortalForm()))
        flash(gettext("It stands by itself again, with the teams that said so."))
    except RuleBroken as refused:
        flash(reason(refused))
    return redirect(url_for(".show", need_id=need_id), code=303)


@bp.route("/needs/<int:need_id>/reopen", methods=["GET", "POST"])
@requires(P.NEED_KEEP)
def open_again(need_id: int) -> ResponseReturnValue:
    """Open a need again, with the reason why its answer does not do."""
    line = _line(need_id)
    form = ReopenForm(data={"revision": str(line.need.revision)})
    if saved(form, lambda: _reopen(need_id, form), current=lambda: _reopen_now(need_id)):
        flash(gettext("The need is open again."))
        return redirect(url_for(".show", need_id=need_id), code=303)
    refused = why_not(rules.check_may_reopen, line.state)
    page = render_template("needs/reopen.html", line=line, form=form, refused=refused)
    return page, status_of(form)


def _reopen(need_id: int, form: ReopenForm) -> None:
    need = need_within(P.NEED_KEEP, need_id)
    services.reopen(need, form.reason.data or "", step_now(form))


def _reopen_now(need_id: int) -> ReopenForm:
    line = _line(need_id)
    said = line.step.reason if line.step else ""
    return ReopenForm(formdata=None, data={"revision": str(line.need.revision), "reason": said})
