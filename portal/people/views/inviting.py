"""Inviting many: look first, then press; afterwards see how far it is."""

from collections.abc import Mapping
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.clock import now, today
from portal.db import transaction
from portal.people import letters
from portal.people.blueprint import bp
from portal.people.forms import InviteForm, PeopleForm
from portal.people.queries import inviting as queries
from portal.people.queries.listing import Filters
from portal.people.services import inviting
from portal.people.views.listing import asked_people
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken


@bp.get("/people/invite")
@requires(P.PERSON_INVITE)
def choose() -> ResponseReturnValue:
    """Show who would be invited with these filters, who not and why, and what the mail says."""
    form = asked_people()
    if not form.validate():
        return render_template("people/invite.html", **_nothing(form)), 400
    return render_template("people/invite.html", press=InviteForm(), **_seen(form))


@bp.post("/people/invite")
@requires(P.PERSON_INVITE)
def invite_all() -> ResponseReturnValue:
    """Write down whom to invite, if they are still those who stood on the page."""
    form, press = asked_people(), InviteForm()
    if not form.validate() or not press.validate():
        return render_template("people/invite.html", **_nothing(form)), 400
    try:
        with transaction():
            round_ = inviting.ask_invitations(
                current_actor(),
                form.filters(on=today(), now=now()),
                expected=int(press.expected.data or 0),
            )
    except RuleBroken as refusal:
        press.refuse(refusal)
        return render_template("people/invite.html", press=press, **_seen(form)), 409
    return redirect(url_for(".invited", round_id=round_.id), code=303)


@bp.get("/people/invitations/")
@requires(P.PERSON_INVITE)
def rounds() -> ResponseReturnValue:
    """List the latest rounds of invitations that the reader may see."""
    found = queries.rounds_for(current_actor())
    return render_template("people/rounds.html", rounds=found)


@bp.get("/people/invitations/<int:round_id>/")
@requires(P.PERSON_INVITE)
def invited(round_id: int) -> ResponseReturnValue:
    """Show how far a round is, what became of its people, and the step for who waits too long."""
    found = queries.find_round(current_actor(), round_id) or abort(404)
    progress = queries.progress_of(found, Filters(on=today(), now=now()))
    return render_template(
        "people/round.html", progress=progress, left_out=queries.left_out_of(round_id)
    )


def _seen(form: PeopleForm) -> Mapping[str, Any]:
    found = queries.preview(current_actor(), form.filters(on=today(), now=now()))
    return {
        "form": form,
        "query": form.query(),
        "found": found,
        "letters": letters.invitations_in(found.languages, reader=current_actor().name),
        "is_narrowed": bool(request.args),
    }


def _nothing(form: PeopleForm) -> Mapping[str, Any]:
    return {
        "form": form,
        "query": form.query(),
        "found": None,
        "letters": [],
        "press": InviteForm(),
        "is_narrowed": True,
    }
