"""The page on which a person's name, address and language are kept."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.clock import today
from portal.network.models import Person
from portal.people.blueprint import bp
from portal.people.forms import PersonForm
from portal.people.services.describing import describe_person
from portal.policy.guard import current_actor, ensure, requires
from portal.policy.table import P
from portal.web.stale import saved, status_of


@bp.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@requires(P.PERSON_EDIT)
def edit(person_id: int) -> ResponseReturnValue:
    """Describe somebody anew; who was slower sees both texts."""
    person = ensure(P.PERSON_EDIT, Person, Person.id == person_id)
    form = PersonForm.of(person)
    if saved(
        form,
        lambda: _describe(person, form),
        current=lambda: PersonForm.of(person, formdata=None),
    ):
        flash(gettext("Saved."))
        return redirect(url_for("network.person", person_id=person_id), code=303)
    return render_template("people/edit.html", form=form, person=person), status_of(form)


def _describe(person: Person, form: PersonForm) -> None:
    actor = current_actor()
    describe_person(person, form.facts(), actor=actor, on=today(), based_on=form.based_on)
