"""Proposing a kit or the next version of one, and changing what is planned."""

import secrets
from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from portal.clock import now, today
from portal.making import mails, queries, rules, services, wanted
from portal.making.blueprint import bp
from portal.making.forms import ProposalForm, filled_from
from portal.making.models import Draft
from portal.moi.models import Kit
from portal.needs.models import Need
from portal.network.models import Team
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.taxonomy.model import CONSTRUCTS
from portal.web.stale import saved, status_of


@bp.get("/in-the-making/propose")
@requires(P.KIT_PROPOSE)
def propose() -> ResponseReturnValue:
    """Ask what somebody wants to make, with what a need or a kit says already filled in."""
    kit, need = _kit_asked(), _need_asked()
    begun = {"form_key": secrets.token_hex(16), "revision": "0", "lang": str(get_locale())}
    form = ProposalForm(formdata=None, data=begun | wanted.begun_from(need, kit))
    _offer(form, [need] if need else [])
    return _propose_page(form, kit)


@bp.post("/in-the-making/propose")
@requires(P.KIT_PROPOSE)
def keep_proposal() -> ResponseReturnValue:
    """Keep a proposal and tell the coordinator, or show what is wrong beside the field."""
    kit, form = _kit_asked(), ProposalForm()
    _offer(form, wanted.needs_of(request.form.getlist("needs")))
    if saved(form, lambda: _begin(form, kit)):
        draft = queries.find_draft_by_form(form.form_key.data or "")
        flash(gettext("Your proposal is in. The coordinator reads it and answers by mail."))
        return redirect(url_for(".show", draft_id=draft.id if draft else 0), code=303)
    return _propose_page(form, kit), status_of(form)


def _begin(form: ProposalForm, kit: Kit | None) -> None:
    by, key = current_actor().person_id, form.form_key.data or ""
    draft = services.begin_draft(
        form.plan(), by=by, on=today(), form_key=key, kit=kit, needs_team=_needs_team(form)
    )
    mails.tell_of_proposal(draft, by=by, on=today(), now=now())


@bp.get("/in-the-making/<int:draft_id>/plan")
@requires(P.DRAFT_WRITE)
def change(draft_id: int) -> ResponseReturnValue:
    """Show the plan to change it."""
    draft = _draft(draft_id)
    return _change_page(draft, _form_of(draft))


@bp.post("/in-the-making/<int:draft_id>/plan")
@requires(P.DRAFT_WRITE)
def keep_change(draft_id: int) -> ResponseReturnValue:
    """Keep a changed plan; who comes second sees both texts."""
    draft, form = _draft(draft_id), ProposalForm()
    _offer(form, _needs_with(draft, request.form.getlist("needs")), draft.teams)
    if saved(form, lambda: _change(draft, form), current=lambda: _form_of(_draft(draft_id))):
        flash(gettext("The plan is changed."))
        return redirect(url_for(".show", draft_id=draft_id), code=303)
    return _change_page(_draft(draft_id), form), status_of(form)


def _change(draft: Draft, form: ProposalForm) -> None:
    services.change_plan(draft, form.plan(), based_on=form.based_on, needs_team=_needs_team(form))


def _draft(draft_id: int) -> Draft:
    return ensure(P.DRAFT_WRITE, Draft, Draft.id == draft_id, options=queries.WHOLE)


def _form_of(draft: Draft) -> ProposalForm:
    form = ProposalForm(formdata=None, data=filled_from(draft))
    _offer(form, list(draft.needs), draft.teams)
    return form


def _needs_with(draft: Draft, keys: Sequence[str]) -> Sequence[Need]:
    known = {need.id: need for need in (*draft.needs, *wanted.needs_of(keys))}
    return list(known.values())


def _offer(form: ProposalForm, needs: Sequence[Need], teams: Sequence[Team] = ()) -> None:
    """Offer what is wanted most beside the needs that belong to it, and the reader's own teams."""
    mine = queries.teams_for(current_actor(), today())
    known = {team.id: team for team in (*teams, *mine)}
    form.offer(CONSTRUCTS.values(), wanted.offered(needs, today()), list(known.values()))


def _needs_team(form: ProposalForm) -> bool:
    return bool(form.teams.choices)


def _kit_asked() -> Kit | None:
    """Return the kit that is to be renewed; an address that is none is not there."""
    slug = request.args.get("kit")
    kit = queries.find_kit(slug) if slug else None
    if slug and kit is None:
        abort(404)
    return kit


def _need_asked() -> Need | None:
    """Return the need that the proposal answers; one that is not there is not there."""
    key = request.args.get("need")
    found = wanted.needs_of([key]) if key else []
    if key and not found:
        abort(404)
    return found[0] if found else None


def _propose_page(form: ProposalForm, kit: Kit | None) -> str:
    already = queries.find_open_draft(kit.id) if kit else None
    return _page(form, kit=kit, already=already)


def _change_page(draft: Draft, form: ProposalForm) -> str:
    refused = why_not(rules.check_is_open, draft.step)
    return _page(form, kit=draft.kit, draft=draft, refused=refused)


def _page(
    form: ProposalForm,
    *,
    kit: Kit | None,
    draft: Draft | None = None,
    already: Draft | None = None,
    refused: RuleBroken | None = None,
) -> str:
    return render_template(
        "making/propose.html", form=form, kit=kit, draft=draft, already=already, refused=refused
    )
