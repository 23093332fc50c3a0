"""All that is kept about whoever is signed in, as a file of their own."""

import json

from flask import Response
from flask.typing import ResponseReturnValue

from portal.accounts.queries import get_person
from portal.clock import today
from portal.people.blueprint import bp
from portal.people.queries.own_data import own_data
from portal.policy.guard import current_actor, signed_in


@bp.get("/me/data.json")
@signed_in
def my_data() -> ResponseReturnValue:
    """Give everything that the rooms keep about the reader, in a form that machines read too."""
    found = own_data(get_person(current_actor().person_id))
    answer = Response(json.dumps(found, ensure_ascii=False, indent=2), mimetype="application/json")
    name = f"mangomoment-{today().isoformat()}.json"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
