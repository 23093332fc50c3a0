"""The list of people within reach, as a page and as a file."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.audit.services import record
from portal.clock import now, today
from portal.db import transaction
from portal.network.listing import frame_on
from portal.people.blueprint import bp
from portal.people.forms import PeopleForm
from portal.people.queries import listing
from portal.people.tables import people_table
from portal.policy.guard import can, current_actor, requires
from portal.policy.table import P
from portal.tables.files import table_response


@bp.get("/people/")
@requires(P.PERSON_READ)
def index() -> ResponseReturnValue:
    """List the people within reach with what they do today; who may invite sees their accounts."""
    form = asked_people()
    known = {"form": form, "may_invite": can(P.PERSON_INVITE), "query": form.query()}
    if not form.validate():
        return render_template("people/index.html", page=None, **known), 400
    page = listing.people_for(current_actor(), form.filters(on=today(), now=now()))
    if page.number > 1 and not page.rows:
        abort(404)
    return render_template("people/index.html", page=page, **known)


@bp.get("/people.<any(csv, xlsx):extension>")
@requires(P.PERSON_READ, fresh=True)
def people_file(extension: str) -> ResponseReturnValue:
    """Give the whole list with addresses as a file; the trail keeps who took it along."""
    form, actor = asked_people(), current_actor()
    if not form.validate():
        abort(400)
    lines = listing.all_people_for(actor, form.filters(on=today(), now=now()))
    with transaction():
        record(
            "people_exported",
            by=actor.person_id,
            object_kind="people",
            object_id=extension,
            detail={"count": len(lines)},
        )
    return table_response(people_table(lines, today()), extension)


def asked_people() -> PeopleForm:
    """Return the filters of the address, with what there is to choose from."""
    form = PeopleForm(request.args)
    form.offer(frame_on(today()).waves)
    return form
