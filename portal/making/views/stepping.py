"""The steps of a kit in the making: accepted, declined, withdrawn, proposed again."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from portal.clock import now, today
from portal.db import transaction
from portal.making import answering, mails, queries, rules, services
from portal.making.blueprint import bp
from portal.making.forms import AcceptForm, DeclineForm, NextVersionForm, WithdrawForm
from portal.making.models import Draft, Step
from portal.making.names import proposed_names
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P, Permission
from portal.rules import RuleBroken, why_not
from portal.web.forms import PortalForm
from portal.web.stale import saved, status_of

Answer = AcceptForm | NextVersionForm


@bp.get("/in-the-making/<int:draft_id>/accept")
@requires(P.KIT_MANAGE)
def accept(draft_id: int) -> ResponseReturnValue:
    """Ask for the names that the kit gets for good."""
    draft = _draft(P.KIT_MANAGE, draft_id)
    return _page("accept", draft, _answer_form(draft, begun=proposed_names(draft)), Step.DRAFT)


@bp.post("/in-the-making/<int:draft_id>/accept")
@requires(P.KIT_MANAGE)
def keep_accept(draft_id: int) -> ResponseReturnValue:
    """Say yes, and tell the authors."""
    draft = _draft(P.KIT_MANAGE, draft_id)
    form = _answer_form(draft)
    if saved(form, lambda: _accept(draft, form)):
        flash(gettext("Accepted. The authors get a mail, and may write the files."))
        return _to(draft_id)
    return _page("accept", _draft(P.KIT_MANAGE, draft_id), form, Step.DRAFT), status_of(form)


def _answer_form(draft: Draft, begun: dict[str, str] | None = None) -> Answer:
    kind = AcceptForm if draft.kit_id is None else NextVersionForm
    return kind() if begun is None else kind(formdata=None, data=begun)


def _accept(draft: Draft, form: Answer) -> None:
    by, on = current_actor().person_id, today()
    slug, moi_id = (
        (form.slug.data or "", form.moi_id.data or "") if isinstance(form, AcceptForm) else ("", "")
    )
    note = form.note.data or ""
    services.accept(draft, slug=slug, moi_id=moi_id, by=by, on=on, note=note, lang=_lang())
    answering.say_being_made(draft, by=by, on=on)
    mails.tell_of_answer(draft, by=by, on=on, now=now())


@bp.get("/in-the-making/<int:draft_id>/decline")
@requires(P.KIT_MANAGE)
def decline(draft_id: int) -> ResponseReturnValue:
    """Ask why not."""
    draft = _draft(P.KIT_MANAGE, draft_id)
    return _page("decline", draft, DeclineForm(formdata=None), Step.DECLINED)


@bp.post("/in-the-making/<int:draft_id>/decline")
@requires(P.KIT_MANAGE)
def keep_decline(draft_id: int) -> ResponseReturnValue:
    """Say no with the reason, and tell the authors."""
    draft, form = _draft(P.KIT_MANAGE, draft_id), DeclineForm()
    if saved(form, lambda: _decline(draft, form)):
        flash(gettext("Declined. The authors read your reason in a mail."))
        return _to(draft_id)
    return _page("decline", _draft(P.KIT_MANAGE, draft_id), form, Step.DECLINED), status_of(form)


def _decline(draft: Draft, form: DeclineForm) -> None:
    by, on = current_actor().person_id, today()
    services.decline(draft, reason=form.reason.data or "", by=by, on=on, lang=_lang())
    mails.tell_of_answer(draft, by=by, on=on, now=now())


@bp.get("/in-the-making/<int:draft_id>/withdraw")
@requires(P.DRAFT_WRITE)
def withdraw(draft_id: int) -> ResponseReturnValue:
    """Ask whether the authors stop, and say what stays."""
    draft = _draft(P.DRAFT_WRITE, draft_id)
    return _page("withdraw", draft, WithdrawForm(formdata=None), Step.WITHDRAWN)


@bp.post("/in-the-making/<int:draft_id>/withdraw")
@requires(P.DRAFT_WRITE)
def keep_withdraw(draft_id: int) -> ResponseReturnValue:
    """Stop making it; its needs are open again."""
    draft, form = _draft(P.DRAFT_WRITE, draft_id), WithdrawForm()
    if saved(form, lambda: _withdraw(draft, form)):
        flash(gettext("Withdrawn. What you wrote stays here; you can propose it again."))
        return _to(draft_id)
    page = _page("withdraw", _draft(P.DRAFT_WRITE, draft_id), form, Step.WITHDRAWN)
    return page, status_of(form)


def _withdraw(draft: Draft, form: WithdrawForm) -> None:
    by, on, reason = current_actor().person_id, today(), form.reason.data or ""
    was_written = draft.step is Step.DRAFT
    services.withdraw(draft, note=reason, by=by, on=on, lang=_lang())
    if was_written:
        answering.say_not_made(draft, reason=reason, by=by, on=on, lang=_lang())


@bp.post("/in-the-making/<int:draft_id>/propose-again")
@requires(P.DRAFT_WRITE)
def propose_again(draft_id: int) -> ResponseReturnValue:
    """Propose once more what was declined or withdrawn."""
    draft, by = _draft(P.DRAFT_WRITE, draft_id), current_actor().person_id
    try:
        with transaction():
            services.propose_again(draft, by=by, on=today())
            mails.tell_of_proposal(draft, by=by, on=today(), now=now())
        flash(gettext("Proposed again. The coordinator reads it."))
    except RuleBroken as refused:
        flash(gettext(refused.message, **refused.params))
    return _to(draft_id)


def _draft(permission: Permission, draft_id: int) -> Draft:
    return ensure(permission, Draft, Draft.id == draft_id, options=queries.WHOLE)


def _to(draft_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show", draft_id=draft_id), code=303)


def _lang() -> str:
    return str(get_locale())


def _page(name: str, draft: Draft, form: PortalForm, wanted: Step) -> str:
    refused = why_not(rules.check_may_step, draft.step, wanted)
    return render_template(f"making/{name}.html", draft=draft, form=form, refused=refused)
