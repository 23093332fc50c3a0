"""Two rows of one person: find them, put them side by side, make them one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import now, today
from portal.db import transaction
from portal.network import pages
from portal.network.models import Person
from portal.people.blueprint import bp
from portal.people.forms import MergeForm, OtherForm
from portal.people.queries import doubles as queries
from portal.people.services.joining import check_pair, merge_people
from portal.people.words import LIKENESSES, holdings_in_words
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.words import reason


@bp.get("/people/<int:person_id>/merge")
@requires(P.PERSON_MERGE, fresh=True)
def doubles(person_id: int) -> ResponseReturnValue:
    """Show who may be the same person, and let the reader name another one by address."""
    person, form = _within(person_id), OtherForm(request.args)
    address, actor = form.address.data or "", current_actor()
    other = queries.find_other(actor, address=address) if address else None
    if other is not None and other != person_id:
        return redirect(url_for(".compare", person_id=person_id, other_id=other), code=303)
    if address:
        form.address.errors = [gettext("Nobody else here has this address.")]
    found = queries.doubles_of(actor, person)
    page = {"person": person, "form": form, "found": found, "why": LIKENESSES}
    return render_template("people/doubles.html", **page), 400 if address else 200


@bp.get("/people/<int:person_id>/merge/<int:other_id>")
@requires(P.PERSON_MERGE, fresh=True)
def compare(person_id: int, other_id: int) -> ResponseReturnValue:
    """Put two people side by side, with what would move, before anything does."""
    kept, gone = _within(person_id), _within(other_id)
    return _side_by_side(kept, gone, MergeForm.of(kept, gone)), 200


@bp.post("/people/<int:person_id>/merge/<int:other_id>")
@requires(P.PERSON_MERGE, fresh=True)
def merge(person_id: int, other_id: int) -> ResponseReturnValue:
    """Make one person of two; what the form chose stays, and there is no way back."""
    kept, gone = _within(person_id), _within(other_id)
    form = MergeForm.of(kept, gone)
    if not form.validate() or not _merged(kept, gone, form):
        return _side_by_side(kept, gone, form), 400
    flash(gettext("These two are one person now."))
    return redirect(url_for("network.person", person_id=person_id), code=303)


def _merged(kept: Person, gone: Person, form: MergeForm) -> bool:
    facts, pair = form.facts(kept, gone), (kept.id, gone.id)
    try:
        with transaction():
            merge_people(*pair, facts, actor=current_actor(), on=today(), now=now())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return False
    return True


def _side_by_side(kept: Person, gone: Person, form: MergeForm) -> str:
    refused = why_not(check_pair, kept.id, gone.id, by=current_actor().person_id)
    return render_template(
        "people/compare.html",
        kept=kept,
        gone=gone,
        form=form,
        posts=[pages.person_page(current_actor(), one, today=today()) for one in (kept, gone)],
        holdings=[holdings_in_words(queries.holdings_of(one.id)) for one in (kept, gone)],
        why_not=reason(refused) if refused else None,
    )


def _within(person_id: int) -> Person:
    return ensure(P.PERSON_MERGE, Person, Person.id == person_id)
