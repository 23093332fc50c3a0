"""Making somebody anonymous: what goes, where the name still stands, the press of the button."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import now, today
from portal.db import transaction
from portal.network.models import Person
from portal.people import ledger
from portal.people.blueprint import bp
from portal.people.forms import ForgetForm
from portal.people.naming import nameless
from portal.people.queries import doubles
from portal.people.queries.mentions import mentions_of
from portal.people.services.forgetting import forget_person
from portal.people.words import holdings_in_words
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.words import reason


@bp.get("/people/<int:person_id>/forget")
@requires(P.PERSON_ERASE, fresh=True)
def before_forgetting(person_id: int) -> ResponseReturnValue:
    """Say what goes and what stays, where the name still stands, or why it cannot be done yet."""
    person = ensure(P.PERSON_ERASE, Person, Person.id == person_id)
    return _page(person, ForgetForm()), 200


@bp.post("/people/<int:person_id>/forget")
@requires(P.PERSON_ERASE, fresh=True)
def forget(person_id: int) -> ResponseReturnValue:
    """Forget somebody, in the database and in the ledger that outlives its backups."""
    person, form = ensure(P.PERSON_ERASE, Person, Person.id == person_id), ForgetForm()
    if not form.validate() or not _forgotten(person, form):
        return _page(person, form), 400
    flash(gettext("This person is anonymous now."))
    return redirect(url_for("network.person", person_id=person_id), code=303)


def _forgotten(person: Person, form: ForgetForm) -> bool:
    number, by, on = person.id, current_actor().person_id, today()
    try:
        with transaction():
            forget_person(person, name=nameless(number), by=by, on=on, now=now())
            ledger.write_down(ledger.Erasure(person_id=number, on=on))
    except RuleBroken as refusal:
        form.refuse(refusal)
        return False
    return True


def _page(person: Person, form: ForgetForm) -> str:
    by = current_actor().person_id
    refused = why_not(doubles.may_be_forgotten, person.id, on=today(), by=by)
    found = {one.table: one.rows for one in mentions_of(person.name)}
    return render_template(
        "people/forget.html",
        person=person,
        form=form,
        name=nameless(person.id),
        mentions=holdings_in_words(found),
        why_not=reason(refused) if refused else None,
    )
