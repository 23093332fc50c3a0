"""Who writes along: looked for, asked, and gone."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import now, today
from portal.db import transaction
from portal.making import authors as keeping
from portal.making import candidates, mails, queries, rules
from portal.making.blueprint import bp
from portal.making.candidates import Candidate
from portal.making.forms import AuthorForm, SeekForm, StepForm
from portal.making.models import Draft
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.stale import saved, status_of


@bp.get("/in-the-making/<int:draft_id>/authors")
@requires(P.DRAFT_WRITE)
def authors(draft_id: int) -> ResponseReturnValue:
    """Show who writes along, and look for somebody to ask."""
    return _page(_draft(draft_id), AuthorForm(formdata=None))


@bp.post("/in-the-making/<int:draft_id>/authors")
@requires(P.DRAFT_WRITE)
def add_author(draft_id: int) -> ResponseReturnValue:
    """Let somebody write along, and tell them."""
    draft, form = _draft(draft_id), AuthorForm()
    found = _chosen(form)
    if saved(form, lambda: _add(draft, found)):
        flash(gettext("%(name)s writes along from now.", name=found.name if found else ""))
        return redirect(url_for(".authors", draft_id=draft_id), code=303)
    return _page(_draft(draft_id), form), status_of(form)


def _chosen(form: AuthorForm) -> Candidate | None:
    """Offer whom the form names, if the reader may ask them: nobody else can be chosen."""
    found = candidates.find_candidate(current_actor(), request.form.get("person", ""), today())
    form.offer([found] if found else [])
    return found


def _add(draft: Draft, found: Candidate | None) -> None:
    assert found is not None  # noqa: S101 -- the form offers nobody else
    actor, person = current_actor(), queries.get_person(found.person_id)
    keeping.add_author(draft, person, on=today())
    if person.id != actor.person_id:
        mails.tell_who_writes_along(draft, person, asked_by=actor.name, on=today(), now=now())


@bp.post("/in-the-making/<int:draft_id>/authors/leave")
@requires(P.DRAFT_WRITE)
def leave(draft_id: int) -> ResponseReturnValue:
    """Stop writing along; the last author stays."""
    draft = _draft(draft_id)
    try:
        with transaction():
            keeping.leave(draft, current_actor().person_id)
        flash(gettext("You do not write along any more. What you wrote stays."))
        return redirect(url_for(".show", draft_id=draft_id), code=303)
    except RuleBroken as refused:
        flash(gettext(refused.message))
    return redirect(url_for(".authors", draft_id=draft_id), code=303)


def _draft(draft_id: int) -> Draft:
    return ensure(P.DRAFT_WRITE, Draft, Draft.id == draft_id)


def _page(draft: Draft, form: AuthorForm) -> str:
    actor, seek = current_actor(), SeekForm(request.args)
    words = seek.q.data or "" if seek.validate() else ""
    found = candidates.found_by(actor, draft.id, words, today()) if words else ()
    if not form.is_submitted():
        form.offer(found)
    writers = queries.writers_of(draft.id, today())
    return render_template(
        "making/authors.html",
        draft=draft,
        form=form,
        seek=seek,
        words=words,
        found=found,
        writers=writers,
        mine=any(one.person.id == actor.person_id for one in writers),
        refused=why_not(rules.check_is_open, draft.step),
        stays=why_not(rules.check_may_leave, authors=len(writers)),
        step=StepForm(formdata=None),
    )
