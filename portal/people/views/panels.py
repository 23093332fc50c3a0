"""What this room adds to a person's page and to one's own: the steps that there are."""

from markupsafe import Markup

from portal.clock import today
from portal.network.models import Person
from portal.people.queries import doubles
from portal.policy.guard import can, current_actor
from portal.policy.table import P
from portal.rules import why_not
from portal.web.hooks import section
from portal.web.words import reason


def me_panel(*, person: Person, **_page: object) -> Markup:
    """Show on one's own page the ways to one's mails and one's data."""
    return section("people/_me.html", person=person)


def person_panel(*, person: Person, **_page: object) -> Markup | None:
    """Show on a person's page the steps that the reader may take, or why one is not possible."""
    if not can(P.PERSON_EDIT):
        return None
    refused = None
    if can(P.PERSON_ERASE):
        by = current_actor().person_id
        refused = why_not(doubles.may_be_forgotten, person.id, on=today(), by=by)
    return section(
        "people/_steps.html", person=person, refused=reason(refused) if refused else None
    )
